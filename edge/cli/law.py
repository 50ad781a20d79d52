"""`vitrina law`: options to print known facts about the law of a place."""

import argparse
from pathlib import Path

from edge.cli.parser import Commands, add_command, add_config_option


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "law",
        "print known facts about the law of a country, and what Vitrina does about it",
        "vitrina law --country DE-MV",
        _run,
        "Each row has a source and a date. A row that is older than a year is marked.\n"
        "Other facts are not known. This is not legal advice.",
    )
    add_config_option(parser)
    parser.add_argument(
        "--country", metavar="XX", help="country, or country and part, such as FR or US-IL (default: [site] country)"
    )
    parser.add_argument(
        "--table", metavar="FILE", type=Path, help="your own table (default: law.toml beside the settings file)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _run(options: argparse.Namespace) -> int:
    from edge.clock import machine_time_s
    from edge.law.table import OWN_TABLE
    from edge.settings.loading import NoSettingsError, load_settings_or_draft
    from edge.settings.places import find_settings
    from edge.tools import law

    country, path = options.country, find_settings(options.config).path
    if country is None:
        try:
            country = load_settings_or_draft(options.config).settings.site.country
        except NoSettingsError:
            if options.config is not None:
                raise
    table = path.with_name(OWN_TABLE) if options.table is None else options.table
    return law.print_law(country, table, law.day_of(machine_time_s()), as_json=options.json)
