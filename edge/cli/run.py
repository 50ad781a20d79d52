"""`vitrina run`: options of the command that runs the kiosk."""

import argparse

from edge.cli.parser import Commands, add_command, add_config_option
from edge.exit_codes import DONE


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "run",
        "run the kiosk until it is stopped",
        "vitrina run\n  vitrina run --config /etc/vitrina/vitrina.toml",
        _run,
        "Reads the camera, and the microphone and kits if the settings name them.\n"
        "Publishes messages to the broker. Stop it with Ctrl-C or SIGTERM. In a shop,\n"
        "systemd runs it: systemctl start vitrina\n"
        "\n"
        "Without a settings file, it waits until you finish the setup: in a browser\n"
        "(vitrina console prints a link) or in a terminal (vitrina setup). A file that\n"
        "you name with --config must exist, except /etc/vitrina/vitrina.toml.",
    )
    add_config_option(parser)


def _run(options: argparse.Namespace) -> int:
    from edge.kiosk import run
    from edge.kiosk.console.console import ServiceTools
    from edge.kiosk.process.stop_signals import stop_on_signals
    from edge.settings.loading import NoSettingsError, load_running_settings
    from edge.tools.console import run_doctor, run_end_to_end
    from edge.tools.settings_store import FileSettingsStore

    sessions = None
    try:
        loaded = load_running_settings(options.config)
    except NoSettingsError:
        from edge.tools.setup.serve import make_setup_service_if_needed

        service = make_setup_service_if_needed(options.config)
        if service is None:
            raise
        stop_on_signals(service.stop, service.reload_on_signal)
        sessions = service.run()
        if sessions is None:
            return DONE
        loaded = load_running_settings(options.config)
    tools = ServiceTools(
        load=lambda: load_running_settings(options.config).settings,
        diagnostics=lambda: run_doctor(options.config),
        end_to_end=lambda: run_end_to_end(options.config),
        settings=FileSettingsStore(options.config),
        sessions=sessions,
    )
    return run.run_kiosk_service(loaded.settings, loaded.source, tools)
