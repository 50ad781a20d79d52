"""`vitrina setup`: options of the setup in a terminal."""

import argparse

from edge.cli.parser import Commands, add_command, add_config_option


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "setup",
        "set up this kiosk: ask for its settings, and test each answer",
        "sudo vitrina setup",
        _run,
        "Asks the same questions as the setup in the browser: names, camera, direction\n"
        "to the screen, broker, notice, opening hours, microphone. Each answer is saved\n"
        "at once, so you can stop and continue later. The command asks before it\n"
        "replaces an existing value, and changes no other settings.",
    )
    add_config_option(parser)


def _run(options: argparse.Namespace) -> int:
    from edge.tools.setup.terminal import run_terminal_setup

    return run_terminal_setup(options.config)
