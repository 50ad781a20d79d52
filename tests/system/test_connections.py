"""A minute of a kiosk under strace, or two: it connects only to its broker and its camera."""

import os
import re
import time
from itertools import islice
from pathlib import Path

import pytest

from tests.doubles.broker import Mosquitto, running, subscribed
from tests.doubles.mjpeg import MjpegCamera, film
from tests.people import Films
from tests.system import shop

LENGTH_S = 120.0 if os.environ.get("VITRINA_LONG") == "1" else 60.0


def test_the_kiosk_connects_to_nothing_else(films: Films, tmp_path: Path) -> None:
    """Long enough to see a library that sends usage reports when it starts, and at intervals of a minute."""
    if why := shop.why_not_traced():
        pytest.skip(why)
    with running(Mosquitto(tmp_path)) as broker, MjpegCamera(lambda: islice(film(films(4))(), 0, None, 3)) as camera:
        with subscribed(broker.port) as listener:
            config = shop.settings(tmp_path, camera.url, broker.port, faces=shop.FEW_SEARCHES)
            with shop.running_kiosk(shop.Run(tmp_path, config, shop.TALKS)) as run:
                began_s = time.monotonic()
                for _ in range(int(LENGTH_S)):  # each play takes three or four seconds, and is then published
                    count = len(listener.of("play"))
                    listener.wait_for_kind("play", count + 1)
                    if time.monotonic() - began_s >= LENGTH_S:
                        break
                assert run.stop() == 0
        called = {address for call in run.calls for address in addresses(call)}
        own = {address for call in run.calls if call.startswith("getsockname(") for address in addresses(call)}
    assert time.monotonic() - began_s >= LENGTH_S
    assert called - own == {f"127.0.0.1:{broker.port}", f"127.0.0.1:{camera.port}"}


def addresses(call: str) -> list[str]:
    """Targets of a system call: network addresses, or sockets of a name service."""
    if service := re.search(r'connect\(.*sun_path="([^"]*(?:nscd|resolve)[^"]*)"', call):
        return [service[1]]
    port = re.search(r"sin6?_port=htons\((\d+)\)", call)
    host = re.search(r'inet_(?:addr\(|pton\(AF_INET6, )"([^"]+)"', call)
    return [f"{host[1]}:{port[1]}"] if port and host else []
