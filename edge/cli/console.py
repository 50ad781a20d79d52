"""`vitrina console`: options of the link to the technician's page."""

import argparse

from edge.cli.parser import Commands, add_command, add_config


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "console",
        "print a link to the technician's page of the kiosk on this machine",
        "vitrina console",
        _run,
        "The kiosk must run (vitrina run), with [console] in its settings. The link\n"
        "works once, within ten minutes. The page is served to this machine alone; a\n"
        "phone reaches it through ssh, as is printed with the link.",
    )
    add_config(parser)


def _run(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.tools import console

    return console.console(load_settings(options.config).settings)
