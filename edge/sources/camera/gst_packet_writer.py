"""Writes packets of GStreamer's data protocol (GDP 1.0) for gdpdepay: a format, and buffers with times.

This module does no I/O. See gst_packets.py for the other direction.
"""

import binascii
import struct

_HEADER = struct.Struct(">BBBxHIQQQQHQ6x")  # version, flags, type, length, time, duration, offsets, buffer flags, DTS
_CHECKSUMS = struct.Struct(">HH")  # of the header and of the payload
_HAS_HEADER_CRC = 1
_BUFFER, _CAPS, _STREAM_START, _SEGMENT = 1, 2, 64 + 10254, 64 + 17934
_UNKNOWN = (1 << 64) - 1

_START_TEXT = (
    "GstEventStreamStart, stream-id=(string)camera, flags=(GstStreamFlags)GST_STREAM_FLAG_NONE, group-id=(uint)1;"
)
_SEGMENT_TEXT = (
    'GstEventSegment, segment=(GstSegment)"segment, flags=(GstSegmentFlags)GST_SEGMENT_FLAG_NONE, rate=(double)1, '
    "applied-rate=(double)1, format=(GstFormat)time, base=(guint64)0, offset=(guint64)0, start=(guint64)0, "
    f"stop=(guint64){_UNKNOWN}, time=(guint64)0, position=(guint64)0, duration=(guint64){_UNKNOWN};"
    '";'
)


def stream_start(caps: str) -> bytes:
    """Packets that precede the first buffer. `caps`: format of the buffers, such as video/x-h264, alignment=(string)au.

    GStreamer complains about every buffer of a stream that lacks its start or its segment.
    """
    return _text(_STREAM_START, _START_TEXT) + _text(_CAPS, caps) + _text(_SEGMENT, _SEGMENT_TEXT)


def buffer_header(length: int, pts_ns: int) -> bytes:
    """Header of a packet with one buffer of `length` bytes, which follow it. `pts_ns`: time of the buffer in the
    pipeline, in nanoseconds.
    """
    return _header(_BUFFER, length, pts_ns)


def _text(kind: int, text: str) -> bytes:
    payload = text.encode() + b"\0"
    return _header(kind, len(payload), 0) + payload


def _header(kind: int, length: int, time_ns: int) -> bytes:
    rest = _UNKNOWN, _UNKNOWN, _UNKNOWN, 0, _UNKNOWN  # duration, offset, end of the offset, flags of the buffer, DTS
    head = _HEADER.pack(1, 0, _HAS_HEADER_CRC, kind, length, time_ns, *rest)
    return head + _CHECKSUMS.pack(binascii.crc_hqx(head, 0xFFFF) ^ 0xFFFF, 0)
