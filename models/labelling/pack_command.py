"""`vitrina models pack`: packs your own images, recordings or comments for training.

Exit codes: 0 done, 2 bad usage, 3 data missing, 4 detector missing.
"""

import argparse
from pathlib import Path

from models.command_line import report_errors
from models.data import LICENCE_FILE, UNSAID, DataMissingError
from models.labelling.comments import pack_comments
from models.labelling.pack import pack_pictures
from models.labelling.sounds import pack_sounds
from models.serving.spec import LICENCES

IMAGES, LAUGHTER, TEXT = "images", "laughter", "text"
TABLES = ("bursts.csv", "comments.csv")


def _build_parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        description="Pack your own data for training. A fifth of the people is the test part.\n\n"
        "images    FOLDER/CLASS/PERSON_ANYTHING.jpg: faces, for models train expression\n"
        "laughter  FOLDER/KIND/PERSON_ANYTHING.wav: sounds, for models train laughter and voice\n"
        "text      FILE.csv with text,label,language,author: comments, for models train text",
        epilog=f"example:\n  {program} laughter recordings packed",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("kind", choices=(IMAGES, LAUGHTER, TEXT), help="kind of the data")
    parser.add_argument(
        "source", type=Path, metavar="FOLDER|FILE", help="folder with the data, or CSV file of comments"
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="output folder for the packed data")
    parser.add_argument("--licence", choices=LICENCES, help="what the data may be used for (default: evaluation)")
    parser.add_argument("--licence-note", metavar="TEXT", help="one sentence: who gave you the right to use the data")
    return parser


@report_errors
def main(arguments: list[str] | None = None, program: str = "python -m models.labelling.pack_command") -> int:
    """Pack data and return the exit code: 0 done, 2 bad usage, 3 data missing, 4 detector missing."""
    parser = _build_parser(program)
    options = parser.parse_args(arguments)
    if (options.licence is None) != (options.licence_note is None):
        parser.error("give --licence and --licence-note together: what the data may be used for, and who says so")
    if options.kind == IMAGES and options.licence:
        parser.error("for images, give --licence to models train or models make")
    print(_pack(options))
    return 0


def _pack(options: argparse.Namespace) -> str:
    if options.kind == IMAGES:
        return pack_pictures(options.source, options.out)
    if any((options.out / name).exists() for name in TABLES) and not (options.out / LICENCE_FILE).exists():
        raise DataMissingError(
            f"pack: {options.out} contains data that this command did not write. Name another folder for OUT."
        )
    pack = pack_sounds if options.kind == LAUGHTER else pack_comments
    return pack(options.source, options.out, options.licence or LICENCES[0], options.licence_note or UNSAID)
