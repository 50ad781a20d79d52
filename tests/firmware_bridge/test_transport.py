"""Serial ports: pseudo-terminal, socket, loop, and the list of USB adapters."""

import os
import socket
import threading
import tty
from collections.abc import Iterator

import pytest
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from firmware_bridge import transport
from firmware_bridge.errors import SerialPortError, SerialPortLostError
from firmware_bridge.transport import SerialPort


@pytest.fixture
def wire() -> Iterator[tuple[int, str]]:
    """The kit's end of a pseudo-terminal, and the device name of the reader's end."""
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


def drain(port: SerialPort, received: bytearray) -> None:
    """Read until an error is raised."""
    while True:
        received += port.read()


@pytest.fixture
def adapters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clones without a serial number, one board with a number, and a port of the system itself."""
    listed = [
        adapter("/dev/ttyUSB1", 0x1A86, 0x7523, None, "1-1.2"),
        adapter("/dev/ttyUSB0", 0x1A86, 0x7523, None, "1-1.4"),
        adapter("/dev/ttyACM0", 0x2341, 0x0043, "7583", "1-1.1"),
        adapter("/dev/ttyS0", None, None, None, None),
    ]
    monkeypatch.setattr(list_ports, "comports", lambda: listed)


def test_bytes_are_read_and_written(wire: tuple[int, str]) -> None:
    """Without data, `read` returns no bytes after its timeout."""
    ours, name = wire
    with SerialPort(name, 115200, timeout_s=0.01) as port:
        assert port.read() == b""
        os.write(ours, b"S518\r\n")
        received = b""
        while len(received) < 6:
            received += port.read()
        assert received == b"S518\r\n"
        port.write(b"\x07")
        assert os.read(ours, 10) == b"\x07"


def test_a_port_is_opened_exclusively(wire: tuple[int, str]) -> None:
    """Two readers would each get only a part of the bytes."""
    with SerialPort(wire[1], 9600), pytest.raises(SerialPortError, match="in use by another program"):
        SerialPort(wire[1], 9600)


def test_bytes_received_before_unplugging_are_read() -> None:
    """Then every call raises SerialPortLostError, except `close`."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    port = SerialPort(os.ttyname(theirs), 9600)
    os.close(theirs)
    os.write(ours, b"412\r\n")
    assert port.read()
    os.close(ours)
    for _ in range(2):
        with pytest.raises(SerialPortLostError, match="was disconnected"):
            drain(port, bytearray())
    with pytest.raises(SerialPortLostError, match="does not accept data"):
        port.write(b"\x07")
    port.close()


@pytest.mark.parametrize("end", ["cancel", "close"])
def test_a_read_in_another_thread_ends(wire: tuple[int, str], end: str) -> None:
    """On `cancel` it returns no bytes, on `close` it raises SerialPortLostError: never pyserial's TypeError."""
    port = SerialPort(wire[1], 9600, timeout_s=60)
    results: list[object] = []
    is_reading = threading.Event()

    def read() -> None:
        try:
            is_reading.set()
            while True:
                results.append(port.read())
        except SerialPortLostError as error:
            results.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    is_reading.wait()
    if end == "cancel":
        while not results:  # the first cancel may come before the read
            port.cancel()
    port.close()
    reader.join(10)
    assert not reader.is_alive()
    assert results[0] == b"" or end == "close"
    assert isinstance(results[-1], SerialPortLostError)


def test_a_socket_is_a_port_too() -> None:
    """As ser2net and others serve it. The end of the connection is the end of the kit."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = SerialPort(f"socket://127.0.0.1:{server.getsockname()[1]}", 9600)
        kit, _ = server.accept()
        kit.sendall(b"412\r\n" * 50)
        kit.shutdown(socket.SHUT_WR)
        received = bytearray()
        with pytest.raises(SerialPortLostError, match="was disconnected"):
            drain(port, received)
        assert received == b"412\r\n" * 50
        port.cancel()
        port.close()
        kit.close()


def test_a_loop_returns_the_written_bytes() -> None:
    """pyserial's `loop://`, for tests."""
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
def test_a_port_that_cannot_be_opened_raises_the_reason(where: str, text: str) -> None:
    """No such device, no serial device, no such URL, no server."""
    with pytest.raises(SerialPortError, match=text) as raised:
        SerialPort(where, 9600)
    assert where in str(raised.value)


@pytest.mark.usefixtures("adapters")
def test_adapters_are_found_by_usb_id() -> None:
    """By serial number, by place, or by vendor and product if there is one of them."""
    assert transport.find_port("2341:0043") == "/dev/ttyACM0"
    assert transport.find_port("usb:2341:0043:7583") == "/dev/ttyACM0"
    assert transport.find_port("1a86:7523@1-1.4") == "/dev/ttyUSB0"
    assert [port.device for port in transport.list_usb_adapters()] == ["/dev/ttyACM0", "/dev/ttyUSB0", "/dev/ttyUSB1"]


@pytest.mark.usefixtures("adapters")
def test_an_ambiguous_or_missing_usb_id_lists_the_adapters() -> None:
    """With the USB id by which each can be chosen."""
    with pytest.raises(SerialPortError, match=r"matches 2 adapters.*/dev/ttyUSB0 is 1a86:7523@1-1.4"):
        transport.find_port("1a86:7523")
    with pytest.raises(
        SerialPortError, match=r"no adapter 0403:6001 is plugged in. Adapters that are plugged in: 2341:0043:7583"
    ):
        SerialPort("0403:6001", 9600)
    with pytest.raises(SerialPortError, match="is not a USB id"):
        transport.find_port("ttyUSB0")
