"""Files of a repository: signed metadata with their versions, the files that they name, and what waits for signatures.

A work folder is the copy of the people who sign. The published folder is what kiosks read. Both have this form.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, TargetFile, Targets
from tuf.api.serialization.json import JSONSerializer

from central.errors import SourceError, UsageError
from edge.fleet.fetcher import METADATA, TARGETS
from edge.fleet.roles import ROOT, TIMESTAMP

FLEET = "fleet"
PENDING, ONLINE, ABOUT = "pending", "online", "fleet.json"


@dataclass(frozen=True, slots=True)
class RepositoryFolder:
    """Folder of a repository."""

    path: Path

    @property
    def metadata(self) -> Path:
        """Folder of the signed metadata."""
        return self.path / METADATA

    @property
    def targets(self) -> Path:
        """Folder of the files that the metadata name."""
        return self.path / TARGETS

    @property
    def online(self) -> Path:
        """Folder of the keys that wait for `publish`, in a work folder."""
        return self.path / ONLINE

    def versions(self, role: str) -> list[int]:
        """Complete versions of a role, in order."""
        end = f".{role}.json"
        names = os.listdir(self.metadata) if self.metadata.is_dir() else []
        numbers = [name.removesuffix(end) for name in names if name.endswith(end)]
        return sorted(int(each) for each in numbers if each.isdecimal())

    def read(self, role: str, version: int | None = None) -> Metadata[Any] | None:
        """Newest or given complete version of a role, or None. Raises SourceError."""
        if role == TIMESTAMP:
            path = self.metadata / "timestamp.json"
            return read_metadata(path) if path.is_file() else None
        known = self.versions(role)
        number = version if version is not None else (known[-1] if known else None)
        return None if number not in known else read_metadata(self.metadata / f"{number}.{role}.json")

    def write(self, role: str, signed: Metadata[Any]) -> None:
        """Store a complete version of a role. Raises SourceError."""
        name = "timestamp.json" if role == TIMESTAMP else f"{signed.signed.version}.{role}.json"
        write_file(self.metadata / name, metadata_bytes(signed))
        self.pending_path(role).unlink(missing_ok=True)

    def pending_path(self, role: str) -> Path:
        """File of a role that waits for signatures."""
        return self.path / PENDING / f"{role}.json"

    def pending_roles(self) -> list[str]:
        """Roles that wait for signatures."""
        return sorted(path.stem for path in (self.path / PENDING).glob("*.json"))

    def read_pending(self, role: str) -> Metadata[Any] | None:
        """A role that waits for signatures, or None. Raises SourceError."""
        path = self.pending_path(role)
        return read_metadata(path) if path.is_file() else None

    def write_pending(self, role: str, signed: Metadata[Any]) -> None:
        """Store a role that waits for signatures. Raises SourceError."""
        write_file(self.pending_path(role), metadata_bytes(signed))

    def latest(self, role: str) -> Metadata[Any] | None:
        """The role that waits for signatures, else its newest complete version. Raises SourceError."""
        return self.read_pending(role) or self.read(role)

    def add_file(self, target: TargetFile, content: bytes | Path) -> None:
        """Store a file under the name with its hash, as kiosks ask for it. Raises SourceError."""
        place = self.targets / target.get_prefixed_paths()[0]
        if isinstance(content, bytes):
            write_file(place, content)
        elif not place.is_file():
            copy_file(content, place)

    def file_of(self, target: TargetFile) -> Path:
        """Path of a file that the metadata name."""
        return self.targets / target.get_prefixed_paths()[0]

    def about(self) -> dict[str, Any]:
        """Facts of the work folder beside the metadata: its tenant, and the project's key. Raises UsageError."""
        try:
            fields: dict[str, Any] = json.loads((self.path / ABOUT).read_text(encoding="utf-8"))
            return {"tenant": str(fields["tenant"]), **fields}
        except (OSError, ValueError, KeyError, TypeError):
            raise UsageError(
                f"fleet: {self.path} is not a work folder. Name the folder that `vitrina-central fleet init` made."
            ) from None

    def write_about(self, fields: dict[str, Any]) -> None:
        """Store what the work folder knows beside the metadata. Raises SourceError."""
        write_file(self.path / ABOUT, json.dumps(fields, indent=1).encode() + b"\n")


def published_folder(media: Path, tenant: str) -> RepositoryFolder:
    """Folder from which kiosks of a tenant read."""
    return RepositoryFolder(media / FLEET / tenant)


def newest_root(media: Path, tenant: str) -> bytes | None:
    """File of a tenant's newest published root, which a kiosk gets when it enrols. None: no repository."""
    folder = published_folder(media, tenant)
    versions = folder.versions(ROOT)
    return (folder.metadata / f"{versions[-1]}.{ROOT}.json").read_bytes() if versions else None


def read_metadata(path: Path) -> Metadata[Any]:
    """Metadata of a file; its signatures are not checked. Raises SourceError."""
    try:
        return Metadata.from_bytes(path.read_bytes())
    except OSError as error:
        raise SourceError(f"fleet: {path} cannot be read ({error.strerror}). Copy it again.") from None
    except RepositoryError:
        raise SourceError(f"fleet: {path} is not signed metadata. Copy it again from another work folder.") from None


def metadata_bytes(signed: Metadata[Any]) -> bytes:
    """Metadata as kiosks download them: without spaces."""
    return signed.to_bytes(JSONSerializer(compact=True))


def root_of(signed: Metadata[Any]) -> Root:
    """Content of a root."""
    return cast(Root, signed.signed)


def targets_of(signed: Metadata[Any]) -> Targets:
    """Content of a role that names files."""
    return cast(Targets, signed.signed)


def write_file(path: Path, content: bytes) -> None:
    """Write a file: after a power cut, either the old or the new one is there, complete. Raises SourceError."""
    new = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise SourceError(
            f"fleet: {path} cannot be written ({error.strerror}). Check the disk and its owner."
        ) from None


def copy_file(source: Path, place: Path) -> None:
    """Copy a large file, complete or not at all. Raises SourceError."""
    new = place.with_name(f"{place.name}.new")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as read, new.open("wb") as file:
            while chunk := read.read(1 << 20):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        new.replace(place)
    except OSError as error:
        raise SourceError(f"fleet: {place} cannot be written ({error.strerror}). Check the disk.") from None
