"""Packets of GStreamer's data protocol (GDP 1.0), as gdppay writes them: formats, and buffers with their times.

This module does no I/O. The caller reads bytes into `write_buffer` and passes their number to `take_bytes`.
"""

import binascii
import struct
from dataclasses import dataclass

HEADER_BYTES = 62
_LARGEST_TEXT = 65536
_HEADER = struct.Struct(">BBBxHIQ")  # major, minor and flags, padding, type, length of the payload, time
_CRC = struct.Struct(">H")
_CRC_AT = 58
_VERSION = (1, 0)
_HAS_HEADER_CRC = 1
_BUFFER, _CAPS, _FIRST_EVENT = 1, 2, 64
_NO_TIME = (1 << 64) - 1


class GdpError(ValueError):
    """The bytes are not packets of this protocol, or a packet is too large."""


@dataclass(frozen=True, slots=True)
class CapsPacket:
    """Format of the buffers that follow, as GStreamer writes it: video/x-raw, format=(string)BGR, …"""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class BufferPacket:
    """One buffer. `data` is valid until the next bytes are read. `pts_ns`: time of the buffer in the pipeline, in
    nanoseconds.
    """

    pts_ns: int | None
    data: memoryview


class GdpParser:
    """Splits a stream into packets. Its memory contains one payload: the text of a format, or a buffer.

    `buffer_sizes` are the allowed sizes of a buffer in bytes, which depend on the format. The caller sets it after each
    CapsPacket. A buffer of any other size is an error, and so is a buffer before the first format.
    """

    def __init__(self) -> None:
        self.buffer_sizes = range(0)
        self._header = memoryview(bytearray(HEADER_BYTES))
        self._payload = memoryview(b"")
        self._kind = 0
        self._pts_ns: int | None = None
        self._filled = 0
        self._reads_header = True

    @property
    def write_buffer(self) -> memoryview:
        """Memory into which to write the next bytes. Never empty."""
        return (self._header if self._reads_header else self._payload)[self._filled :]

    def take_bytes(self, count: int) -> CapsPacket | BufferPacket | None:
        """Process `count` bytes, which the caller has written into `write_buffer`. Return the packet that they
        complete.

        Events of the pipeline are skipped. Raises GdpError; afterwards the parser can no longer be used.
        """
        self._filled += count
        if self.write_buffer:
            return None
        self._filled = 0
        if self._reads_header:
            return self._begin_payload()
        self._reads_header = True
        return self._packet()

    def _begin_payload(self) -> CapsPacket | BufferPacket | None:
        major, minor, flags, kind, length, time_ns = _HEADER.unpack_from(self._header)
        if (major, minor) != _VERSION or not flags & _HAS_HEADER_CRC:
            raise GdpError("this is not a header of GDP 1.0")
        (expected,) = _CRC.unpack_from(self._header, _CRC_AT)
        if binascii.crc_hqx(self._header[:_CRC_AT], 0xFFFF) ^ 0xFFFF != expected:
            raise GdpError("the checksum of a header is wrong")
        self._kind, self._pts_ns = kind, None if time_ns == _NO_TIME else time_ns
        self._check(length)
        if len(self._payload) != length:
            self._payload = memoryview(bytearray(length))
        if length:
            self._reads_header = False
            return None
        return self._packet()

    def _check(self, length: int) -> None:
        if self._kind == _BUFFER:
            if length not in self.buffer_sizes:
                raise GdpError(f"a frame has {length} bytes instead of {_shown(self.buffer_sizes)}")
        elif self._kind != _CAPS and self._kind < _FIRST_EVENT:
            raise GdpError(f"the packet type {self._kind} is unknown")
        elif length > _LARGEST_TEXT:
            raise GdpError(f"a text has {length} bytes; the limit is {_LARGEST_TEXT}")

    def _packet(self) -> CapsPacket | BufferPacket | None:
        if self._kind == _BUFFER:
            return BufferPacket(self._pts_ns, self._payload.toreadonly())
        if self._kind == _CAPS:
            return CapsPacket(bytes(self._payload).rstrip(b"\0").decode(errors="replace"))
        return None


def _shown(sizes: range) -> str:
    return f"{sizes[0]} to {sizes[-1]}" if len(sizes) > 1 else "".join(map(str, sizes)) or "none"
