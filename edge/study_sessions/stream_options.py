"""Streams that a session records: parses `--record-lsl`, and looks up the scope of each stream in the study."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from edge.study.definition import StudyDefinition
from edge.study.errors import StudyError
from edge.study.streams import NAME

HOST = r"[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?"
"""Form of a computer's name. The names go into the library's configuration file."""


@dataclass(frozen=True, slots=True)
class StreamRequest:
    """A stream to record. `hosts`: computers that may send it; empty for this computer only."""

    name: str
    hosts: tuple[str, ...] = ()


def parse_stream_option(text: str) -> StreamRequest:
    """Parse a stream from `name=NAME[,host=HOST…]`. Raises StudyError."""
    pairs = [part.partition("=")[::2] for part in text.split(",")]
    names = [value for key, value in pairs if key == "name"]
    hosts = tuple(value for key, value in pairs if key == "host")
    is_known = len(names) == 1 and len(names) + len(hosts) == len(pairs)
    if not is_known or not re.fullmatch(NAME, names[0]) or not all(re.fullmatch(HOST, host) for host in hosts):
        raise StudyError(
            f"study: --record-lsl {text} must be name=NAME or name=NAME,host=HOST, for example name=Tobii,host=lab-2."
        )
    return StreamRequest(names[0], hosts)


def requests_by_scope(texts: Sequence[str], definition: StudyDefinition) -> dict[str, StreamRequest]:
    """The requested streams by their scope. Raises StudyError for a stream that the study does not define."""
    scopes = {name: scope for scope, name in definition.streams.items()}
    found: dict[str, StreamRequest] = {}
    for request in map(parse_stream_option, texts):
        scope = scopes.get(request.name)
        if scope is None:
            known = ", ".join(sorted(scopes)) or "none"
            raise StudyError(
                f"study: the study has no scope for the stream {request.name}. Its streams: {known}. Define a scope in "
                f'study.toml, below a line [streams], for example: eye = "{request.name}"'
            )
        if scope in found:
            raise StudyError(f"study: --record-lsl names the stream {request.name} twice. Name it once.")
        found[scope] = request
    return found
