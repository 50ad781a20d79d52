"""python -m models.card NAME --date DAY: measures a model of the zoo and writes its settings and card."""

import argparse
import dataclasses
from pathlib import Path

from models.card.cross_validation import KEY, cross_validation, fitted_thresholds
from models.card.document import card_text
from models.card.figures import draw_panels
from models.card.measure import measure_network
from models.command_line import add_data_option, report_errors
from models.serving.spec import ModelSpec, spec_path


def write_card(spec: ModelSpec, date: str) -> None:
    """Write NAME.md beside the model settings, and NAME.svg if the settings contain numbers to draw."""
    figure = draw_panels(spec, spec.path.with_suffix(".svg"))
    spec.path.with_suffix(".md").write_text(card_text(spec, date, figure=figure), encoding="utf-8")


@report_errors
def main(arguments: list[str] | None = None, program: str = "python -m models.card") -> int:
    """Measure a model and write its card. Return the exit code: 0 done, 2 bad usage, 3 data missing, 4 model
    missing.
    """
    parser = argparse.ArgumentParser(
        prog=program,
        description="Run every evaluation for a model of this type, and write its settings, model card and figure.",
        epilog=f"example:\n  {program} fer-1.4m --date 2026-11-24",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "model",
        metavar="NAME|PATH",
        help="name of a shipped model, or path of a model: its .json or .onnx file, or a folder with one model",
    )
    add_data_option(parser, "test data")
    parser.add_argument("--date", required=True, help="training date that the card shows, such as 2026-11-24")
    parser.add_argument(
        "--cross-validated",
        type=Path,
        metavar="FILE",
        help="voice only: copy the results from FILE, written by evaluate voice-folds --run, into the model settings",
    )
    parser.add_argument(
        "--text-only", action="store_true", help="do not measure; write the card from the results in the model settings"
    )
    options = parser.parse_args(arguments)
    path = spec_path(options.model)
    spec = ModelSpec.load(path)
    metrics = cross_validation(spec, options.cross_validated) if options.cross_validated else {}
    if metrics:
        spec = dataclasses.replace(spec, thresholds=fitted_thresholds(spec, metrics[KEY]))
    metrics |= {} if options.text_only else measure_network(spec, options.data)
    if metrics:
        spec = dataclasses.replace(spec, metrics={**spec.metrics, **metrics})
        spec = ModelSpec.load(spec.save(path))  # the card shows the values of the file
    write_card(spec, options.date)
    return 0
