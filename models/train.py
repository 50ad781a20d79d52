"""python -m models.train TASK: trains a model and exports it. A run that was stopped resumes after its last complete
epoch.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from models.command_line import add_data_option, report_errors
from models.serving.hardening import harden_process
from models.serving.spec import LICENCES
from models.tasks import TASKS, load_exporter, load_function, make_task

EXPRESSION_OPTIONS = ("teacher", "said", "licence", "licence_note", "start_from")

CROSS_VALIDATED = ("body", "laughter", "voice")
FOLDED = ("laughter", "voice")

FOLD_OPTIONS = {"epochs": 1001, "leave": 5, "count": 6}
"""Options for the cross-validation of voice models, and for each option the lowest value that is too high."""


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        description="Train a model and export it. A stopped run resumes after its last complete epoch.",
        epilog=f"example:\n  {program} expression --quick",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("task", choices=TASKS, help="type of model to train")
    add_data_option(parser)
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the run (default: runs/TASK, or runs/TASK-quick)"
    )
    parser.add_argument("--quick", action="store_true", help="train a small model, which takes about a minute")
    parser.add_argument("--seed", type=int, default=1, help="random seed (default: %(default)s)")
    distillation = parser.add_argument_group("options for expression and text")
    distillation.add_argument(
        "--teacher", action="store_true", help="expression only: train a wide model, which then teaches smaller models"
    )
    distillation.add_argument(
        "--said",
        type=Path,
        metavar="FILE",
        help="learn from the predictions in FILE, which models.expression.teachers or models.text.teacher wrote",
    )
    own = parser.add_argument_group("options for expression with your own images (vitrina docs networks)")
    own.add_argument("--licence", choices=LICENCES, help="what the images may be used for (default: evaluation)")
    own.add_argument("--licence-note", metavar="TEXT", help="one sentence: who gave you the right to use the images")
    own.add_argument(
        "--start-from",
        metavar="NAME",
        help="start from the weights of this model; the new model inherits its licence; for text, do not combine "
        "with --said",
    )
    validation = parser.add_argument_group("options for body and voice")
    validation.add_argument(
        "--cross-validate",
        action="store_true",
        help="train several models, each without one person (body) or one fifth of the people (voice), and test each "
        "model on the people it was not trained on",
    )
    validation.add_argument(
        "--leave",
        type=int,
        metavar="N",
        help="with --cross-validate, for voice: exclude N fifths of the people from the training of each model",
    )
    validation.add_argument(
        "--epochs", type=int, metavar="N", help="with --cross-validate, for voice: train each model for N epochs"
    )
    validation.add_argument(
        "--count",
        type=int,
        metavar="N",
        help="with --cross-validate, for voice: train only N of the models that are still missing",
    )
    return parser


def _expression_options(options: argparse.Namespace, parser: argparse.ArgumentParser) -> dict[str, Any]:
    """Options that only the expression model has. Exits with code 2 if the options cannot be combined."""
    if options.cross_validate and options.task not in CROSS_VALIDATED:
        parser.error("--cross-validate is only for body and voice")
    folded = options.cross_validate and options.task in FOLDED
    for name, limit in FOLD_OPTIONS.items():
        value = getattr(options, name)
        if value is not None and not (folded and 0 < value < limit):
            parser.error(f"--{name} takes a number from 1 to {limit - 1}, and only with voice and --cross-validate")
    expression_options = {name: value for name in EXPRESSION_OPTIONS if (value := getattr(options, name))}
    foreign = set(expression_options) - ({"said", "start_from"} if options.task == "text" else set())
    if foreign and options.task != "expression":
        parser.error(f"--{min(foreign).replace('_', '-')} does not work for {options.task}")
    if (options.licence is None) != (options.licence_note is None):
        parser.error("give --licence and --licence-note together: what the images may be used for, and who says so")
    if options.start_from and (options.quick or options.teacher):
        parser.error("--start-from has its own recipe: remove --quick and --teacher")
    if options.task == "text" and options.start_from and options.said:
        parser.error("--start-from has no other teacher for text: remove --said")
    return expression_options


@report_errors
def main(arguments: list[str] | None = None, program: str = "python -m models.train") -> int:
    """Train a model and return the exit code: 0 done, 2 bad usage or a library missing, 3 data missing, 4 start model
    missing.
    """
    parser = _parser(program)
    options = parser.parse_args(arguments)
    expression_options = _expression_options(options, parser)
    out = options.out or Path("runs") / f"{options.task}{'-quick' if options.quick else ''}"
    make, export = make_task(options.task), load_exporter(options.task)
    task = make(options.data, options.seed, quick=options.quick, **expression_options)
    if options.cross_validate:
        cross_validate = load_function(f"models.{options.task}.cross_validate", "cross_validate")
        given = {name: value for name in FOLD_OPTIONS if (value := getattr(options, name)) is not None}
        print(json.dumps(cross_validate(task, out, **given), indent=2))
        return 0
    load_function("models.loop", "train_task")(task, out)
    spec = export(out, options.data, out)
    print(f"{spec.path}\n{spec.label}  {json.dumps(spec.metrics['held_out'])}")
    print(f"licence: {spec.licence}. {spec.licence_note}")
    return 0


if __name__ == "__main__":
    harden_process()
    sys.exit(main())
