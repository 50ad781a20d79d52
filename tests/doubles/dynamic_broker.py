"""A real mosquitto with its dynamic security plugin, in which the central server is a client that may use it."""

import glob
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.doubles.broker import Certificates, Mosquitto, tool

ADMIN, ADMIN_PASSWORD = "admin", "secret of admin"
CENTRAL, CENTRAL_PASSWORD = "central", "secret of central"
CONTROL = "$CONTROL/dynamic-security/v1"
PLUGIN = "mosquitto_dynamic_security.so"
RIGHTS = (
    ("publishClientSend", CONTROL),
    ("subscribePattern", f"{CONTROL}/response"),
    ("publishClientReceive", f"{CONTROL}/response"),
    ("subscribePattern", "vitrina/1/#"),
    ("publishClientReceive", "vitrina/1/#"),
    ("publishClientSend", "vitrina/1/+/+/+/cmd/resend"),
    ("publishClientSend", "vitrina/1/+/+/+/cmd/seen"),
    ("publishClientSend", "vitrina/1/+/+/+/playlist"),
)


def plugin() -> str:
    """Path of the plugin. Skips the test where mosquitto was built without it."""
    found = glob.glob(f"/usr/lib/*/{PLUGIN}") + glob.glob(f"/usr/lib/{PLUGIN}")
    if not found:
        pytest.skip(f"{PLUGIN} is not installed (apt-get install mosquitto)")
    return found[0]


def control(port: int, *arguments: str, certificates: Certificates | None = None) -> str:
    """Runs mosquitto_ctrl as the administrator of the broker."""
    login = ["-h", "127.0.0.1", "-p", str(port), "-u", ADMIN, "-P", ADMIN_PASSWORD]
    if certificates is not None:
        login += ["--cafile", str(certificates.ca)]
    command = [tool("mosquitto_ctrl"), *login, "dynsec", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@contextmanager
def dynamic_broker(folder: Path, certificates: Certificates | None = None) -> Iterator[Mosquitto]:
    """Runs the broker, with the rights of `central`."""
    state = folder / "dynamic-security.json"
    subprocess.run(
        [tool("mosquitto_ctrl"), "dynsec", "init", str(state), ADMIN, ADMIN_PASSWORD], check=True, capture_output=True
    )
    lines = ["allow_anonymous false", f"plugin {plugin()}", f"plugin_opt_config_file {state}"]
    lines.append("max_queued_messages 1000")  # with 0 mosquitto ends a connection after each publish that it denies
    broker = Mosquitto(folder, more=lines, certificates=certificates)
    broker.start()
    try:
        control(broker.port, "createRole", "central", certificates=certificates)
        for kind, topic in RIGHTS:
            control(broker.port, "addRoleACL", "central", kind, topic, "allow", certificates=certificates)
        control(broker.port, "createClient", CENTRAL, "-p", CENTRAL_PASSWORD, certificates=certificates)
        control(broker.port, "addClientRole", CENTRAL, "central", certificates=certificates)
        yield broker
    finally:
        broker.stop()
