"""Advisories in the OSV format (https://ossf.github.io/osv-schema): reading them, and which versions they affect."""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ECOSYSTEM = "PyPI"
ORDERED = ("ECOSYSTEM", "SEMVER")
"""Types of ranges that are ordered by version. Ranges of commits (GIT) do not concern an installed package."""
EVENTS = ("introduced", "fixed", "last_affected", "limit")


class AdvisoryError(Exception):
    """A file of advisories cannot be used. The text names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Affected:
    """Versions of one package that an advisory affects."""

    package: str  # normalised name
    ranges: tuple[tuple[tuple[str, str], ...], ...]  # events of each range: kind and version
    versions: frozenset[str]

    def has(self, version: str) -> bool:
        """True if the version is listed, or within one of the ranges. Raises InvalidVersion."""
        wanted = Version(version)
        return any(_is_same(wanted, listed) for listed in self.versions) or any(
            _is_within(wanted, events) for events in self.ranges
        )

    def fixes(self) -> list[str]:
        """Versions in which it is fixed, in ascending order. Raises InvalidVersion."""
        return sorted({at for events in self.ranges for kind, at in events if kind == "fixed"}, key=Version)


@dataclass(frozen=True, slots=True)
class Advisory:
    """One advisory about packages of PyPI. `place`: the file that it comes from."""

    id: str
    names: frozenset[str]  # its id and its aliases
    summary: str
    modified: str
    affected: tuple[Affected, ...]
    place: str


def read_advisories(path: Path) -> list[Advisory]:
    """Advisories of a JSON file, of a ZIP archive, or of all JSON files below a folder, without withdrawn ones.

    Raises AdvisoryError.
    """
    return [
        _advisory(entry, place)
        for place, raw in _documents(path)
        for entry in _entries(raw, place)
        if not entry.get("withdrawn")
    ]


def _documents(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        if path.is_dir():
            files = sorted(path.rglob("*.json"))
            if not files:
                raise AdvisoryError(f"advisories: {path} has no JSON file. Name the folder that has the advisories.")
            yield from ((str(file), file.read_bytes()) for file in files)
        elif path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                names = sorted(name for name in archive.namelist() if name.endswith(".json"))
                yield from ((f"{path}/{name}", archive.read(name)) for name in names)
        else:
            yield str(path), path.read_bytes()
    except OSError as error:
        raise AdvisoryError(f"advisories: {path} cannot be read ({error.strerror}). Check the path.") from error
    except zipfile.BadZipFile as error:
        raise AdvisoryError(f"advisories: {path} is no ZIP archive. Download it again.") from error


def _entries(raw: bytes, place: str) -> list[Mapping[str, Any]]:
    """One advisory, a list of them, or the answer of OSV's API (`vulns`)."""
    try:
        read = json.loads(raw)
    except ValueError as error:
        raise AdvisoryError(f"advisories: {place} is not JSON ({error}). Download it again, or remove it.") from error
    found = read.get("vulns", [read]) if isinstance(read, dict) else read
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise _not_osv(place, "an advisory is an object, or a list of objects")
    return found


def _advisory(entry: Mapping[str, Any], place: str) -> Advisory:
    if faults := schema_faults(entry):
        raise _not_osv(place, faults[0])
    affected = [one for one in entry.get("affected") or () if one.get("package", {}).get("ecosystem") == ECOSYSTEM]
    advisory = Advisory(
        entry["id"],
        frozenset([entry["id"], *(entry.get("aliases") or ())]),
        str(entry.get("summary") or entry.get("details") or "").strip().partition("\n")[0],
        entry["modified"],
        tuple(_affected(one) for one in affected),
        place,
    )
    try:
        for one in advisory.affected:
            for events in one.ranges:
                _sorted(events)
    except InvalidVersion as error:
        raise _not_osv(place, f"{error} of {advisory.id}") from error
    return advisory


def _affected(one: Mapping[str, Any]) -> Affected:
    """Without the limit "*", which is none."""
    ranges = [
        tuple(
            (kind, event[kind]) for event in each["events"] for kind in EVENTS if kind in event and event[kind] != "*"
        )
        for each in one.get("ranges") or ()
        if each["type"] in ORDERED
    ]
    return Affected(canonicalize_name(one["package"]["name"]), tuple(ranges), frozenset(one.get("versions") or ()))


def _not_osv(place: str, why: str) -> AdvisoryError:
    return AdvisoryError(f"advisories: {place} is not in the OSV format: {why}. Download it again, or correct it.")


def _is_same(wanted: Version, listed: str) -> bool:
    try:
        return Version(listed) == wanted
    except InvalidVersion:  # of a package's early days; pip could not install it
        return False


def _sorted(events: Sequence[tuple[str, str]]) -> list[tuple[Version, str]]:
    """Events by version. "0" is before every version, also before 0.dev0."""
    lowest = Version("0.dev0")
    return sorted((lowest if at == "0" else Version(at), kind) for kind, at in events)


def _is_within(wanted: Version, events: Sequence[tuple[str, str]]) -> bool:
    """Follows the events up to the version, as the OSV format describes."""
    within = False
    limits = [at for at, kind in _sorted(events) if kind == "limit"]
    for at, kind in _sorted(events):
        if kind == "introduced" and wanted >= at:
            within = True
        if (kind == "fixed" and wanted >= at) or (kind == "last_affected" and wanted > at):
            within = False
    return within and (not limits or wanted < max(limits))


def schema_faults(entry: Mapping[str, Any]) -> list[str]:
    """Rules of the OSV format that an advisory breaks, in words. Empty for a valid one."""
    faults = [f"{key} is missing" for key in ("id", "modified") if not isinstance(entry.get(key), str)]
    if not isinstance(entry.get("aliases") or [], list):
        faults.append("aliases is no list")
    affected = entry.get("affected") or []
    if not isinstance(affected, list) or not all(isinstance(one, dict) for one in affected):
        return [*faults, "affected is no list of objects"]
    return [*faults, *(fault for one in affected for fault in _faults_of_affected(one))]


def _faults_of_affected(one: Mapping[str, Any]) -> Iterator[str]:
    package = one.get("package")
    if package is not None and not (isinstance(package, dict) and {"ecosystem", "name"} <= package.keys()):
        yield "package needs ecosystem and name"
    for each in one.get("ranges") or ():
        events = each.get("events") if isinstance(each, dict) else None
        if not isinstance(events, list) or not all(_is_event(event) for event in events):
            yield "events is no list of objects with one of introduced, fixed, last_affected or limit"
            continue
        if each.get("type") not in (*ORDERED, "GIT"):
            yield f"type is none of {', '.join((*ORDERED, 'GIT'))}"
        if each.get("type") == "GIT" and "repo" not in each:
            yield "a range of commits needs repo"
        yield from _faults_of_events({kind for event in events for kind in event})


def _is_event(event: object) -> bool:
    return (
        isinstance(event, dict)
        and len(event) == 1
        and all(kind in EVENTS and isinstance(at, str) for kind, at in event.items())
    )


def _faults_of_events(kinds: Iterable[str]) -> Iterator[str]:
    if "introduced" not in kinds:
        yield "events has no introduced"
    if {"fixed", "last_affected"} <= {*kinds}:
        yield "events has fixed beside last_affected"
