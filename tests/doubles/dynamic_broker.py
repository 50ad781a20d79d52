"""A real mosquitto with its dynamic security plugin, in which the central server is a client that may use it."""

import glob
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.doubles.broker import Certificates, Mosquitto, tool
from tests.doubles.reference import EXAMPLES

ADMIN, ADMIN_PASSWORD = "admin", "secret of admin"
CENTRAL, CENTRAL_PASSWORD = "central", "secret of central"
PLUGIN = "mosquitto_dynamic_security.so"


def plugin() -> str:
    """Path of the plugin. Skips the test where mosquitto was built without it."""
    found = glob.glob(f"/usr/lib/*/{PLUGIN}") + glob.glob(f"/usr/lib/{PLUGIN}")
    if not found:
        pytest.skip(f"{PLUGIN} is not installed (apt-get install mosquitto)")
    return found[0]


def _login(port: int, certificates: Certificates | None) -> list[str]:
    login = ["-h", "127.0.0.1", "-p", str(port), "-u", ADMIN, "-P", ADMIN_PASSWORD]
    return login if certificates is None else [*login, "--cafile", str(certificates.ca)]


def control(port: int, *arguments: str, certificates: Certificates | None = None) -> str:
    """Runs mosquitto_ctrl as the administrator of the broker."""
    command = [tool("mosquitto_ctrl"), *_login(port, certificates), "dynsec", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def add_roles(port: int, certificates: Certificates | None = None) -> None:
    """Runs examples/dynamic-security.sh."""
    command = ["sh", str(EXAMPLES / "dynamic-security.sh"), *_login(port, certificates)]
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def dynamic_broker(
    folder: Path, certificates: Certificates | None = None, more: Sequence[str] = ()
) -> Iterator[Mosquitto]:
    """Runs the broker, with the roles of examples/dynamic-security.sh and a client `central`. `more`: further lines of
    its configuration."""
    state = folder / "dynamic-security.json"
    subprocess.run(
        [tool("mosquitto_ctrl"), "dynsec", "init", str(state), ADMIN, ADMIN_PASSWORD], check=True, capture_output=True
    )
    lines = ["allow_anonymous false", f"plugin {plugin()}", f"plugin_opt_config_file {state}"]
    lines.append("max_queued_messages 1000")  # with 0 mosquitto ends a connection after each publish that it denies
    broker = Mosquitto(folder, more=[*lines, *more], certificates=certificates)
    broker.start()
    try:
        add_roles(broker.port, certificates)
        control(broker.port, "createClient", CENTRAL, "-p", CENTRAL_PASSWORD, certificates=certificates)
        control(broker.port, "addClientRole", CENTRAL, "central", certificates=certificates)
        yield broker
    finally:
        broker.stop()
