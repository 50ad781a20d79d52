"""`vitrina console`: options of the link to the technician's page."""

import argparse

from edge.cli.parser import Commands, add_command, add_config_option
from edge.cli.types import parse_minutes_as_seconds


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "console",
        "print a link to the technician's page of the kiosk on this machine",
        "vitrina console\n  vitrina console --for 15m\n  vitrina console --for 15m --view",
        _run,
        "The kiosk must run (vitrina run), with [console] in its settings, or with no\n"
        "settings file yet. The link works once, within ten minutes. The page is served\n"
        "to this machine alone; a phone reaches it through ssh, as is printed with the\n"
        "link.\n"
        "\n"
        "With --for, one phone on the local network reaches it too, encrypted, for so\n"
        "long and no longer than this command runs. It shows neither outlines of faces\n"
        "nor pictures there, unless you add --view. It needs a settings file.",
    )
    add_config_option(parser)
    parser.add_argument(
        "--for",
        dest="for_s",
        metavar="TIME",
        type=parse_minutes_as_seconds,
        help="open the page to the local network for so long, such as 15m (1m to 60m); Ctrl-C ends it",
    )
    parser.add_argument("--view", action="store_true", help="with --for: outlines and the set-up view go there too")
    parser.add_argument(
        "--address", metavar="IP", help="with --for: this machine's address on that network (default: the usual one)"
    )


def _run(options: argparse.Namespace) -> int:
    from edge.kiosk.process.status_socket import KioskNotRunningError
    from edge.settings.loading import NoSettingsError, load_settings
    from edge.tools import console, console_on_network
    from edge.tools.setup.serve import is_setup_needed, make_setup_settings
    from edge.web.token_file import TokenFileError

    if options.for_s is not None:
        settings = load_settings(options.config).settings
        return console_on_network.open_console_on_network(settings, options.for_s, options.view, options.address)
    is_for_network = options.view or options.address is not None
    try:
        return console.print_console_link(load_settings(options.config).settings, is_for_network)
    except NoSettingsError as error:
        if not is_setup_needed(options.config):
            raise
        try:
            return console.print_console_link(make_setup_settings(options.config), is_for_network)
        except (KioskNotRunningError, TokenFileError):
            raise error from None
