"""`vitrina screen`: options to open the player page, check its playlist and print its schedule."""

import argparse

from edge.cli.parser import Commands, add_command, add_config_option, load_named_settings
from edge.cli.types import parse_hours, parse_local_time, parse_plan_days


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
    from edge.tools.screen import browser

    return browser.open_screen(load_named_settings(options), options.kiosk, options.print)


def _add_plan(actions: Commands) -> None:
    parser = add_command(
        actions,
        "plan",
        "print when each ad plays, with experiment, arm and block, or the arm of each day",
        "vitrina screen plan --hours 2 --from 2026-11-30T09:00\n"
        "  vitrina screen plan --days 28 --from 2027-01-04T00:00",
        _plan,
        "The plan starts with the next cycle. It stays the same after a restart of the\n"
        "kiosk. It changes with a new playlist, or if a video cannot be shown.",
    )
    add_config_option(parser)
    length = parser.add_mutually_exclusive_group()
    length.add_argument(
        "--days",
        metavar="N",
        type=parse_plan_days,
        help="instead of plays, print the arm of each of N days, at most 366, of experiments by day",
    )
    length.add_argument(
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
    from edge.tools.screen import days, plan

    wanted = load_named_settings(options)
    from_s = plan.begin_s(wanted, options.begin, machine_time_s())
    if options.days is not None:
        return days.print_days(wanted, from_s, options.days, options.json)
    return plan.print_plan(wanted, from_s, options.hours, options.json)


def _check(options: argparse.Namespace) -> int:
    from edge.clock import machine_time_s
    from edge.tools.screen import check

    return check.print_playlist_check(load_named_settings(options), machine_time_s(), options.json)
