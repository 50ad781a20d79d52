"""The real outbox and publisher of a kiosk, the broker of examples/ with its rules, and the server: nothing is lost."""

import random
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests import outages
from tests.doubles.central import NAME, PASSWORD, Central
from tests.doubles.central_server import CentralServer
from tests.doubles.reference import Reference
from tests.outages import Shop


class ServerOfShop(Central):
    """The server in the place of the example subscriber."""

    def __post_init__(self) -> None:
        super().__post_init__()
        broker = self.broker
        login = f'username = "{NAME}"\npassword_file = "{self.folder}/central.password"'
        tls = f'port = {broker.port}\ntls = true\nca_file = "{broker.ca}"'
        (self.folder / "server").mkdir()
        self.server = CentralServer(self.folder / "server", f'data = "{self.folder}/data"', f"{tls}\n{login}")

    def start(self) -> None:
        self.server.start()
        self.process = self.server.process

    def wait_until_listening(self) -> None:
        self.server.wait_until_connected()

    def end(self, number: int) -> int:
        self.process = None
        return self.server.end(number)

    def close(self) -> None:
        self.server.close()

    @property
    def log(self) -> list[str]:
        return self.server.log

    def fetch_rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ids, numbers and payloads, as the example subscriber has them."""
        assert query == "SELECT id, seq, payload FROM messages"
        file = self.folder / "data" / "central.db"
        if not file.exists():
            return []
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
            return [(str(uuid.UUID(bytes=id)), seq, payload.decode()) for id, seq, payload in db.execute(query)]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    broker = Reference(tmp_path, users={outages.DEVICE: outages.PASSWORD, NAME: PASSWORD})
    opened = Shop(tmp_path, broker, ServerOfShop(tmp_path, broker), 50.0)
    broker.start()
    try:
        opened.central.start()
        opened.central.wait_until_listening()
        opened.start_kiosk()
        opened.wait_for_received()
        yield opened
    finally:
        opened.close()
        broker.stop()


def test_the_power_of_the_broker_is_cut_while_it_holds_messages(shop: Shop) -> None:
    """The server sees the gap, may ask by the rules of the broker, and the kiosk sends byte for byte."""
    result = outages.broker_killed(shop, 1.0)
    print(result, "\n".join(shop.central.log[-20:]))
    assert result.is_whole


def test_the_server_is_killed_again_and_again(shop: Shop) -> None:
    result = outages.subscriber_killed(shop, 3, random.Random(7))
    print(result, "\n".join(shop.central.log[-20:]))
    assert result.is_whole
