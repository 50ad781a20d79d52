"""`vitrina study console` and `vitrina study control`: options to run a session from a page or by commands."""

import argparse

from edge.cli.parser import Commands, add_study_arguments, load_named_settings
from edge.cli.study_command import add_command
from edge.cli.study_session import add_session_options, parse_session_options

ACTIONS = ("baseline", "adverts", "pause", "resume", "end")


def add_to_parser(actions: Commands) -> None:
    parser = add_command(
        actions,
        "console",
        "serve a page for running sessions, which only this machine can open",
        "vitrina study console ad-study --playlist ads.toml --ordered --browser \\\n"
        "    --kit /dev/ttyACM0,grove --zone middle",
        _console,
        "The page lists participants and sessions, and shows each device. On the page you\n"
        "start, pause and end a session, its baseline and its ads. The options apply to\n"
        "every session. Ctrl-C ends the current session; without a session, it ends the\n"
        "command.",
    )
    add_study_arguments(parser)
    add_session_options(parser)
    parser.add_argument("--browser", action="store_true", help="open the page in Chromium on this machine")
    _add_control(actions)


def _add_control(actions: Commands) -> None:
    parser = add_command(
        actions,
        "control",
        "start a part of the current session, pause it, or end it",
        "vitrina study control ad-study baseline\n  vitrina study control ad-study end",
        _control,
        "Does the same as the buttons of the page (vitrina study console). A session\n"
        "without --wait runs on its own, and accepts only `end`.",
    )
    add_study_arguments(parser)
    parser.add_argument("action", metavar="ACTION", choices=ACTIONS, help=f"one of: {', '.join(ACTIONS)}")


def _console(options: argparse.Namespace) -> int:
    from edge.study_sessions.leader.console import serve_leader_page

    wanted = parse_session_options(options, "")
    return serve_leader_page(load_named_settings(options), options.folder, wanted, in_browser=options.browser)


def _control(options: argparse.Namespace) -> int:
    from edge.study_sessions.marker_socket import send_action

    send_action(options.folder, options.action)
    print("study: done.")
    return 0
