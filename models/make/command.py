"""python -m models.make FOLDER: makes an expression model from your own images, and judges whether a shop may use it.

Exit codes: 0 done, whatever the verdict; 2 bad usage or a library missing, 3 images missing, 4 a model missing.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from edge.clock import machine_time_s
from models.command_line import report_errors
from models.serving.spec import LICENCES
from models.tasks import load_function

if TYPE_CHECKING:
    from models.make.page import MadeModel

START = "fer-1.4m"
NOTHING = "none"


def _build_parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        description="Make an expression model from your own images, judge it by folds of people and by groups, and "
        "write a page with the verdict: for a shop, or for research only.",
        epilog=f'example:\n  {program} images --licence commercial --licence-note "Our studio, contract 12"',
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "folder",
        type=Path,
        metavar="FOLDER",
        help="folder with one subfolder per class, images named CLASS/PERSON_ANYTHING.jpg (or .png, .webp), and "
        "groups.csv for the audit",
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder for the model and its page (default: FOLDER-model)"
    )
    parser.add_argument("--name", default="own", help="name of the model (default: %(default)s)")
    parser.add_argument("--licence", choices=LICENCES, help="what the images may be used for (default: evaluation)")
    parser.add_argument("--licence-note", metavar="TEXT", help="one sentence: who gave you the right to use the images")
    parser.add_argument(
        "--start-from",
        default=START,
        metavar="NAME",
        help="start from the weights of this model; the new one inherits its licence; "
        f"{NOTHING}: start from nothing (default: %(default)s)",
    )
    parser.add_argument(
        "--other-people",
        action="store_true",
        help="declare that the model of --start-from was trained on none of these people; needed for a model of yours",
    )
    parser.add_argument(
        "--full",
        action="store_true",
        help=f"with --start-from {NOTHING}: train the full recipe, six times; takes many hours and 25,000 images",
    )
    parser.add_argument(
        "--groups", type=Path, metavar="FILE", help="groups of people for the audit (default: FOLDER/groups.csv)"
    )
    parser.add_argument("--seed", type=int, default=1, help="random seed (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    return parser


@report_errors
def main(arguments: list[str] | None = None, program: str = "python -m models.make") -> int:
    """Make a model and return the exit code: 0 done, 2 bad usage or a library missing, 3 images missing, 4 a model
    missing.
    """
    parser = _build_parser(program)
    options = parser.parse_args(arguments)
    if (options.licence is None) != (options.licence_note is None):
        parser.error("give --licence and --licence-note together: what the images may be used for, and who says so")
    if options.full and options.start_from != NOTHING:
        parser.error(f"--full trains from nothing: add --start-from {NOTHING}")
    if not options.name or "/" in options.name or options.name.startswith("."):
        parser.error("--name is the name of a file, without a folder")
    words = [*program.split(), *(sys.argv[1:] if arguments is None else arguments)]
    make, settings = (load_function("models.make.steps", name) for name in ("make_model", "MakeSettings"))
    made, page = make(
        settings(
            folder=options.folder, out=options.out or default_out(options.folder), name=options.name,
            start_from=None if options.start_from == NOTHING else options.start_from,
            is_unseen=options.other_people, full=options.full, licence=options.licence,
            licence_note=_sentence(options.licence_note or ""), groups=options.groups, seed=options.seed,
            day=datetime.fromtimestamp(machine_time_s(), timezone.utc).date().isoformat(), command=words,
        )
    )  # fmt: skip
    if options.json:
        print(json.dumps({**made.verdict.as_json(), "model": str(made.spec.path), "page": str(page)}))
    else:
        print("\n".join(verdict_lines(made, page)))
    return 0


def default_out(folder: Path) -> Path:
    """Folder for the model, beside the folder of the images."""
    named = folder if folder.name not in ("", "..") else folder.resolve()
    return named.with_name(f"{named.name}-model")


def _sentence(text: str) -> str:
    return f"{text}." if text and text[-1] not in ".!?" else text


def verdict_lines(made: "MadeModel", page: Path) -> Iterator[str]:
    """The verdict, everything that a shop would need, and the path of the page, as lines for a terminal."""
    scores = made.spec.metrics["cross_validation"]
    yield f"verdict: {made.verdict.use}"
    yield (
        f"  right class {scores['accuracy']:.1%} (always the most frequent: {scores['always']:.1%}), smile or not"
        f" {scores['smile_accuracy'] or 0:.1%}, for people that it was not trained on"
    )
    yield from (f"  for a shop: {each.what} {each.todo}" for each in made.verdict.missing)
    yield f"model: {made.spec.path}"
    yield f"page: {page}"
