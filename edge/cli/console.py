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
        "The kiosk must run (vitrina run), with [console] in its settings, or with no\n"
        "settings file yet. The link works once, within ten minutes. The page is served\n"
        "to this machine alone; a phone reaches it through ssh, as is printed with the\n"
        "link.",
    )
    add_config(parser)


def _run(options: argparse.Namespace) -> int:
    from edge.kiosk.status_socket import KioskNotRunningError
    from edge.settings.loading import NoSettingsError, load_settings
    from edge.tools import console
    from edge.tools.setup.serve import settings_of_setup
    from edge.web.token_file import TokenFileError

    try:
        return console.console(load_settings(options.config).settings)
    except NoSettingsError as error:
        try:
            return console.console(settings_of_setup(options.config))
        except (KioskNotRunningError, TokenFileError):
            raise error from None
