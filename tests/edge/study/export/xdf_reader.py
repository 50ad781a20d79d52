"""A small reader of XDF after its specification, written apart from the writer. It takes every length literally."""

import struct
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field


@dataclass
class Read:
    """One stream."""

    header: ElementTree.Element
    times_s: list[float] = field(default_factory=list)
    rows: list[tuple[float | str, ...]] = field(default_factory=list)
    offsets: list[tuple[float, float]] = field(default_factory=list)
    footer: ElementTree.Element | None = None

    @property
    def labels(self) -> list[str | None]:
        return [one.text for one in self.header.iterfind("./desc/channels/channel/label")]


def read_xdf(data: bytes) -> dict[str, Read]:
    """Streams by name. ValueError for bytes that the specification does not allow."""
    if data[:4] != b"XDF:":
        raise ValueError("no magic")
    at, streams = 4, {}
    while at < len(data):
        length, at = _length(data, at)
        chunk, at = data[at : at + length], at + length
        if len(chunk) != length:
            raise ValueError("cut short")
        (tag,) = struct.unpack("<H", chunk[:2])
        if tag == 1:
            assert ElementTree.fromstring(chunk[2:]).findtext("version") == "1.0"
            continue
        (number,) = struct.unpack("<I", chunk[2:6])
        body = chunk[6:]
        if tag == 2:
            streams[number] = Read(ElementTree.fromstring(body))
        elif tag == 3:
            _samples(streams[number], body)
        elif tag == 4:
            streams[number].offsets.append(struct.unpack("<dd", body))
        elif tag == 6:
            streams[number].footer = ElementTree.fromstring(body)
        else:
            raise ValueError(f"tag {tag}")
    return {str(stream.header.findtext("name")): stream for stream in streams.values()}


def _samples(stream: Read, body: bytes) -> None:
    channels = int(str(stream.header.findtext("channel_count")))
    is_text = stream.header.findtext("channel_format") == "string"
    count, at = _length(body, 0)
    for _ in range(count):
        assert body[at] == 8
        stream.times_s.append(struct.unpack_from("<d", body, at + 1)[0])
        at += 9
        if is_text:
            texts = []
            for _ in range(channels):
                length, at = _length(body, at)
                texts.append(body[at : at + length].decode())
                at += length
            stream.rows.append(tuple(texts))
        else:
            stream.rows.append(struct.unpack_from(f"<{channels}d", body, at))
            at += 8 * channels
    assert at == len(body)


def _length(data: bytes, at: int) -> tuple[int, int]:
    size = data[at]
    if size not in (1, 4, 8):
        raise ValueError(f"a length of {size} bytes")
    return int.from_bytes(data[at + 1 : at + 1 + size], "little"), at + 1 + size
