"""Containers of films and pictures: which one a file is by its first bytes, and whether all of it is there.

Only what is named here is ever given to a decoder, and always to the decoder of that name.
"""

import os
from typing import BinaryIO, Literal

Kind = Literal["mov", "matroska", "png", "jpeg", "webp"]

HEAD_BYTES = 64
_TAIL_BYTES = 4096
_MOST_BOXES = 100_000

_EBML, _SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"
_PNG = b"\x89PNG\r\n\x1a\n"


def kind_of(head: bytes) -> Kind | None:
    """Container of a file that begins with these bytes; None if it is none that is taken."""
    if head.startswith(_EBML):
        return "matroska"
    if head.startswith(_PNG):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head[4:8] == b"ftyp":  # last of all: the four bytes before it are a length, which could be any of the others
        return "mov"
    return "webp" if head.startswith(b"RIFF") and head[8:12] == b"WEBP" else None


def is_whole(file: BinaryIO, kind: Kind) -> bool:
    """False if the container says that there is more of it than the file has, or an end mark is missing."""
    size = file.seek(0, os.SEEK_END)
    match kind:
        case "mov":
            return _has_all_boxes(file, size)
        case "matroska":
            return _has_whole_segment(file, size)
        case "webp":
            file.seek(4)
            return int.from_bytes(file.read(4), "little") + 8 <= size
    file.seek(max(0, size - _TAIL_BYTES))
    return (b"IEND" if kind == "png" else b"\xff\xd9") in file.read()


def _has_all_boxes(file: BinaryIO, size: int) -> bool:
    """Walks the boxes of ISO media (ISO 14496-12, 4.2). The index, `moov`, must be among them."""
    at, has_index = 0, False
    for _ in range(_MOST_BOXES):
        if at + 8 > size:
            return has_index and at <= size
        file.seek(at)
        head = file.read(16)
        length, name = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:  # the length follows the name
            length = int.from_bytes(head[8:16], "big")
        if length == 0:  # to the end of the file
            return has_index or name == b"moov"
        if length < 8:  # no box: bytes that somebody has put behind the last one
            return has_index
        has_index = has_index or name == b"moov"
        at += length
    return False


def _has_whole_segment(file: BinaryIO, size: int) -> bool:
    """Compares the length of the one segment (RFC 8794, RFC 9559) with the file. A length may be unknown."""
    file.seek(0)
    head = file.read(_TAIL_BYTES)
    segment = head.find(_SEGMENT)
    if segment < 0 or segment + 5 > len(head):
        return False
    first = head[segment + 4]
    width = 9 - first.bit_length()  # bytes of the length: one more than there are leading zeros
    if width > 8:
        return False
    begin = segment + 4 + width
    length = int.from_bytes(head[segment + 4 : begin], "big") & (1 << 7 * width) - 1
    return begin <= size and (length == (1 << 7 * width) - 1 or begin + length <= size)
