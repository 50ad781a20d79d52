"""`vitrina settings`: options to print the current settings, or an example settings file."""

import argparse
import sys
from pathlib import Path

from edge.cli.parser import Commands, add_command, add_config_option


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "settings",
        "print the current settings, or an example settings file",
        "vitrina settings\n  vitrina settings --example > vitrina.toml",
        _run,
        "Without --example, prints which settings file the commands read, and each\n"
        "value that is not the default, with its line or variable. --all adds the\n"
        "values that are the default. Environment variables named\n"
        "VITRINA_<SECTION>__<KEY>, such as VITRINA_BROKER__HOST, override the file.\n"
        "With [fleet], it marks the values that came from the central server, and lists\n"
        "what the kiosk refuses. Passwords are not printed.",
    )
    add_config_option(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--example", action="store_true", help="print every key with its default and meaning")
    what.add_argument(
        "--json", action="store_true", help="print the values as JSON: [{section, key, value, from}, ...]"
    )
    what.add_argument(
        "--check-remote",
        metavar="DIR",
        type=Path,
        help="check the signed settings in DIR against this kiosk's own; exit 2 if it refuses any of them",
    )
    parser.add_argument("--all", action="store_true", help="print every value in force, also the defaults")


def _run(options: argparse.Namespace) -> int:
    from edge.settings.example import example_settings
    from edge.settings.loading import check_remote_settings, load_settings
    from edge.tools import settings

    if options.example:
        sys.stdout.write(example_settings())
        return 0
    if options.check_remote is not None:
        check_remote_settings(options.config, options.check_remote)
        return 0
    return settings.print_settings(load_settings(options.config), options.json, with_defaults=options.all)
