"""Reads and writes lines of messages, in the format of `vitrina replay`: {"topic": …, "payload": …}."""

import gzip
import io
import json
import zlib
from collections.abc import Iterator

from central.errors import SourceError

LONGEST_LINE = 262_144
_DECODER = json.JSONDecoder()
_BLANKS = " \t\n\r"


class BadLineError(ValueError):
    """A line is not a message. The text gives the reason."""


def parse_line(line: bytes) -> tuple[str, bytes]:
    """Topic of a line, and its payload byte for byte. Raises BadLineError."""
    if len(line) > LONGEST_LINE:
        raise BadLineError(f"the line has {len(line)} bytes, more than the limit of {LONGEST_LINE}")
    try:
        text = line.decode()
        spans = dict(_object_members(text))
        topic = json.loads(spans["topic"])
        payload = spans["payload"]
    except (ValueError, RecursionError, IndexError):
        raise BadLineError("the line is not JSON in UTF-8") from None
    except KeyError as error:
        raise BadLineError(f"the line has no {error}") from None
    if not isinstance(topic, str):
        raise BadLineError("the topic of the line is not text")
    return topic, payload.encode()


def _object_members(text: str) -> Iterator[tuple[str, str]]:
    """Keys of a JSON object, with the source text of their values. Raises ValueError or IndexError."""
    at = _skip(text, 0)
    if text[at] != "{":
        raise ValueError
    at = _skip(text, at + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if text[at] != ":" or not isinstance(key, str):
            raise ValueError
        begin = _skip(text, at + 1)
        _, at = _DECODER.raw_decode(text, begin)
        yield key, text[begin:at]
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
        elif text[at] != "}":
            raise ValueError
    if text[at + 1 :].strip(_BLANKS):
        raise ValueError


def _skip(text: str, at: int) -> int:
    while text[at] in _BLANKS:
        at += 1
    return at


def make_line(topic: str, payload: bytes) -> bytes:
    """Line of a message with its line end, in the format of `vitrina replay`."""
    return b'{"topic":' + json.dumps(topic).encode() + b',"payload":' + payload + b"}\n"


def read_lines(file: io.BufferedReader) -> Iterator[bytes]:
    """Lines of a plain or gzipped file, without their line ends. A line that is too long is cut.

    For a damaged file, the lines before the damage are returned before SourceError is raised.
    """
    is_gzip = file.peek(2).startswith(b"\x1f\x8b")
    source = gzip.GzipFile(fileobj=file, mode="rb") if is_gzip else file
    try:
        while line := source.readline(LONGEST_LINE + 2):
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = source.readline(LONGEST_LINE)
            yield line.rstrip(b"\r\n")
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(
            f"import: the input is damaged or cut off ({error}). Everything before that point is stored."
        ) from None


def open_input(name: str) -> io.BufferedReader:
    """Open a file for reading; "-" is standard input. Raises SourceError."""
    try:
        return io.BufferedReader(io.FileIO(0, closefd=False) if name == "-" else io.FileIO(name))
    except OSError as error:
        raise SourceError(f"import: {name} cannot be read ({error.strerror}). Nothing was stored.") from None
