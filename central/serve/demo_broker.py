"""Broker of the demo on loopback: mosquitto if it is installed, otherwise the broker from the extra `demo`."""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from central.clock import monotonic_s
from central.errors import UsageError

WITHIN_S, LOOK_S = 15.0, 0.05
SERVERS = "/usr/sbin:/usr/local/sbin"
"""Folders of server programs, which may be missing from an ordinary user's PATH."""
# the backlog of central is bounded by nothing here: the demo's fleet is small
_MOSQUITTO = "listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\nmax_queued_messages 0\n{user}"
_EMBEDDED = """\
id = 0
[router]
id = 0
max_connections = 50
max_outgoing_packet_count = 2000
max_segment_size = 10485760
max_segment_count = 20
[v5.1]
name = "demo"
listen = "127.0.0.1:{port}"
next_connection_delay_ms = 1
[v5.1.connections]
connection_timeout_ms = 60000
max_payload_size = 1048576
max_inflight_count = 500
dynamic_filters = true
"""


@contextmanager
def run_demo_broker(folder: Path) -> Iterator[tuple[str, int]]:
    """Run a broker with its settings in `folder`. Yields its name and port. Raises UsageError if none is installed."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path=SERVERS)
    stop = _start_embedded(folder, port) if program is None else _start_mosquitto(program, folder, port)
    try:
        _wait_until_it_listens(port)
        yield "iotcore" if program is None else "mosquitto", port
    finally:
        stop()


def _start_mosquitto(program: str, folder: Path, port: int) -> Callable[[], None]:
    config = folder / "mosquitto.conf"
    user = "user root\n" if os.geteuid() == 0 else ""  # else it gives root up and cannot read its file
    config.write_text(_MOSQUITTO.format(port=port, user=user), encoding="utf-8")
    # a session of its own: Ctrl-C in the terminal ends central first, and central ends the broker
    process = subprocess.Popen(
        [program, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )

    def stop() -> None:
        process.terminate()
        process.wait(WITHIN_S)

    return stop


def _start_embedded(folder: Path, port: int) -> Callable[[], None]:
    try:
        from iotcore import Broker
    except ImportError:
        raise UsageError(
            "demo: no MQTT broker is installed. Run: apt-get install mosquitto, or: pip install 'vitrina[demo]'"
        ) from None
    config = folder / "iotcore.toml"
    config.write_text(_EMBEDDED.format(port=port), encoding="utf-8")
    broker = Broker(config_path=str(config)).start()

    def stop() -> None:
        broker.stop()

    return stop


def _wait_until_it_listens(port: int) -> None:
    until_s = monotonic_s() + WITHIN_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1.0).close()
            return
        except OSError:
            if monotonic_s() > until_s:
                why = f"demo: the broker did not start to listen on port {port} within {WITHIN_S:.0f} s. Try again."
                raise UsageError(why) from None
            Event().wait(LOOK_S)
