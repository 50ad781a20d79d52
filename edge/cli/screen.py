"""`vitrina screen`: options to open the player page, check its playlist and print its schedule."""

import argparse

from edge.cli.parser import Commands, add_command, add_config_option
from edge.cli.types import parse_hours, parse_local_time


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "screen",
        "open the player page in Chromium on this machine; check the playlist or print the plan",
        "vitrina screen --kiosk\n  vitrina screen check\n  vitrina screen plan --hours 24",
        _open,
        "The kiosk must run (vitrina run), with [player] in its settings. In a shop,\n"
        "systemd opens the page: systemctl start vitrina-screen",
    )
    add_config_option(parser)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--kiosk", action="store_true", help="open full screen instead of in a window")
    how.add_argument("--print", action="store_true", help="print the link with its token instead of opening it")
    actions = parser.add_subparsers(title="commands", metavar="ACTION", required=False)
    _add_plan(actions)
    _add_check(actions)


def _open(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.tools.screen import browser

    return browser.open_screen(load_settings(options.config).settings, options.kiosk, options.print)


def _add_plan(actions: Commands) -> None:
    parser = add_command(
        actions,
        "plan",
        "print when each ad plays, with experiment, arm and block",
        "vitrina screen plan --hours 2 --from 2026-11-30T09:00",
        _plan,
        "The plan starts with the next cycle. It stays the same after a restart of the\n"
        "kiosk. It changes with a new playlist, or if a video cannot be shown.",
    )
    add_config_option(parser)
    parser.add_argument(
        "--hours",
        metavar="N",
        type=parse_hours,
        default=24.0,
        help="length of the plan in hours, at most 744 (default: 24)",
    )
    parser.add_argument(
        "--from",
        dest="begin",
        metavar="TIME",
        type=parse_local_time,
        help="start of the plan in the shop's local time, such as 2026-11-30T09:00 (default: now)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object per line")


def _add_check(actions: Commands) -> None:
    parser = add_command(
        actions,
        "check",
        "check the playlist and its videos and images, and list ads that never play",
        "vitrina screen check",
        _check,
        "The exit code is 3 if a video or image cannot be shown, and 2 if the playlist\ncannot be used.",
    )
    add_config_option(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _plan(options: argparse.Namespace) -> int:
    from edge.clock import machine_time_s
    from edge.settings.loading import load_settings
    from edge.tools.screen import plan

    wanted = load_settings(options.config).settings
    return plan.print_plan(wanted, plan.begin_s(wanted, options.begin, machine_time_s()), options.hours, options.json)


def _check(options: argparse.Namespace) -> int:
    from edge.clock import machine_time_s
    from edge.settings.loading import load_settings
    from edge.tools.screen import check

    return check.print_playlist_check(load_settings(options.config).settings, machine_time_s(), options.json)
