"""Runs the protocol of a kit on an open port, as described in `samples.Kit`."""

from contextlib import suppress
from types import TracebackType

from firmware_bridge.errors import SerialPortLostError
from firmware_bridge.samples import Kit, Sample
from firmware_bridge.transport import SerialPort


class KitSession:
    """Session with a kit. It writes the kit's `hello` when it is created, the kit's replies in `read`, and the kit's
    `goodbye` in `close`.
    """

    def __init__(self, port: SerialPort, kit: Kit) -> None:
        """Raises SerialPortLostError or KitFailedError."""
        self._port = port
        self._kit = kit
        self._write(kit.hello())

    def read(self) -> list[Sample]:
        """Return the next samples, after at most SILENCE_S seconds. The result may be empty. Raises
        SerialPortLostError or KitFailedError.
        """
        samples = self._kit.decode(self._port.read())
        self._write(self._kit.reply())
        return samples

    def close(self) -> None:
        """Stop the kit and close the port. Raises nothing if the port is lost. Raises KitFailedError after closing."""
        try:
            with suppress(SerialPortLostError):
                self._write(self._kit.goodbye())
        finally:
            self._port.close()

    def __enter__(self) -> "KitSession":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, data: bytes) -> None:
        if data:
            self._port.write(data)
