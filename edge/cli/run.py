"""`vitrina run`: options of the kiosk."""

import argparse

from edge.cli.logs import add_log_options
from edge.cli.parser import Commands, add_command, add_config


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "run",
        "run the kiosk until it is stopped",
        "vitrina run\n  vitrina run --config /etc/vitrina/vitrina.toml",
        _run,
        "Reads the camera, and the microphone and kits if the settings name them.\n"
        "Publishes messages to the broker. Stop it with Ctrl-C or SIGTERM. In a shop,\n"
        "systemd runs it: systemctl start vitrina",
    )
    add_config(parser)
    add_log_options(parser)


def _run(options: argparse.Namespace) -> int:
    from edge.kiosk import run
    from edge.kiosk.console import ServiceTools
    from edge.settings.loading import load_settings
    from edge.tools.console import run_doctor
    from edge.tools.settings_store import FileSettingsStore

    loaded = load_settings(options.config)
    tools = ServiceTools(
        load=lambda: load_settings(options.config).settings,
        diagnostics=lambda: run_doctor(options.config),
        settings=FileSettingsStore(options.config),
    )
    return run.run(loaded.settings, loaded.source, tools)
