"""Builds the content of a playlist: the tables of the file, with the stored videos of its ads."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from central.errors import SourceError, UsageError
from edge.media.formats import HEAD_BYTES, media_format
from edge.messages.commands import MAX_PLAYLIST_BYTES
from edge.messages.playlist import MediaType, SentPlaylist
from edge.messages.wire import schema_name
from edge.toml_text import TomlTextError, read_toml

LARGEST_FILE = 1_000_000
LONGEST_VERSION = 2**53 - 1
TABLES = {"creative": "creatives", "experiment": "experiments"}
ROTATE = "rotate"
"""Key of a playlist's content beside its tables.

The value is the number of creatives that play on one day if the creatives take turns.
"""
_UNKNOWN_TYPE: MediaType = "video/mp4"
"""Media type that is assumed for a missing video, so that the other values of its ad are checked too."""
_KEYS_OF_TABLE = ("duration_s", "until")
"""Keys that the message about a whole table can be about."""
_FIRST_WORDS = ("arms", "from", "until", "run_days", "washout_days")
"""Keys of an experiment with which a message about its table can start."""
_TYPES: Mapping[str, MediaType] = {
    "mp4": "video/mp4",
    "webm": "video/webm",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
}


@dataclass(frozen=True, slots=True)
class Films:
    """Videos of a tenant's ads. `of`: returns the SHA-256 of an ad's video, or None if the ad has no video. `folder`:
    folder with the video files.
    """

    tenant: str
    of: Callable[[str], str | None]
    folder: Path


def read_playlist_file(path: Path) -> dict[str, Any]:
    """Tables of a playlist file, and its key `rotate`. Raises SourceError or UsageError."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise UsageError(f"playlist: {path} is larger than {LARGEST_FILE // 1000} kB. Is it a playlist?")
        values: dict[str, Any] = read_toml(data.decode())
    except OSError as error:
        raise SourceError(f"playlist: {path} cannot be read ({error.strerror}). Name another file.") from None
    except (UnicodeDecodeError, TomlTextError) as error:
        raise UsageError(f"playlist: {path} is not TOML: {error}.") from None
    for name, tables in values.items():
        if name == ROTATE:
            continue
        if name not in TABLES or not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            raise UsageError(f"playlist: [{name}] is not a playlist table. Use [[creative]] and [[experiment]].")
    return values


def playlist_json(films: Films, tables: Mapping[str, Any]) -> str:
    """JSON of a playlist message without its version. Raises UsageError, which says what is wrong and where."""
    fields = _content_fields([_add_film(films, table) for table in tables.get("creative", [])], tables)
    try:
        _validate(fields)
    except ValidationError as error:
        raise UsageError(f"playlist: {_first_fault(error, fields)}") from None
    return checked_length(json.dumps(fields, default=str, ensure_ascii=False, separators=(",", ":")))


def checked_length(content: str) -> str:
    """Return the content if kiosks accept its length. Raises UsageError."""
    if len(playlist_payload(LONGEST_VERSION, content)) > MAX_PLAYLIST_BYTES:
        raise UsageError(
            f"playlist: it is longer than {MAX_PLAYLIST_BYTES:,} bytes, the limit of a kiosk. Send fewer ads."
        )
    return content


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a playlist. `section`: creative, experiment, rotate, or "" for the whole playlist. `index`: number
    of the table in its section. `field`: its key; "film" for the video of an ad, "" for the whole table.
    """

    section: str
    index: int
    field: str
    text: str


def find_faults(films: Films, tables: Mapping[str, Any]) -> list[Fault]:
    """All faults of a playlist, each with its place. Empty exactly if `playlist_json` accepts the playlist."""
    found, creatives = [], []
    for index, table in enumerate(tables.get("creative", [])):
        try:
            creatives.append(_add_film(films, table))
        except (UsageError, SourceError) as error:
            found.append(Fault("creative", index, "film", str(error).removeprefix("playlist: ")))
            creatives.append({**table, "sha256": "0" * 64, "bytes": 1, "type": _UNKNOWN_TYPE})
    fields = _content_fields(creatives, tables)
    try:
        _validate(fields)
        if not found:
            playlist_json(films, tables)
    except ValidationError as error:
        found += [_fault(each) for each in error.errors(include_url=False, include_input=False, include_context=False)]
    except UsageError as error:
        found.append(Fault("", 0, "", str(error).removeprefix("playlist: ")))
    return found


def _fault(fault: Any) -> Fault:
    section, *rest = [str(part) for part in fault["loc"]] or [""]
    name = {"creatives": "creative", "experiments": "experiment"}.get(section, section)
    text = str(fault["msg"]).removeprefix("Value error, ")
    if not rest or not rest[0].isdecimal():
        return Fault(name, 0, "", text)
    return Fault(name, int(rest[0]), rest[1] if len(rest) > 1 else _key_of_text(text), text)


def _key_of_text(text: str) -> str:
    """Key that a message about a whole table is about; "" if it names none."""
    first = text.partition(" ")[0]
    return first if first in _FIRST_WORDS else next((key for key in _KEYS_OF_TABLE if text.find(key) >= 0), "")


def _content_fields(creatives: Sequence[Mapping[str, Any]], tables: Mapping[str, Any]) -> dict[str, Any]:
    fields = {"creatives": creatives, "experiments": tables.get("experiment", [])}
    return fields | ({ROTATE: tables[ROTATE]} if ROTATE in tables else {})


def _validate(fields: Mapping[str, Any]) -> None:
    """Raise ValidationError if kiosks would not accept the playlist."""
    SentPlaylist.model_validate_json(json.dumps({"version": 1, **fields}, default=str))


def missing_films(content: str, folder: Path) -> list[str]:
    """Ads of a stored playlist without their video in the folder."""
    return [each["id"] for each in json.loads(content)["creatives"] if not (folder / each["sha256"]).is_file()]


def playlist_payload(version: int, content: str) -> bytes:
    """Payload of one version of a playlist."""
    fields = {"schema": schema_name("playlist"), "version": version, **json.loads(content)}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def _add_film(films: Films, table: Mapping[str, Any]) -> dict[str, Any]:
    """A creative of the playlist file, with the SHA-256, size and type of its video added."""
    name = table.get("id")
    if not isinstance(name, str):
        raise UsageError("playlist: a [[creative]] has no id. Give each the name under which its video is stored.")
    if "file" in table:
        raise UsageError(
            f"playlist: {name!r} names a file. Remove it, and add the video to the store: vitrina-central"
            f" creative add {films.tenant}/{name} --file FILE"
        )
    sha256 = films.of(name)
    if sha256 is None:
        add = f"vitrina-central creative add {films.tenant}/{name} --file FILE"
        raise UsageError(f"playlist: {name!r} has no video on this server. Add it: {add}")
    path = films.folder / sha256
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
        size = path.stat().st_size
    except OSError as error:
        raise SourceError(
            f"playlist: the video of {name!r}, {path}, cannot be read ({error.strerror}). Add it again."
        ) from None
    return {**table, "sha256": sha256, "bytes": size, "type": _film_media_type(name, head)}


def _film_media_type(name: str, head: bytes) -> MediaType:
    """Media type of a video, from its first bytes. Raises UsageError for a type that a kiosk's page cannot show."""
    if (media_type := _TYPES.get(media_format(head) or "")) is not None:
        return media_type
    raise UsageError(
        f"playlist: kiosks cannot show the video of {name!r}. Add it as MP4 (H.264) or WebM, or as a PNG, JPEG"
        " or WebP image."
    )


def _first_fault(error: ValidationError, fields: Mapping[str, Any]) -> str:
    """Place and reason of the first fault. The place is the id of the faulty table."""
    fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
    section, *rest = [str(part) for part in fault["loc"]] or [""]
    table = {"creatives": "[[creative]]", "experiments": "[[experiment]]", ROTATE: ROTATE}.get(section, "it")
    names: Sequence[Mapping[str, Any]] = fields.get(section, ()) if section in TABLES.values() else ()
    if rest and rest[0].isdecimal() and int(rest[0]) < len(names):
        table, rest = f"{table} {names[int(rest[0])].get('id')!r}", rest[1:]
    place = f"{table} {'.'.join(rest)}".rstrip()
    return f"{place}: {fault['msg'].removeprefix('Value error, ')}. Nothing was sent."
