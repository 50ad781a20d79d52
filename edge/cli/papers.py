"""`vitrina papers`: options to write or check the papers for a data-protection officer."""

import argparse
from pathlib import Path

from edge.cli.parser import Commands, add_command, add_config_option
from edge.papers.paper import KIOSK_PAPERS


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "papers",
        "write the papers that a data-protection officer needs, from the settings in force",
        "vitrina papers --out papers --country DE --language de\n  vitrina papers --check papers",
        _run,
        "Each sentence names its source in the margin. A box is a question that only a\n"
        "person can answer. The papers are drafts, and not legal advice.",
    )
    add_config_option(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", metavar="DIR", type=Path, help="write the papers into this folder, as DOCX and PDF")
    what.add_argument(
        "--check", metavar="DIR", type=Path, help="compare the papers in this folder with the settings in force"
    )
    parser.add_argument(
        "--country", metavar="XX", help="country, with its part where the law differs, such as DE, NL or US-IL"
    )
    parser.add_argument("--language", choices=("en", "de"), default="en", help="language (default: en)")
    parser.add_argument(
        "--paper",
        metavar="NAME",
        action="append",
        choices=KIOSK_PAPERS,
        help=f"only this paper; may be repeated: {', '.join(KIOSK_PAPERS)} (default: all, technical only for research)",
    )


def _run(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings_or_draft
    from edge.tools.papers import command

    loaded = load_settings_or_draft(options.config)
    if options.check is not None:
        return command.check_papers(loaded.settings, options.check)
    return command.write_papers(loaded, options.out, options.country, options.language, options.paper)
