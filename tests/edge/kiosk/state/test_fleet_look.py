"""A hint of the central server asks the updater for a look: rarely, and only if it is news."""

from pathlib import Path

import pytest

from edge.kiosk.state.fleet_look import EVERY_S, FleetLook, look_path
from edge.messages.commands import (
    BadCommand,
    FleetCommand,
    PauseCommand,
    ReceivedCommand,
    ReceivedCommands,
    parse_command,
)
from edge.messages.wire import Header

HEADER = Header("acme", "berlin-7", "door")


class Kiosk:
    """A look with a clock of its own, and an updater that has verified a timestamp."""

    def __init__(self, folder: Path) -> None:
        self.now_s, self.known = 1000.0, 40
        self.path = look_path(folder / "outbox.db")
        self.look = FleetLook(self.path, lambda: self.known, lambda: self.now_s)

    def hear(self, *timestamps: int) -> None:
        commands = [ReceivedCommand(FleetCommand(timestamp=each), self.now_s) for each in timestamps]
        self.look.handle(ReceivedCommands((ReceivedCommand(PauseCommand(reason="x"), self.now_s), *commands)))

    def has_asked(self) -> bool:
        """True if a look was asked for since the last call."""
        self.look.update()
        is_there = self.path.exists()
        self.path.unlink(missing_ok=True)
        return is_there


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    return Kiosk(tmp_path)


def test_a_newer_timestamp_asks_once(kiosk: Kiosk) -> None:
    assert not kiosk.has_asked()
    kiosk.hear(41)
    assert kiosk.path.name == "fleet-look"
    assert kiosk.has_asked()
    kiosk.now_s += 2 * EVERY_S
    kiosk.hear(41)
    assert not kiosk.has_asked()


@pytest.mark.parametrize("timestamp", [1, 39, 40])
def test_what_the_updater_knows_asks_for_nothing(kiosk: Kiosk, timestamp: int) -> None:
    kiosk.hear(timestamp)
    assert not kiosk.has_asked()


def test_many_hints_ask_once_a_minute_and_for_the_newest(kiosk: Kiosk) -> None:
    kiosk.hear(41)
    assert kiosk.has_asked()
    kiosk.hear(42, 43)
    kiosk.now_s += EVERY_S - 1
    assert not kiosk.has_asked()
    kiosk.now_s += 1
    assert kiosk.has_asked()
    assert not kiosk.has_asked()


def test_a_folder_that_is_gone_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kiosk = Kiosk(tmp_path / "none")
    kiosk.hear(41)
    kiosk.look.update()
    assert "fleet-look cannot be written" in caplog.text


def test_a_hint_may_be_retained_and_names_only_its_timestamp() -> None:
    """Anything else in it is a bad command, which is counted like others."""
    payload = b'{"schema":"vitrina.fleet/1","timestamp":41}'
    assert parse_command("fleet", payload, HEADER, 0.0, retained=True) == FleetCommand(
        schema="vitrina.fleet/1", timestamp=41
    )
    for bad in (b"", b"{}", b'{"timestamp":"41"}', b'{"timestamp":41,"url":"https://evil.org/"}', b'{"timestamp":-1}'):
        assert isinstance(parse_command("fleet", bad, HEADER, 0.0, retained=True), BadCommand)
