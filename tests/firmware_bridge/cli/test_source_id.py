"""Identity of a kit for LSL, on described USB adapters: alike, renamed by replugging, without a serial number."""

from pathlib import Path

import pytest
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from firmware_bridge.cli.source_id import kit_source_id


def adapter(device: str, number: str | None, place: str) -> ListPortInfo:
    port = ListPortInfo(device)
    port.vid, port.pid, port.serial_number, port.location = 0x2341, 0x0043, number, place
    return port


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch) -> list[ListPortInfo]:
    """The adapters that are plugged in; a test changes the list."""
    listed: list[ListPortInfo] = []
    monkeypatch.setattr(list_ports, "comports", lambda: listed)
    return listed


def test_a_kit_that_gets_another_name_is_the_same_source(ports: list[ListPortInfo], tmp_path: Path) -> None:
    """In the same socket or in another one, by its device, by a link or by its USB id."""
    ports.append(adapter("/dev/ttyACM0", "7583", "1-1.1"))
    first = kit_source_id("/dev/ttyACM0")
    ports[0] = adapter("/dev/ttyACM3", "7583", "1-1.4")
    link = tmp_path / "by-id"
    link.symlink_to("/dev/ttyACM3")
    assert {kit_source_id("/dev/ttyACM3"), kit_source_id(str(link)), kit_source_id("2341:0043:7583")} == {first}


def test_two_kits_are_never_one_source(ports: list[ListPortInfo]) -> None:
    """Not even clones that all have the number 0001, or none: their sockets tell them apart, names do not."""
    for number in ("0001", None):
        ports[:] = [adapter("/dev/ttyUSB0", number, "1-1.1"), adapter("/dev/ttyUSB1", number, "1-1.2")]
        first, second = kit_source_id("/dev/ttyUSB0"), kit_source_id("/dev/ttyUSB1")
        assert first != second
        ports[:] = [adapter("/dev/ttyUSB1", number, "1-1.1"), adapter("/dev/ttyUSB0", number, "1-1.2")]
        assert (kit_source_id("/dev/ttyUSB1"), kit_source_id("/dev/ttyUSB0")) == (first, second)


def test_the_same_port_of_another_machine_is_another_source(ports: list[ListPortInfo], tmp_path: Path) -> None:
    """All machines have a /dev/rfcomm0. The identity of the machine itself is not told."""
    machines = [tmp_path / name for name in ("a", "b", "none")]
    for machine in machines[:2]:
        machine.write_text(f"{machine.name * 32}\n")
    sources = [kit_source_id("/dev/rfcomm0", machine) for machine in machines]
    assert len(set(sources)) == 3
    assert all(source.endswith(" /dev/rfcomm0") for source in sources)
    assert "aaaa" not in sources[0]
