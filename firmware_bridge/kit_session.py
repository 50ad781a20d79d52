"""A kit at a port: what is written and when, as `samples.Kit` wants it."""

from contextlib import suppress
from types import TracebackType

from firmware_bridge.errors import PortLostError
from firmware_bridge.samples import Kit, Sample
from firmware_bridge.transport import SerialPort


class KitSession:
    """Greets when made, asks and answers in `read`, takes leave on `close`."""

    def __init__(self, port: SerialPort, kit: Kit) -> None:
        """PortLostError."""
        self._port = port
        self._kit = kit
        self._write(kit.hello())

    def read(self) -> list[Sample]:
        """The samples that come next, after SILENCE_S at the latest; may be none. PortLostError."""
        samples = self._kit.decode(self._port.read())
        self._write(self._kit.reply())
        return samples

    def close(self) -> None:
        """Tell the kit to stop, and close the port. Nothing is raised where it is gone."""
        with suppress(PortLostError):
            self._write(self._kit.goodbye())
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
