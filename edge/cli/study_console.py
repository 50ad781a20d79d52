"""`vitrina study console` and `vitrina study control`: a session, led by a page or by commands."""

import argparse

from edge.cli.parser import Commands, add_study_arguments
from edge.cli.study_command import add_command
from edge.cli.study_session import add_session_options, parse_session_options

ACTIONS = ("baseline", "adverts", "pause", "resume", "end")


def add_to_parser(actions: Commands) -> None:
    parser = add_command(
        actions,
        "console",
        "serve a page from which sessions are started and led, on this machine alone",
        "vitrina study console adverts --playlist adverts.toml --ordered --browser \\\n"
        "    --kit /dev/ttyACM0,grove --zone middle",
        _console,
        "The page lists participants and sessions. It starts a session, then its baseline\n"
        "and its adverts, pauses and ends it, and shows each device. The options are those\n"
        "of every session. Ctrl-C ends the session that runs, and else the command.",
    )
    add_study_arguments(parser)
    add_session_options(parser)
    parser.add_argument("--browser", action="store_true", help="open the page in this machine's Chromium")
    _add_control(actions)


def _add_control(actions: Commands) -> None:
    parser = add_command(
        actions,
        "control",
        "begin a part of the session that records, pause it, or end it",
        "vitrina study control adverts baseline\n  vitrina study control adverts end",
        _control,
        "Does what the buttons of the page do (vitrina study console). A session without\n"
        "--wait goes on by itself, and takes `end` alone.",
    )
    add_study_arguments(parser)
    parser.add_argument("action", metavar="ACTION", choices=ACTIONS, help=f"one of: {', '.join(ACTIONS)}")


def _console(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.study_sessions.leader.console import serve_leader_page

    wanted = parse_session_options(options, "")
    return serve_leader_page(load_settings(options.config).settings, options.folder, wanted, in_browser=options.browser)


def _control(options: argparse.Namespace) -> int:
    from edge.study_sessions.marker_socket import send_action

    send_action(options.folder, options.action)
    print("study: done.")
    return 0
