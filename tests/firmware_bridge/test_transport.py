"""Ports: a pseudo-terminal, a socket, a loop, and the list of USB adapters."""

import os
import socket
import threading
import tty
from collections.abc import Iterator

import pytest
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from firmware_bridge import transport
from firmware_bridge.errors import PortError, PortLostError
from firmware_bridge.transport import SerialPort


@pytest.fixture
def wire() -> Iterator[tuple[int, str]]:
    """The kit's end of a pseudo-terminal, and the name of the other."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    yield ours, os.ttyname(theirs)
    for end in (ours, theirs):
        try:
            os.close(end)
        except OSError:  # the test unplugged it
            continue


def adapter(device: str, vid: int | None, pid: int | None, number: str | None, place: str | None) -> ListPortInfo:
    port = ListPortInfo(device)
    port.vid, port.pid, port.serial_number, port.location = vid, pid, number, place
    return port


def drain(port: SerialPort, got: bytearray) -> None:
    """Read for as long as it goes."""
    while True:
        got += port.read()


@pytest.fixture
def adapters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clones without a number, one board with, and the system's own port."""
    listed = [
        adapter("/dev/ttyUSB1", 0x1A86, 0x7523, None, "1-1.2"),
        adapter("/dev/ttyUSB0", 0x1A86, 0x7523, None, "1-1.4"),
        adapter("/dev/ttyACM0", 0x2341, 0x0043, "7583", "1-1.1"),
        adapter("/dev/ttyS0", None, None, None, None),
    ]
    monkeypatch.setattr(list_ports, "comports", lambda: listed)


def test_bytes_both_ways(wire: tuple[int, str]) -> None:
    """What the kit sends is read as it comes, what is written reaches it; silence is no bytes."""
    ours, name = wire
    with SerialPort(name, 115200, timeout_s=0.01) as port:
        assert port.read() == b""
        os.write(ours, b"S518\r\n")
        got = b""
        while len(got) < 6:
            got += port.read()
        assert got == b"S518\r\n"
        port.write(b"\x07")
        assert os.read(ours, 10) == b"\x07"


def test_a_port_is_opened_alone(wire: tuple[int, str]) -> None:
    """Two readers would share the bytes between them."""
    with SerialPort(wire[1], 9600), pytest.raises(PortError, match="in use by another program"):
        SerialPort(wire[1], 9600)


def test_what_has_come_before_it_was_unplugged_is_read() -> None:
    """Then it is gone, and stays so; nothing is raised on closing."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    port = SerialPort(os.ttyname(theirs), 9600)
    os.close(theirs)
    os.write(ours, b"412\r\n")
    assert port.read()
    os.close(ours)
    for _ in range(2):
        with pytest.raises(PortLostError, match="is gone"):
            drain(port, bytearray())
    with pytest.raises(PortLostError, match="takes nothing"):
        port.write(b"\x07")
    port.close()


@pytest.mark.parametrize("end", ["cancel", "close"])
def test_a_read_in_another_thread_ends(wire: tuple[int, str], end: str) -> None:
    """On `cancel` without bytes, on `close` with the word that the port was closed: never with pyserial's TypeError."""
    port = SerialPort(wire[1], 9600, timeout_s=60)
    heard: list[object] = []
    is_reading = threading.Event()

    def read() -> None:
        try:
            is_reading.set()
            while True:
                heard.append(port.read())
        except PortLostError as error:
            heard.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    is_reading.wait()
    if end == "cancel":
        while not heard:  # the first may come before the read
            port.cancel()
    port.close()
    reader.join(10)
    assert not reader.is_alive()
    assert heard[0] == b"" or end == "close"
    assert isinstance(heard[-1], PortLostError)


def test_a_socket_is_a_port_too() -> None:
    """As ser2net and others serve one; its end is that of the kit."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = SerialPort(f"socket://127.0.0.1:{server.getsockname()[1]}", 9600)
        kit, _ = server.accept()
        kit.sendall(b"412\r\n" * 50)
        kit.shutdown(socket.SHUT_WR)
        got = bytearray()
        with pytest.raises(PortLostError, match="is gone"):
            drain(port, got)
        assert got == b"412\r\n" * 50
        port.cancel()
        port.close()
        kit.close()


def test_a_loop_gives_back_what_is_written() -> None:
    """pyserial's own, for trying."""
    with SerialPort("loop://", 9600, timeout_s=0.01) as port:
        port.write(b"abc")
        assert port.read() == b"abc"


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("/dev/vitrina-nowhere", "is not there"),
        ("/etc/hostname", "is no serial port"),
        ("nonsense://x", "could not be opened"),
        ("socket://127.0.0.1:1", "could not be opened"),
    ],
)
def test_what_cannot_be_opened_says_why(where: str, text: str) -> None:
    """No such device, no device at all, no such URL, nobody there."""
    with pytest.raises(PortError, match=text) as raised:
        SerialPort(where, 9600)
    assert where in str(raised.value)


@pytest.mark.usefixtures("adapters")
def test_adapters_by_their_usb_id() -> None:
    """By number, by place, or by kind where there is one of it."""
    assert transport.find("2341:0043") == "/dev/ttyACM0"
    assert transport.find("usb:2341:0043:7583") == "/dev/ttyACM0"
    assert transport.find("1a86:7523@1-1.4") == "/dev/ttyUSB0"
    assert [port.device for port in transport.plugged_in()] == ["/dev/ttyACM0", "/dev/ttyUSB0", "/dev/ttyUSB1"]


@pytest.mark.usefixtures("adapters")
def test_adapters_that_cannot_be_told_apart_are_named() -> None:
    """With what tells them apart; and what is there, where the wanted one is not."""
    with pytest.raises(PortError, match=r"fits 2 adapters.*/dev/ttyUSB0 is 1a86:7523@1-1.4"):
        transport.find("1a86:7523")
    with pytest.raises(PortError, match=r"no adapter 0403:6001 is plugged in. There are: 2341:0043:7583"):
        SerialPort("0403:6001", 9600)
    with pytest.raises(PortError, match="is no USB id"):
        transport.find("ttyUSB0")
