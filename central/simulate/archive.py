"""Keeps the sent messages of a fleet in a file, as each kiosk does, to send them again when central requests them."""

import tempfile
from array import array
from types import TracebackType

from central.simulate.outgoing import Outgoing

_MISSING = -1


class Archive:
    """A temporary file with the messages of all kiosks, by kiosk and message number."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="vitrina-sim-")  # noqa: SIM115 closed by __exit__
        self._begins: dict[str, array[int]] = {}
        self._end = 0

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, item: Outgoing) -> None:
        """Store a message. If the number already has a message, it is kept unchanged."""
        begins = self._begins.setdefault(item.device, array("q"))
        if item.seq is None:
            return
        begins.extend([_MISSING] * (item.seq - len(begins)))
        if begins[item.seq - 1] != _MISSING:
            return
        line = item.kind.encode() + b" " + item.payload + b"\n"
        self._file.seek(self._end)
        self._file.write(line)
        begins[item.seq - 1] = self._end
        self._end += len(line)

    def get(self, device: str, seq: int) -> Outgoing | None:
        """A message as it was sent; None if no message has this number."""
        begins = self._begins.get(device, array("q"))
        if not 0 < seq <= len(begins) or begins[seq - 1] == _MISSING:
            return None
        self._file.seek(begins[seq - 1])
        kind, _, payload = self._file.readline().rstrip(b"\n").partition(b" ")
        return Outgoing(0.0, device, kind.decode(), payload, seq)
