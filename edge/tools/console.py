"""`vitrina console`: prints a one-time link to the kiosk's console."""

import json
import subprocess
import sys

from edge.child_environment import inherited_environment
from edge.clock import machine_time_s
from edge.console.hooks import DiagnosticsError
from edge.console.sessions import LINK_S, make_link_token
from edge.console.values import Finding
from edge.exit_codes import DONE
from edge.kiosk.process.status_socket import request_kiosk_status
from edge.module_command import WITHOUT_FOLDER
from edge.settings.settings import Settings
from edge.web.errors import PageError
from edge.web.token_file import read_token, token_path

PAGE = "console"
DOCTOR_S = 180.0  # all checks at their time limits


def print_console_link(settings: Settings, is_for_network: bool = False) -> int:
    """Print the link, and how to open it on a phone. `is_for_network`: options were given that need --for.

    Raises PageError or KioskNotRunningError.
    """
    if is_for_network:
        raise PageError("console: --view and --address need the local network. Add --for, for example --for 15m.")
    link = console_link(settings)
    request_kiosk_status(settings.outbox.path)  # a link to a kiosk that does not run would be of no use
    assert settings.console is not None
    port = settings.console.port
    print(link)
    print(f"\nOpen it on this kiosk within {LINK_S / 60:.0f} minutes. It works once.", file=sys.stderr)
    print("To open it on another computer or a phone, first run this there:", file=sys.stderr)
    print(f"  ssh -L {port}:127.0.0.1:{port} KIOSK", file=sys.stderr)
    print("For a phone without ssh on the same network: vitrina console --for 15m", file=sys.stderr)
    return DONE


def console_link(settings: Settings) -> str:
    """URL of the console with a token after the #, which no browser sends to a server. Raises PageError."""
    if settings.console is None:
        raise PageError(
            "console: the settings have no section [console]. Add the line [console] to the settings file, and "
            "restart the kiosk."
        )
    if settings.console.port == 0:
        raise PageError(
            "console: with [console] port = 0, the port changes at each start. Set a fixed port, for example 8461."
        )
    secret = read_token(token_path(settings.outbox.path, PAGE), PAGE)
    return f"http://127.0.0.1:{settings.console.port}/#{make_link_token(secret, machine_time_s())}"


def run_end_to_end(config: str | None) -> list[Finding]:
    """Run `vitrina doctor --end-to-end`, and return its findings about broker and subscribers.

    Raises DiagnosticsError.
    """
    found = run_doctor(config, "--end-to-end")
    return [one for one in found if one.level == "error" or one.part not in ("settings", "libraries")]


def run_doctor(config: str | None, *more: str) -> list[Finding]:
    """Run `vitrina doctor`, and return its findings.

    The doctor runs as a separate process, because a process that has the outbox open must not open the file again.
    Raises DiagnosticsError.
    """
    program = WITHOUT_FOLDER + "from edge.cli.main import main; raise SystemExit(main())"
    options = ["--config", config] if config else []
    command = [sys.executable, "-c", program, "doctor", "--json", *more, *options]
    try:
        ended = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=inherited_environment(),
            text=True,
            timeout=DOCTOR_S,
            check=False,
        )
        findings = json.loads(ended.stdout)
    except subprocess.TimeoutExpired:
        raise DiagnosticsError(
            f"doctor: the check did not end within {DOCTOR_S:.0f} s. Run it in a terminal: vitrina doctor"
        ) from None
    except (OSError, ValueError):
        raise DiagnosticsError(
            "doctor: the check ended without a result. Run it in a terminal: vitrina doctor"
        ) from None
    return [Finding(one["part"], one["level"], one["text"], one["cure"]) for one in findings]
