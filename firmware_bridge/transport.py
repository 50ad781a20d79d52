"""Opens serial ports and pyserial's other URLs exclusively, and reads them without losing received bytes.

Ports do not reconnect. A lost port raises SerialPortLostError, and the caller opens a new port.
"""

import errno
import re
import threading
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType

import serial
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from firmware_bridge.errors import SerialPortError, SerialPortLostError
from firmware_bridge.samples import SILENCE_S

_USB = re.compile(r"(?:usb:)?([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})(?::([^@]+))?(?:@(.+))?")
_MOST = 4096  # bytes in one read
_WRITE_TIMEOUT_S = 1.0
_ABSENT = "is not there. Is the kit plugged in, or paired where it is Bluetooth?"
_REASONS = {
    errno.ENOENT: _ABSENT,
    errno.ENXIO: _ABSENT,
    errno.ENODEV: _ABSENT,
    errno.EAGAIN: "is in use by another program. Close that program.",
    errno.EBUSY: "is in use by another program. Close that program.",
    errno.EACCES: "may not be opened by this user: usermod -aG dialout USER, then log in anew.",
}


class SerialPort:
    """One open port. Call `read` only from one thread. `cancel`, `write` and `close` may be called from any thread."""

    def __init__(self, where: str, baud: int, *, timeout_s: float = SILENCE_S) -> None:
        """`where`: a device, a URL of pyserial (socket://host:port, loop://), or a USB id for `find_port`.

        Raises SerialPortError if the port could not be found or opened. A device is opened exclusively. Bytes received
        before opening are discarded. Arduino boards restart when their port is opened, and send nothing for up to 2 s.
        """
        self.name = find_port(where) if is_usb_id(where) else where
        self._reading = threading.Lock()
        self._is_closing = False
        try:
            self._serial = serial.serial_for_url(
                self.name, baudrate=baud, timeout=timeout_s, write_timeout=_WRITE_TIMEOUT_S, exclusive=True
            )
        except (OSError, ValueError) as error:  # ValueError: a URL or a baud rate that pyserial does not know
            raise SerialPortError(f"port: {self.name} {_reason(error)}") from error

    def read(self) -> bytes:
        """Return the received bytes, at least one; b"" after the timeout or on `cancel`. Raises SerialPortLostError.

        Only bytes that have arrived are requested. Otherwise pyserial would wait for the rest, and lose all of them if
        the device is unplugged.
        """
        with self._reading:
            if self._is_closing:
                raise SerialPortLostError(f"port: {self.name} was closed.")
            try:
                data = bytearray(self._serial.read(max(1, min(self._serial.in_waiting, _MOST))))
            except (OSError, TypeError) as error:
                raise SerialPortLostError(f"port: {self.name} was disconnected ({error}).") from error
            with suppress(OSError, TypeError):  # lost: return the received bytes; the next read raises
                while data and len(data) < _MOST and (waiting := self._serial.in_waiting):
                    data += self._serial.read(min(waiting, _MOST - len(data)))
            return bytes(data)

    def write(self, data: bytes) -> None:
        """Write all bytes. Raises SerialPortLostError if the port is lost, or accepts nothing for a second."""
        try:
            self._serial.write(data)
        except (OSError, TypeError) as error:
            raise SerialPortLostError(f"port: {self.name} does not accept data ({error}).") from error

    def cancel(self) -> None:
        """Make a `read` in another thread return. A `read` from a socket cannot be cancelled, and returns at its
        timeout.
        """
        cancel = getattr(self._serial, "cancel_read", None)
        if cancel is not None:
            cancel()

    def close(self) -> None:
        """Close the port after any `read` in another thread has ended. Otherwise pyserial would raise TypeError in that
        thread.
        """
        self._is_closing = True
        self.cancel()
        with self._reading:
            self._serial.close()

    def __enter__(self) -> "SerialPort":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def is_usb_id(where: str) -> bool:
    """True if the text has the form of a USB id that `find_port` accepts."""
    return _USB.fullmatch(where) is not None


def find_port(usb_id: str) -> str:
    """Return the device of a USB adapter.

    `2341:0043`: vendor and product. `2341:0043:SERIAL`: one of several identical adapters, by its serial number.
    `1a86:7523@1-1.4`: an adapter without a serial number, by its USB socket. Raises SerialPortError if there is no such
    adapter, or more than one.
    """
    match = _USB.fullmatch(usb_id)
    if match is None:
        raise SerialPortError(
            f"port: {usb_id} is not a USB id. A USB id has the form 2341:0043, 2341:0043:SERIAL or 2341:0043@PLACE."
        )
    vid, pid, number, place = int(match[1], 16), int(match[2], 16), match[3], match[4]
    matches = [
        port
        for port in list_usb_adapters()
        if (port.vid, port.pid) == (vid, pid)
        and number in (None, port.serial_number)
        and place in (None, port.location)
    ]
    if len(matches) == 1:
        return str(matches[0].device)
    if matches:
        choices = ", ".join(f"{port.device} is {adapter_usb_id(port)}" for port in matches)
        raise SerialPortError(f"port: {usb_id} matches {len(matches)} adapters. Choose one of them: {choices}.")
    present = ", ".join(adapter_usb_id(port) for port in list_usb_adapters()) or "none at all"
    raise SerialPortError(f"port: no adapter {usb_id} is plugged in. Adapters that are plugged in: {present}.")


def list_usb_adapters() -> Sequence[ListPortInfo]:
    """Return the USB serial adapters. The system's own ports are excluded, because they exist even if nothing is
    connected to them.
    """
    return sorted((port for port in list_ports.comports() if port.vid is not None), key=lambda port: port.device)


def adapter_usb_id(port: ListPortInfo) -> str:
    """Return the USB id of an adapter, in the most specific form that `find_port` accepts."""
    name = f"{port.vid:04x}:{port.pid:04x}"
    if port.serial_number:
        return f"{name}:{port.serial_number}"
    return f"{name}@{port.location}" if port.location else name


def _reason(error: OSError | ValueError) -> str:
    number = getattr(error, "errno", None)
    if isinstance(number, int) and number in _REASONS:
        return _REASONS[number]
    if "Could not configure port" in str(error):  # pyserial gives no errno here
        return "is no serial port."
    return f"could not be opened: {error}."
