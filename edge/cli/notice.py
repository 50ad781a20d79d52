"""`vitrina notice`: options to print the notice or a door sign."""

import argparse
from pathlib import Path

from edge.cli.parser import Commands, add_command, add_config_option
from edge.cli.types import parse_languages


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "notice",
        "print the notice for people in front of the screen, or make a door sign from it",
        "vitrina notice --pdf sign.pdf --language de,en --size A5",
        _run,
        "The text depends on what this kiosk senses, and on [notice], which names who\n"
        "is responsible. Before setup is finished, the text uses the setup answers given so far.\n"
        "Put up the sign, then set confirmed_on and confirmed_by.",
    )
    add_config_option(parser)
    parser.add_argument("--pdf", metavar="FILE", type=Path, help="write a door sign as PDF (default: print the text)")
    parser.add_argument("--size", choices=("A4", "A5"), default="A4", help="paper size of the sign (default: A4)")
    parser.add_argument(
        "--language",
        metavar="LIST",
        type=parse_languages,
        help="languages, such as de,en; available: en, de, fr, es, ru (default: [notice] languages)",
    )
    parser.add_argument("--json", action="store_true", help="print the text as JSON, with an object for each language")


def _run(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings_or_draft
    from edge.tools import notice

    loaded = load_settings_or_draft(options.config)
    if options.pdf is not None:
        return notice.write_door_sign(loaded, options.language, options.pdf, options.size)
    return notice.print_text(loaded, options.language, options.json)
