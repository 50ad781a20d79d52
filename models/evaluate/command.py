"""python -m models.evaluate TASK --data DIR --split NAME: measures a model with the code that the kiosk runs.

Prints progress on standard error, and one JSON object on standard output.

Exit codes: 0 done, 2 bad usage, 3 data missing, 4 model missing.
"""

import argparse
import json
import sys
from collections.abc import Callable
from math import isnan
from pathlib import Path
from typing import Any

from edge.files import replace_file
from models.command_line import add_data_option, report_errors
from models.evaluate import (
    body,
    disparity,
    expression,
    faces,
    robustness,
    smile,
    smile_people,
    text,
    text_authors,
    voice,
    voice_folds,
)
from models.evaluate.splits import UnknownDataSplitError
from models.serving.spec import ModelSpec, spec_path

TASKS: dict[str, tuple[str, Callable[[ModelSpec, Path, str], dict[str, Any]]]] = {
    "expression": ("fer-1.4m", expression.evaluate_classes),
    "expression-ood": ("fer-1.4m", expression.evaluate_other_domains),
    "smile": ("smile-mesh", smile.evaluate_smile),
    "smile-ood": ("smile-mesh", smile.evaluate_other_domain),
    "smile-people": ("smile-mesh", smile_people.evaluate_people),
    "smile-robustness": ("smile-mesh", smile.evaluate_robustness),
    "smile-sizes": ("smile-mesh", smile.evaluate_sizes),
    "faces": ("face-full-range", faces.evaluate_portraits),
    "faces-clips": ("face-full-range", faces.evaluate_clips),
    "valence": ("fer-1.4m", expression.evaluate_valence),
    "disparity": ("fer-1.4m", disparity.evaluate_disparity),
    "robustness": ("fer-1.4m", robustness.evaluate_robustness),
    "body": ("body-1k", body.evaluate_body),
    "text": ("text-3.4m", text.evaluate_text),
    "text-authors": ("text-3.4m", text_authors.evaluate_authors),
    "voice": ("voice-0.4m", voice.evaluate_clips),
    "voice-stream": ("voice-0.4m", voice.evaluate_stream),
    "voice-loudness": ("voice-0.4m", voice.evaluate_loudness),
    "voice-folds": ("voice-0.4m", voice_folds.judge_network),
}
"""For each task: the shipped model, and the function that measures a model."""


def round_floats(value: Any) -> Any:
    """Round every float in a nested result to 4 decimals. NaN (unknown) becomes None, because JSON has no NaN."""
    if isinstance(value, dict):
        return {key: round_floats(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [round_floats(inner) for inner in value]
    if isinstance(value, float):
        return None if isnan(value) else round(value, 4)
    return value


def evaluate_task(task: str, spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """Measure one task, and return the result as a JSON object."""
    result = TASKS[task][1](spec, data, split)
    return {**round_floats(result), "parameters": spec.parameters, "model": spec.label}


def _build_parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        description="Measure the accuracy of a model, with the same code that the kiosk runs.",
        epilog=f"example:\n  {program} expression --data packed --split public --model own.json",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("task", choices=sorted(TASKS), help="measurement to run")
    add_data_option(parser, "test data, as models/README.md describes it")
    parser.add_argument(
        "--split",
        required=True,
        metavar="NAME",
        help="data to use: a value of the data table's column `split` or `usage`, or `all`",
    )
    parser.add_argument(
        "--variant",
        choices=["fp32", "fp16", "int8"],
        default="fp32",
        help="precision of the model file (default: %(default)s)",
    )
    parser.add_argument(
        "--model", metavar="NAME|PATH", help="model to measure (default: the model that ships for this task)"
    )
    parser.add_argument(
        "--run",
        type=Path,
        metavar="DIR",
        help="voice-folds only: folder of a cross-validated run; each model is measured on the fold excluded from "
        "its training",
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help='smile only: also write the results into the model settings, which a kiosk with use = "shop" reads',
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the JSON object to this file")
    return parser


@report_errors
def main(arguments: list[str] | None = None, program: str = "python -m models.evaluate") -> int:
    """Measure a model and return the exit code: 0 done, 2 bad usage, 3 data missing, 4 model missing."""
    parser = _build_parser(program)
    options = parser.parse_args(arguments)
    if options.run and (options.task != "voice-folds" or options.model or options.variant != "fp32"):
        parser.error("--run is only for voice-folds, without --model and --variant")
    if options.write and (options.task != "smile" or options.variant != "fp32" or not options.model):
        parser.error("--write is only for smile, without --variant; name the model settings to write with --model")
    try:
        if options.run:
            return _print(
                round_floats(voice_folds.judge_cross_validated(options.run, options.data, options.split)), options.json
            )
        path = spec_path(options.model or TASKS[options.task][0])
        spec = ModelSpec.load(path).variant_spec(options.variant)
        result = evaluate_task(options.task, spec, options.data, options.split)
    except UnknownDataSplitError as unknown:
        print(unknown, file=sys.stderr)
        return 2
    _print(result, options.json)
    return _write_figures(options.task, result, path) if options.write else 0


def _write_figures(task: str, result: dict[str, Any], path: Path) -> int:
    """Write the scores of a task into the `metrics` of a model's settings, under the name of the task. The rest of the
    file is unchanged. Return the exit code.
    """
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts["metrics"][task] = result
    try:
        replace_file(path, (json.dumps(facts, indent=2, ensure_ascii=False) + "\n").encode(), is_public=True)
    except OSError as error:
        print(
            f"evaluate: {path} cannot be written: {error.strerror}. Make it writable, and try again.",
            file=sys.stderr,
        )
        return 1
    return 0


def _print(result: dict[str, Any], path: Path | None) -> int:
    """Print a JSON object, and write it to `path` if a path is given. Return the exit code 0."""
    text = json.dumps(result, indent=2)
    print(text)
    if path is not None:
        path.write_text(text + "\n", encoding="utf-8")
    return 0
