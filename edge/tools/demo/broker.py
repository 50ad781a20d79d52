"""MQTT broker for the demo, only on loopback: mosquitto if it is installed, otherwise iotcore, which pip installs."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WITHIN_S = 15.0

_MOSQUITTO = "listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n"
# iotcore speaks MQTT 5 only in a block of this name, and listens on all interfaces unless `listen` is set
_IOTCORE = """\
id = 0
[router]
id = 0
max_connections = 20
max_outgoing_packet_count = 200
max_segment_size = 1048576
max_segment_count = 10
[v5.1]
name = "demo"
listen = "127.0.0.1:{port}"
next_connection_delay_ms = 1
[v5.1.connections]
connection_timeout_ms = 60000
max_payload_size = 1048576
max_inflight_count = 100
dynamic_filters = true
"""


class BrokerUnavailableError(Exception):
    """No broker can be started. The message names what to install."""


@contextmanager
def run_broker() -> Iterator[tuple[str, int]]:
    """Run a broker while the `with` block lasts. Yields its name and its port on 127.0.0.1.

    Raises BrokerUnavailableError.
    """
    with tempfile.TemporaryDirectory(prefix="vitrina-demo-") as folder:
        port = free_port()
        # on Debian, servers are in folders that are not in the PATH of ordinary users
        if program := shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin"):
            with _run_mosquitto(program, Path(folder), port):
                yield "mosquitto", port
        else:
            with _run_iotcore(Path(folder), port):
                yield "iotcore", port


@contextmanager
def _run_mosquitto(program: str, folder: Path, port: int) -> Iterator[None]:
    config = folder / "mosquitto.conf"
    # started as root, mosquitto would drop its privileges and could not read this file
    config.write_text(_MOSQUITTO.format(port=port) + ("user root\n" if os.geteuid() == 0 else ""), encoding="utf-8")
    quiet = subprocess.DEVNULL
    # in a session of its own: a Ctrl-C is for the demo, which ends the broker after the kiosk
    process = subprocess.Popen(
        [program, "-c", str(config)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        _wait_for_broker(port)
        yield
    finally:
        process.terminate()
        process.wait(WITHIN_S)


@contextmanager
def _run_iotcore(folder: Path, port: int) -> Iterator[None]:
    try:
        from iotcore import Broker
    except ImportError:
        raise BrokerUnavailableError(
            "demo: no MQTT broker is installed. Run: apt-get install mosquitto, or pip install 'vitrina[demo]'."
        ) from None
    config = folder / "iotcore.toml"
    config.write_text(_IOTCORE.format(port=port), encoding="utf-8")
    broker = Broker(config_path=str(config)).start()
    try:
        _wait_for_broker(port)
        yield
    finally:
        broker.stop()


def free_port() -> int:
    """Port number of a free TCP port on 127.0.0.1."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_broker(port: int) -> None:
    until_s = time.perf_counter() + WITHIN_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1.0).close()
            return
        except OSError:
            if time.perf_counter() > until_s:
                raise BrokerUnavailableError(
                    f"demo: the broker did not listen on port {port} within {WITHIN_S:.0f} s."
                ) from None
            time.sleep(0.05)
