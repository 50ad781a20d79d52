"""`vitrina console`: options of the command that makes a link to the console."""

import argparse

from edge.cli.parser import Commands, add_command, add_config_option
from edge.cli.types import parse_minutes_as_seconds


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "console",
        "print a link to the console, a page that shows and sets up this kiosk",
        "vitrina console\n  vitrina console --for 15m\n  vitrina console --for 15m --view",
        _run,
        "The kiosk must run (vitrina run), with [console] in its settings, or without a\n"
        "settings file. The link works once, within ten minutes. Only this machine can\n"
        "open the page. To open it on a phone or a laptop, use SSH, as shown below the\n"
        "link.\n"
        "\n"
        "With --for, one phone on the local network can also open the page, over an\n"
        "encrypted connection, for that time or until this command ends. On the phone,\n"
        "the page shows neither face outlines nor frames, unless you add --view. --for\n"
        "needs a settings file.",
    )
    add_config_option(parser)
    parser.add_argument(
        "--for",
        dest="for_s",
        metavar="TIME",
        type=parse_minutes_as_seconds,
        help="let one phone on the local network open the page for this time, such as 15m (1m to 60m); Ctrl-C ends it",
    )
    parser.add_argument(
        "--view", action="store_true", help="with --for: also show face outlines and the camera setup view on the phone"
    )
    parser.add_argument(
        "--address",
        metavar="IP",
        help="with --for: address of this machine on that network (default: found automatically)",
    )


def _run(options: argparse.Namespace) -> int:
    from edge.kiosk.process.status_socket import KioskNotRunningError
    from edge.settings.loading import NoSettingsError, load_settings
    from edge.tools import console, console_on_network
    from edge.tools.setup.serve import is_setup_needed, kiosk_not_started_error, make_setup_settings
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
            raise kiosk_not_started_error(error, options.config) from None
