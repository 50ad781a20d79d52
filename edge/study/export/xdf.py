"""XDF 1.0, the format of LabRecorder: chunks of streams with a time for each sample."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from struct import pack
from xml.sax.saxutils import escape

MAGIC = b"XDF:"
FILE_HEADER, STREAM_HEADER, SAMPLES, CLOCK_OFFSET, STREAM_FOOTER = 1, 2, 3, 4, 6
"""Tags that mark the kind of each chunk."""
CHUNK = 10_000  # samples


@dataclass(frozen=True, slots=True)
class XdfChannel:
    """One channel of an XDF stream."""

    label: str
    unit: str
    meaning: str


@dataclass(frozen=True)
class XdfStream:
    """One stream: `samples` has n rows with one value per channel, texts or doubles; each row has a time in seconds.

    `notes` become elements of the stream's description.
    """

    name: str
    type: str
    channels: Sequence[XdfChannel]
    times_s: Sequence[float]
    samples: Sequence[Sequence[str]] | Sequence[Sequence[float]]
    is_text: bool = False
    notes: dict[str, str] = field(default_factory=dict)


def xdf_file(streams: Iterable[XdfStream]) -> bytes:
    """Bytes of an XDF file with these streams, which must all be on one clock."""
    parts = [MAGIC, _chunk(FILE_HEADER, b'<?xml version="1.0"?><info><version>1.0</version></info>')]
    for number, stream in enumerate(streams, 1):
        parts += _stream_chunks(number, stream)
    return b"".join(parts)


def _stream_chunks(number: int, stream: XdfStream) -> list[bytes]:
    id_ = pack("<I", number)
    count = len(stream.times_s)
    first, last = (stream.times_s[0], stream.times_s[-1]) if count else (0.0, 0.0)
    offset = id_ + pack("<dd", first, 0.0)
    footer = (
        f'<?xml version="1.0"?><info><first_timestamp>{first!r}</first_timestamp>'
        f"<last_timestamp>{last!r}</last_timestamp><sample_count>{count}</sample_count></info>"
    )
    return [
        _chunk(STREAM_HEADER, id_ + _header_xml(stream).encode()),
        _chunk(CLOCK_OFFSET, offset),
        *(_samples(id_, stream, start) for start in range(0, count, CHUNK)),
        _chunk(STREAM_FOOTER, id_ + footer.encode()),
    ]


def _header_xml(stream: XdfStream) -> str:
    """XML header of a stream. Its nominal rate is 0, so that programs keep each sample's own time."""
    channels = "".join(
        f"<channel><label>{escape(one.label)}</label><unit>{escape(one.unit)}</unit>"
        f"<meaning>{escape(one.meaning)}</meaning></channel>"
        for one in stream.channels
    )
    notes = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in stream.notes.items())
    return (
        f'<?xml version="1.0"?><info><name>{escape(stream.name)}</name><type>{escape(stream.type)}</type>'
        f"<channel_count>{len(stream.channels)}</channel_count><nominal_srate>0</nominal_srate>"
        f"<channel_format>{'string' if stream.is_text else 'double64'}</channel_format>"
        f"<source_id>{escape(stream.name)}</source_id><desc><channels>{channels}</channels>{notes}</desc></info>"
    )


def _samples(id_: bytes, stream: XdfStream, start: int) -> bytes:
    times_s, rows = stream.times_s[start : start + CHUNK], stream.samples[start : start + CHUNK]
    parts = [id_, _length(len(times_s))]
    for at_s, row in zip(times_s, rows, strict=True):
        parts.append(b"\x08" + pack("<d", at_s))
        parts += [_text(str(value)) for value in row] if stream.is_text else [pack(f"<{len(row)}d", *row)]
    return _chunk(SAMPLES, b"".join(parts))


def _text(value: str) -> bytes:
    data = value.encode()
    return _length(len(data)) + data


def _chunk(tag: int, content: bytes) -> bytes:
    return _length(len(content) + 2) + pack("<H", tag) + content


def _length(number: int) -> bytes:
    """Length field of a chunk: the number of its bytes (1, 4 or 8), then the length itself."""
    for size, letter in ((1, "B"), (4, "I")):
        if number < 256**size:
            return bytes([size]) + pack(f"<{letter}", number)
    return b"\x08" + pack("<Q", number)
