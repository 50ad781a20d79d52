"""Known weaknesses of the locked packages: `python -m tests.packaging.advisories PATH`, without a network.

PATH is a file, a ZIP archive or a folder of advisories in the OSV format. The exit code is 1 if a locked package is
affected and security/exceptions.toml has no reason why that does no harm.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

from edge.exit_codes import BAD_USAGE, DONE, UNEXPECTED
from edge.toml_text import read_toml
from packaging.utils import canonicalize_name
from tests.lock import pins
from tests.packaging.osv import Advisory, AdvisoryError, read_advisories
from tests.packaging.sources import ROOT, version

EXCEPTIONS = ROOT / "security/exceptions.toml"
CURE = (
    "Update the pin (CONTRIBUTING.md, Packages), or add the advisory to security/exceptions.toml with a reason and"
    " today's date."
)


@dataclass(frozen=True, slots=True)
class Locked:
    """One version of a package in the lock files."""

    name: str
    version: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Excepted:
    """Why an advisory about a locked package does no harm, and when somebody looked."""

    id: str
    package: str
    reason: str
    date: date


@dataclass(frozen=True, slots=True)
class Finding:
    """A locked package that an advisory affects."""

    locked: Locked
    advisory: Advisory
    fixes: tuple[str, ...]
    excepted: Excepted | None

    def line(self) -> str:
        fixed = f"fixed in {', '.join(self.fixes)}" if self.fixes else "not fixed in any version"
        found = (
            f"{self.locked.name} {self.locked.version} ({', '.join(self.locked.files)}): {self.advisory.id}, {fixed}"
        )
        if self.excepted is not None:
            return f"exception: {found}. {self.excepted.reason} ({self.excepted.date})"
        return f"{found}. {self.advisory.summary}"


def locked_packages(root: Path = ROOT) -> list[Locked]:
    """All pins of the lock files, each version of a package once."""
    found: dict[tuple[str, str], list[str]] = {}
    for file in sorted(root.glob("requirements*.lock")):
        for pin in pins(file.read_text(encoding="utf-8")):
            (version,) = (one.version for one in pin.requirement.specifier)
            found.setdefault((canonicalize_name(pin.requirement.name), version), []).append(file.name)
    return [Locked(name, version, tuple(files)) for (name, version), files in sorted(found.items())]


def read_exceptions(path: Path = EXCEPTIONS) -> list[Excepted]:
    """Exceptions of a file. Raises AdvisoryError for one without id, package, reason or date."""
    try:
        rows = read_toml(path.read_text(encoding="utf-8")).get("exception", [])
    except (OSError, ValueError) as error:
        raise AdvisoryError(f"advisories: {path} cannot be read ({error}). Correct it.") from error
    return [_exception(row, path) for row in rows]


def _exception(row: Mapping[str, Any], path: Path) -> Excepted:
    texts = [str(row.get(key) or "").strip() for key in ("id", "package", "reason")]
    if not all(texts) or type(row.get("date")) is not date:
        raise AdvisoryError(
            f"advisories: {path} has an exception without id, package, reason and date: {dict(row)}. Add them."
        )
    return Excepted(texts[0], canonicalize_name(texts[1]), texts[2], row["date"])


def find_affected(
    locked: Sequence[Locked], advisories: Sequence[Advisory], exceptions: Sequence[Excepted]
) -> Iterator[Finding]:
    """Locked packages that an advisory affects, in the order of the packages."""
    by_package: dict[str, list[Advisory]] = {}
    for advisory in advisories:
        for name in {one.package for one in advisory.affected}:
            by_package.setdefault(name, []).append(advisory)
    for each in locked:
        for advisory in by_package.get(each.name, ()):
            hit = [one for one in advisory.affected if one.package == each.name and one.has(each.version)]
            if hit:
                fixes = tuple(dict.fromkeys(fix for one in hit for fix in one.fixes()))
                why = [one for one in exceptions if one.package == each.name and one.id in advisory.names]
                yield Finding(each, advisory, fixes, why[0] if why else None)


def record_text(newest: str, counts: Mapping[str, int], locked: Sequence[Locked]) -> str:
    """Record of a check made today, for the product file of `vitrina papers`."""
    lines = [
        "# The last check of the locked packages, written by `make advisories`. A changed lock file needs another one.",
        *(f'{key} = "{text}"' for key, text in (("version", version()), ("locks", pins_hash(locked)))),
        f'checked_on = "{datetime.now(timezone.utc).date().isoformat()}"',
        f'newest = "{newest}"',
        *(f"{key} = {count}" for key, count in counts.items()),
    ]
    return "\n".join(lines) + "\n"


def pins_hash(locked: Sequence[Locked]) -> str:
    """Hash of all pins. A record with another one is of other lock files."""
    return sha256("\n".join(f"{each.name}=={each.version}" for each in locked).encode()).hexdigest()


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Prints what is affected. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.packaging.advisories", description=__doc__)
    parser.add_argument("path", type=Path, metavar="PATH", help="file, ZIP archive or folder of advisories (OSV)")
    parser.add_argument("--record", type=Path, metavar="FILE", help="write the date and the counts there, for papers")
    options = parser.parse_args(arguments)
    path: Path = options.path
    try:
        advisories = read_advisories(path)
        exceptions = read_exceptions(root / EXCEPTIONS.relative_to(ROOT))
    except AdvisoryError as error:
        print(error, file=sys.stderr)
        return BAD_USAGE
    locked = locked_packages(root)
    findings = list(find_affected(locked, advisories, exceptions))
    newest = max((advisory.modified for advisory in advisories), default="none")[:10]
    print(f"advisories: {len(locked)} locked packages, {len(advisories)} advisories in {path}, the newest of {newest}")
    print(*(finding.line() for finding in findings), sep="\n", end="\n" if findings else "")
    used = {finding.excepted for finding in findings}
    for unused in (one for one in exceptions if one not in used):
        print(f"exception of {unused.package} for {unused.id} affects no locked package: remove it")
    harmful = {finding.locked for finding in findings if finding.excepted is None}
    if options.record is not None:
        affected = {finding.locked for finding in findings}
        counts = {"advisories": len(advisories), "affected": len(affected), "excepted": len(affected - harmful)}
        options.record.write_text(record_text(newest, counts, locked), encoding="utf-8")
    if not harmful:
        print("advisories: no locked package is affected without an exception")
        return DONE
    print(f"advisories: affected packages: {len(harmful)}. {CURE}", file=sys.stderr)
    return UNEXPECTED


if __name__ == "__main__":
    sys.exit(main())
