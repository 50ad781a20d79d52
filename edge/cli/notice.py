"""`vitrina notice`: options to print the notice, or to write a door sign or the page behind its QR code."""

import argparse
from pathlib import Path

from edge.cli.parser import Commands, add_command, add_config_option
from edge.cli.types import parse_languages


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "notice",
        "print the notice for people in front of the screen, or make a door sign or a web page from it",
        "vitrina notice --pdf sign.pdf --language de,en --size A5\n  vitrina notice --html screen.html",
        _run,
        "The text depends on what this kiosk senses, and on the settings in [notice], such as\n"
        "the operator. Before setup is finished, the text uses the setup answers given so far.\n"
        "Put up the sign, then set confirmed_on and confirmed_by.",
    )
    add_config_option(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--pdf", metavar="FILE", type=Path, help="write a door sign as PDF (default: print the text)")
    form.add_argument(
        "--html",
        metavar="FILE",
        type=Path,
        help="write the page behind the QR code: the notice, the settings in force, the hash of the program's files, "
        "and an example of each message. Publish it at [notice] address",
    )
    form.add_argument("--json", action="store_true", help="print the text as JSON, with an object for each language")
    parser.add_argument("--size", choices=("A4", "A5"), default="A4", help="paper size of the sign (default: A4)")
    parser.add_argument(
        "--language",
        metavar="LIST",
        type=parse_languages,
        help="languages, such as de,en; available: en, de, fr, es, ru (default: [notice] languages)",
    )


def _run(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings_or_draft
    from edge.tools import notice

    loaded = load_settings_or_draft(options.config)
    if options.html is not None:
        from edge.tools.public_page import write_public_page

        return write_public_page(loaded, options.language, options.html)
    if options.pdf is not None:
        return notice.write_door_sign(loaded, options.language, options.pdf, options.size)
    return notice.print_text(loaded, options.language, options.json)
