"""`vitrina setup`: options of the questions for the settings."""

import argparse

from edge.cli.parser import Commands, add_command, add_config_option


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "setup",
        "ask for the settings of this kiosk, and try each answer",
        "sudo vitrina setup",
        _run,
        "Asks what the page of a kiosk without settings asks: names, camera, direction\n"
        "of the screen, broker, notice, opening hours, microphone. Each answer is kept\n"
        "as it is given, so another call goes on. A value that is there already is\n"
        "replaced only after a question. All other settings stay as they are.",
    )
    add_config_option(parser)


def _run(options: argparse.Namespace) -> int:
    from edge.tools.setup.terminal import run_terminal_setup

    return run_terminal_setup(options.config)
