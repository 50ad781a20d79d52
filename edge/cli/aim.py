"""`vitrina aim`: options of the camera setup view."""

import argparse

from edge.cli.parser import Commands, add_command, add_config_option


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "aim",
        "show the camera view and draw masks over staff areas",
        "vitrina aim --config /etc/vitrina/vitrina.toml",
        _run,
        "The terminal shows the camera frame with a grid, the masks, and the faces that\n"
        "are counted. Type commands below it to change the masks and the direction to\n"
        "the screen. Only the masks and the direction are saved, never frames. If the\n"
        "kiosk uses the camera, stop it first: systemctl stop vitrina\n"
        "\n"
        "Over SSH, the frames are sent to your terminal, encrypted. Make sure that\n"
        "nobody watches or records that terminal.",
    )
    add_config_option(parser)


def _run(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.tools.aim import command as aim

    return aim.run_aim(load_settings(options.config))
