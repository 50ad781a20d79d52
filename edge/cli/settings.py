"""`vitrina settings`: options to print the current settings, or an example settings file."""

import argparse
import sys

from edge.cli.parser import Commands, add_command, add_config_option


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "settings",
        "print the current settings, or an example settings file",
        "vitrina settings\n  vitrina settings --example > vitrina.toml",
        _run,
        "Without --example, prints which settings file the commands read, and each\n"
        "value that is not the default, with its line or variable. Environment\n"
        "variables named VITRINA_<SECTION>__<KEY>, such as VITRINA_BROKER__HOST,\n"
        "override the file. Passwords are not printed.",
    )
    add_config_option(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--example", action="store_true", help="print every key with its default and meaning")
    what.add_argument(
        "--json", action="store_true", help="print the values as JSON: [{section, key, value, from}, ...]"
    )


def _run(options: argparse.Namespace) -> int:
    from edge.settings.example import example_settings
    from edge.settings.loading import load_settings
    from edge.tools import settings

    if options.example:
        sys.stdout.write(example_settings())
        return 0
    return settings.print_settings(load_settings(options.config), options.json)
