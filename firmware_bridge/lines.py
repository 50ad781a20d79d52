"""Lines of text out of bytes, for kits that print. What is no line is counted and left out."""

from firmware_bridge.samples import Counters

_LONGEST = 256  # bytes; the longest line of a kit is a notification of 20 bytes in hex, or a dozen numbers


class LineDecoder:
    """Cuts bytes at line ends (LF or CR LF). The buffer holds at most one line.

    What stands before the first line end is dropped, for a port is opened in the middle of a line, and the end of a
    number is a number too.
    """

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self.forget()

    def forget(self) -> None:
        """The next byte may be in the middle of a line."""
        self._rest = b""
        self._is_begun = False  # the rest holds its line from its first byte on

    def feed(self, data: bytes) -> list[str]:
        """The lines that these bytes complete, without their ends; empty ones are left out. Lines with bytes that are
        not printed ASCII are counted as bad."""
        self._counters.bytes += len(data)
        *whole, self._rest = (self._rest + data).split(b"\n")
        lines: list[str] = []
        for line in whole:
            is_begun, self._is_begun = self._is_begun, True
            if not is_begun:
                self._counters.skipped_bytes += len(line) + 1
            elif line not in (b"", b"\r"):
                self._keep(line, lines)
        if len(self._rest) > _LONGEST:
            self._counters.bad += self._is_begun
            self._counters.skipped_bytes += len(self._rest)
            self._rest, self._is_begun = b"", False
        return lines

    def refuse(self, line: str) -> None:
        """Count a line that `take` gave as bad."""
        self._counters.bad += 1
        self._counters.skipped_bytes += len(line) + 1

    def _keep(self, line: bytes, lines: list[str]) -> None:
        text = line.removesuffix(b"\r").decode("latin-1")
        if len(text) <= _LONGEST and text.isascii() and text.replace("\t", " ").isprintable():
            lines.append(text)
        else:
            self.refuse(text)
