"""Splits bytes into lines of text, for kits that print text. Bytes outside valid lines are counted and dropped."""

from firmware_bridge.samples import Counters

_LONGEST = 256  # bytes; the longest line of a kit is a notification of 20 bytes in hex, or a dozen numbers


class LineDecoder:
    """Splits bytes at line ends (LF or CR LF). The buffer holds at most one line.

    Bytes before the first line end are dropped. A port usually opens in the middle of a line, and the end of a number
    looks like a number.
    """

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self.forget()

    def forget(self) -> None:
        """Drop the buffer, for example when the port was reopened. The next byte may be in the middle of a line."""
        self._rest = b""
        self._is_begun = False  # the rest starts at the first byte of its line

    def feed(self, data: bytes) -> list[str]:
        """Return the lines that these bytes complete, without line ends and without empty lines.

        Lines with bytes other than printable ASCII are counted as bad.
        """
        self._counters.bytes += len(data)
        *whole, self._rest = (self._rest + data).split(b"\n")
        lines: list[str] = []
        for line in whole:
            is_begun, self._is_begun = self._is_begun, True
            if not is_begun:
                self._counters.skipped_bytes += len(line) + 1
            elif line not in (b"", b"\r"):
                self._append_text(line, lines)
        if len(self._rest.removesuffix(b"\r")) > _LONGEST:
            self._counters.bad += self._is_begun
            self._counters.skipped_bytes += len(self._rest)
            self._rest, self._is_begun = b"", False
        return lines

    def refuse(self, line: str) -> None:
        """Count a line that `feed` returned as a bad line."""
        self._counters.bad += 1
        self._counters.skipped_bytes += len(line) + 1

    def _append_text(self, line: bytes, lines: list[str]) -> None:
        text = line.removesuffix(b"\r").decode("latin-1")
        if len(text) <= _LONGEST and text.isascii() and text.replace("\t", " ").isprintable():
            lines.append(text)
        else:
            self.refuse(text)
