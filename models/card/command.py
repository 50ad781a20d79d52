"""python -m models.card NAME --date DAY: measures a network of the zoo by every task, and writes spec and card anew."""

import argparse
import dataclasses
import sys
from pathlib import Path

from models.card.document import text
from models.card.figures import draw
from models.card.measure import measured
from models.data import DATA, DataMissingError
from models.serving.spec import ModelFileError, ModelSpec, spec_path


def write(spec: ModelSpec, date: str) -> None:
    """NAME.md beside the spec, and NAME.svg where there is something to draw."""
    figure = draw(spec, spec.path.with_suffix(".svg"))
    spec.path.with_suffix(".md").write_text(text(spec, date, figure=figure), encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """0 done, 2 bad usage, 3 data missing, 4 model missing."""
    parser = argparse.ArgumentParser(
        prog="python -m models.card",
        description="Measure a network by every task that its kind has; write its spec, its card and its figure anew.",
        epilog="example: python -m models.card fer-1.4m --date 2026-11-24",
    )
    parser.add_argument("model", metavar="NAME|FILE.json")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="default: ../shared/data")
    parser.add_argument("--date", required=True, help="the day on which it was trained")
    parser.add_argument("--text-only", action="store_true", help="measure nothing: the card anew from the spec")
    chosen = parser.parse_args(arguments)
    try:
        spec = ModelSpec.load(spec_path(chosen.model))
        if not chosen.text_only:
            found = measured(spec, chosen.data)
            spec = dataclasses.replace(spec, metrics={**spec.metrics, **found})
            spec.save()
            spec = ModelSpec.load(spec.path.with_suffix(".json"))  # the card tells what the file says
        write(spec, chosen.date)
    except DataMissingError as missing:
        print(missing, file=sys.stderr)
        return 3
    except ModelFileError as wrong:
        print(wrong, file=sys.stderr)
        return 4
    return 0
