"""Detects formats of media files by their first bytes instead of their names, and checks that a file is complete."""

import os
from collections.abc import Iterator
from typing import BinaryIO

HEAD_BYTES = 64

VIDEOS = {"mp4": "video/mp4", "webm": "video/webm"}
IMAGES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp", "avif": "image/avif"}
MEDIA_TYPES = VIDEOS | IMAGES
"""The formats that the player shows, with their media types."""

DEMUXERS = {
    "mp4": "mov",
    "QuickTime": "mov",
    "webm": "matroska",
    "Matroska": "matroska",
    "png": "png_pipe",
    "jpeg": "jpeg_pipe",
    "webp": "webp_pipe",
}
"""The formats that FFmpeg may read, with their demuxers."""

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"%PDF", "PDF"),
    (b"<svg", "SVG"),
    (b"OggS", "Ogg"),
    (b"fLaC", "FLAC"),
    (b"ID3", "MP3"),
    (b"FLV\x01", "FLV"),
    (b"\x00\x00\x01\xba", "MPEG"),
    (b"G@", "MPEG-TS"),
)
_BRANDS = {b"avif": "avif", b"avis": "avif", b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIC", b"qt  ": "QuickTime"}
_RIFF = {b"WEBP": "webp", b"AVI ": "AVI", b"WAVE": "WAV"}
_EBML = b"\x1aE\xdf\xa3"
_SEGMENT = 0x8538067
"""Id of the Matroska element that contains the video, without the bit that marks the id's length."""
_SEGMENT_WITHIN = 4096
"""Number of bytes at the start of the file in which the segment must start."""
_MOST_BOXES = 100_000
_UNKNOWN = -1
"""Value that means that an element does not state its length, as in a live recording."""


def media_format(head: bytes) -> str | None:
    """Name of the format, from the start of a file: a key of MEDIA_TYPES, or another format in capitals. None if it
    is unknown.
    """
    if head[:4] == _EBML:
        return "webm" if b"webm" in head else "Matroska"
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":  # after a length, which could have any of the bytes above
        return _BRANDS.get(head[8:12], "mp4")
    return next((name for start, name in _SIGNATURES if head.startswith(start)), None)


def is_complete_file(file: BinaryIO, name: str) -> bool:
    """False if a file in a format of MEDIA_TYPES or DEMUXERS is shorter than its own structure requires."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    match name:
        case "mp4" | "QuickTime":
            return _has_boxes(file, size, b"moov")
        case "avif":
            return _has_boxes(file, size, b"meta")
        case "webm" | "Matroska":
            return _has_whole_segment(file, size)
        case "webp":
            return int.from_bytes(file.read(8)[4:8], "little") + 8 <= size
        case "png":
            return _has_end(file, size, b"IEND")
        case _:
            return _has_end(file, size, b"\xff\xd9")


def _has_end(file: BinaryIO, size: int, mark: bytes) -> bool:
    """True if the end marker is near the end of the file. Some programs append their own data after it."""
    file.seek(max(0, size - 4096))
    return mark in file.read()


def _has_boxes(file: BinaryIO, size: int, needed: bytes) -> bool:
    """True if the boxes of an ISO file end within the file, and the required box is among them."""
    return needed in list(_read_box_kinds(file, size))


def _read_box_kinds(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Types of the top-level boxes. Empty if a box reaches beyond the end of the file, or if there are too many.

    Stops at the first length that no box can have, because some programs append their own data.
    """
    kinds: list[bytes] = []
    at = 0
    while size - at >= 8:
        file.seek(at)
        length, kind = int.from_bytes(file.read(4), "big"), file.read(4)
        if length == 1:
            length = int.from_bytes(file.read(8), "big")
        elif length == 0:  # until the end of the file
            length = size - at
        if length < 8:
            break
        if at + length > size or len(kinds) == _MOST_BOXES:
            return
        kinds.append(kind)
        at += length
    yield from kinds


def _has_whole_segment(file: BinaryIO, size: int) -> bool:
    """True if the segment of a Matroska file ends within the file. A live recording does not state the segment's end.

    Other elements may precede the segment. If the header has an unknown length, its own elements follow it.
    """
    file.seek(len(_EBML))
    length = _read_vint(file)
    while length is not None and (at := file.tell() + max(length, 0)) < _SEGMENT_WITHIN:
        file.seek(at)
        element, length = _read_vint(file), _read_vint(file)
        if element == _SEGMENT:
            return length is not None and file.tell() + max(length, 0) <= size
    return False


def _read_vint(file: BinaryIO) -> int | None:
    """Id or length of an element, or _UNKNOWN. The first byte states how many bytes the number has. None if the bytes
    are cut off.
    """
    first = file.read(1)
    if not first or first[0] == 0:
        return None
    more = 8 - first[0].bit_length()
    rest = file.read(more)
    if len(rest) < more:
        return None
    value = int.from_bytes(bytes([first[0] & (0x7F >> more)]) + rest, "big")
    return _UNKNOWN if value == (1 << 7 * (more + 1)) - 1 else value
