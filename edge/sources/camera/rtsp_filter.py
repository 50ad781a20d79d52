"""Filters one RTSP connection to a camera as it passes the relay: messages, and the media data between them."""

import re

from edge.sources.camera.network_address import CameraRefusedError, NetworkAddress

LARGEST_HEAD = 65536
LARGEST_LINE = 4096

_HEAD_END = re.compile(rb"\n\r*\n")
_MEDIA = b"$"
_MEDIA_HEADER = 4  # "$", the channel, and the length in two bytes
_STATUS = re.compile(rb"RTSP/1\.\d (\d{3})(?: .*)?")
_REQUEST = re.compile(rb"(?!REDIRECT)[A-Z_]{3,20} \S+ RTSP/1\.\d")
_START = re.compile(rb"[$A-Z]")
_RESYNC = re.compile(rb"\$|\n|RTSP/")
_LENGTH = re.compile(rb"content-length:[ \t]*(\d{1,7})[ \t]*", re.IGNORECASE)
_SEQUENCE = re.compile(rb"cseq:[ \t]*\d{1,10}[ \t]*", re.IGNORECASE)
_LOCATION = re.compile(rb"location:[ \t]*(.*?)[ \t]*", re.IGNORECASE)
_FORBIDDEN = re.compile(rb"[\r\0]|\A\$")
"""What a header line must not contain: a CR or NUL anywhere, or a $ at its start. FFmpeg skips a CR within a line
and takes a $ at the start for media data, so it would parse such a header differently.
"""


_NO_RTSP = "it sent an answer that is not RTSP. Check the address."


class RtspFilter:
    """Passes on requests unchanged, and complete messages and media data from the camera, unless the camera redirects
    to another host.

    Bytes that belong to neither a message nor media data are dropped. `address` and `is_over` are as in HttpFilter.
    """

    def __init__(self, address: NetworkAddress, relay_port: int) -> None:
        self.address = address
        self.is_over = False
        self._relay_port = relay_port
        self._waiting = b""  # begin of a message or of media that is not complete

    def filter_request(self, data: bytes) -> bytes:
        """Bytes to send to the camera, given bytes from the client."""
        return data

    def filter_answer(self, data: bytes) -> bytes:
        """Bytes to send to the client, given bytes from the camera. Raises CameraRefusedError."""
        passed = []
        buffer, at = self._waiting + data, 0
        while not self.is_over and (start := _START.search(buffer, at)) is not None:
            at = start.start()
            is_media = buffer[at : at + 1] == _MEDIA
            whole = self._media(buffer, at) if is_media else self._find_message_end(buffer, at)
            if whole is None:
                break
            end, out = whole
            passed.append(out)
            at = end
        else:
            at = len(buffer)
        self._waiting = buffer[at:]
        return b"".join(passed)

    def _media(self, buffer: bytes, at: int) -> tuple[int, bytes] | None:
        """Position at which the media data that start at `at` end, and the bytes of these data. None if the data are
        not complete.
        """
        end = at + _MEDIA_HEADER + int.from_bytes(buffer[at + 2 : at + _MEDIA_HEADER], "big")
        return None if len(buffer) < max(end, at + _MEDIA_HEADER) else (end, buffer[at:end])

    def _find_message_end(self, buffer: bytes, at: int) -> tuple[int, bytes] | None:
        """End of the message that starts at `at`, and the bytes to pass on. None if the message is not complete."""
        if not self._may_be_message(buffer, at):
            junk_end = _RESYNC.search(buffer, at + 1)
            return (junk_end.start() if junk_end else len(buffer)), b""
        found = _HEAD_END.search(buffer, at)
        if found is None:
            return None if len(buffer) - at <= LARGEST_HEAD else (len(buffer), b"")
        first, *headers = [line.rstrip(b"\r") for line in buffer[at : found.start()].split(b"\n")]
        if any(_FORBIDDEN.search(line) for line in (first, *headers)):
            raise CameraRefusedError(_NO_RTSP)
        end = found.end() + self._length(headers)
        if len(buffer) < end:
            return None
        is_redirect = (status := _STATUS.fullmatch(first)) is not None and status[1].startswith(b"3")
        return end, self._redirect(headers) if is_redirect else buffer[at:end]

    def _may_be_message(self, buffer: bytes, at: int) -> bool:
        """False if the line at `at` cannot start a message."""
        line_end = buffer.find(b"\n", at)
        if line_end < 0:
            return len(buffer) - at <= LARGEST_LINE
        line = buffer[at:line_end].rstrip(b"\r")
        if _STATUS.fullmatch(line) is not None or _REQUEST.fullmatch(line) is not None:
            return True
        if line.startswith((b"RTSP/", b"REDIRECT ")):
            raise CameraRefusedError(_NO_RTSP)
        return False

    def _length(self, headers: list[bytes]) -> int:
        """Length of an RTSP message's body in bytes, from the message's header."""
        named = [line for line in headers if line.lower().startswith(b"content-length")]
        lengths = [int(match[1]) for line in named if (match := _LENGTH.fullmatch(line))]
        if len(named) != len(lengths) or len(lengths) > 1 or any(length > LARGEST_HEAD for length in lengths):
            raise CameraRefusedError(_NO_RTSP)
        return lengths[0] if lengths else 0

    def _redirect(self, headers: list[bytes]) -> bytes:
        locations = [match[1] for line in headers if (match := _LOCATION.fullmatch(line))]
        sequences = [line for line in headers if _SEQUENCE.fullmatch(line)]
        if len(locations) != 1 or len(sequences) != 1:
            raise CameraRefusedError("the camera sent a redirect without an address. Check the camera's address.")
        self.address = self.address.follow_redirect(locations[0].decode("latin-1"))
        self.is_over = True
        location = f"Location: {self.address.relay_address(self._relay_port)}".encode()
        return b"\r\n".join([b"RTSP/1.0 302 Moved", sequences[0], location, b"", b""])
