"""`vitrina aim`: options of the camera set-up view."""

import argparse

from edge.cli.parser import Commands, add_command, add_config_option


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "aim",
        "show the camera's view and draw masks over staff areas",
        "vitrina aim --config /etc/vitrina/vitrina.toml",
        _run,
        "The terminal shows the picture with a grid, the masks, and the faces that\n"
        "count. Type commands below it to change masks and to set the direction to\n"
        "the screen. Only these are saved, in the settings file; pictures are not.\n"
        "If a kiosk holds the camera, stop it first: systemctl stop vitrina\n"
        "\n"
        "Over ssh the picture leaves this machine, encrypted, for your terminal. Let\n"
        "nobody watch or record that terminal.",
    )
    add_config_option(parser)


def _run(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.tools.aim import command as aim

    return aim.run_aim(load_settings(options.config))
