"""Published repositories: central signs snapshot and timestamp, and takes over what people signed.

The folder is below the folder of the videos, where a web server may serve it; the keys are elsewhere.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TypeVar, cast

from tuf.api.metadata import Metadata, MetaFile, Snapshot, TargetFile, Targets, Timestamp

from central.clock import now_ms
from central.errors import CentralError, SourceError
from central.fleet.keys import KeyRing, list_keys
from central.fleet.layout import FLEET, RepositoryFolder, copy_file, published_folder, targets_of
from central.fleet.signing import PEOPLES_ROLES, allowed_keys, expiry, named_keys, signatures_of
from central.fleet.work_checks import check_work
from edge.fleet.roles import GO, OPERATOR, SNAPSHOT, TIMESTAMP
from edge.fleet.rollout import Go, Plan, PlanError, go_text, parse_go, parse_plan
from edge.fleet.targets import GO as GO_FILE
from edge.fleet.targets import PLAN

T = TypeVar("T")

RENEW_AFTER = timedelta(hours=20)
"""Age at which central signs snapshot and timestamp again: once a day, whatever the hour of the start."""
GO_LEFT = timedelta(days=4)
KEPT_VERSIONS = 40
"""Old versions of snapshot and go that stay, for kiosks that read while central writes."""
FOLDER_MODE = 0o700


class MissingKeyError(CentralError):
    """Central has no key with which it could sign."""


@dataclass(frozen=True, slots=True)
class PublishedRepository:
    """Repository of one tenant on this server. `keys`: folder with the keys of snapshot, timestamp and go."""

    tenant: str
    folder: RepositoryFolder
    keys: Path

    def plan(self) -> Plan | None:
        """Plan of the operator, if there is one. Raises SourceError."""
        return self._parsed(OPERATOR, PLAN, parse_plan)

    def go(self) -> Go | None:
        """Ring that is released, if any. Raises SourceError."""
        return self._parsed(GO, GO_FILE, parse_go)

    def write(self, go: Go) -> None:
        """Release a ring or stop, and publish that. Raises CentralError."""
        content = go_text(go).encode()
        target = TargetFile.from_data(GO_FILE, content, ["sha256"])
        now = _now()
        with self._lock():
            self.folder.add_file(target, content)
            self._sign_go(now, target)
            self._sign_newest(now)

    def signers(self) -> tuple[str, ...]:
        """Names of the operator's keys that signed the plan and the other files of that role. Raises SourceError."""
        signed = self.folder.read(OPERATOR)
        return () if signed is None else signatures_of(self.folder, OPERATOR, signed).signed

    def news(self) -> tuple[int, ...]:
        """Versions that change only when people or a ring change something."""
        go = self.folder.read(GO)
        target = None if go is None else targets_of(go).targets.get(GO_FILE)
        ring = 0 if target is None else int(target.hashes["sha256"][:12], 16)
        return (*(max(self.folder.versions(role), default=0) for role in PEOPLES_ROLES), ring)

    def timestamp(self) -> int:
        """Version of the timestamp; 0 if there is none. Raises SourceError."""
        signed = self.folder.read(TIMESTAMP)
        return 0 if signed is None else int(signed.signed.version)

    def renew(self, now: datetime) -> bool:
        """Sign snapshot and timestamp again if they are a day old. Raises CentralError."""
        with self._lock():
            newest = self.folder.read(TIMESTAMP)
            if newest is not None and newest.signed.expires - expiry(TIMESTAMP, now) > -RENEW_AFTER:
                return False
            go = self.folder.read(GO)
            if go is not None and go.signed.expires - now < GO_LEFT:
                self._sign_go(now)
            self._sign_newest(now)
        return True

    def take(self, work: RepositoryFolder, now: datetime) -> list[str]:
        """Publish what people signed in a work folder, and return the roles that are new. Raises CentralError.

        The newest metadata of central are written back, so that the work folder is whole, for a stick too.
        """
        with self._lock():
            new = check_work(work, self.folder)
            self._take_keys(work)
            for file in _files_below(work.targets):
                if not (self.folder.targets / file).is_file():
                    copy_file(work.targets / file, self.folder.targets / file)
            for role in PEOPLES_ROLES:  # the root first; nothing names them before the snapshot does
                for version in work.versions(role):
                    if version not in self.folder.versions(role):
                        self.folder.write(role, cast(Metadata[Any], work.read(role, version)))
            self._take_go(work, now)
            self._sign_newest(now)
            self._drop_keys(work)
            self._give_back(work)
        return new

    def _parsed(self, role: str, name: str, parse: Callable[[bytes], T]) -> T | None:
        data = self._content(role, name)
        try:
            return None if data is None else parse(data)
        except PlanError as error:
            raise SourceError(f"fleet: {self.tenant}: {error}") from None

    def _content(self, role: str, name: str) -> bytes | None:
        signed = self.folder.read(role)
        target = None if signed is None else targets_of(signed).targets.get(name)
        try:
            return None if target is None else self.folder.file_of(target).read_bytes()
        except OSError as error:
            raise SourceError(
                f"fleet: {name} of {self.tenant} cannot be read ({error.strerror}). Publish it again."
            ) from None

    def _take_keys(self, work: RepositoryFolder) -> None:
        """Copy the keys that wait in the work folder to central, if the new root still names them."""
        if not work.online.is_dir():
            return
        named = named_keys(work)
        for key in list_keys(work.online):
            if key.public.keyid in named:
                copy_file(key.path, self.keys / key.path.name)
                (self.keys / key.path.name).chmod(0o600)

    def _drop_keys(self, work: RepositoryFolder) -> None:
        """Delete keys that no longer count, and those in the work folder, once everything is signed."""
        named = named_keys(work)
        for key in list_keys(self.keys):
            if key.public.keyid not in named:
                key.path.unlink()
        for key in list_keys(work.online) if work.online.is_dir() else ():
            key.path.unlink()

    def _take_go(self, work: RepositoryFolder, now: datetime) -> None:
        """Keep the release of a ring that is published, signed by the key that counts now."""
        known = max((*self.folder.versions(GO), *work.versions(GO)), default=0)
        newest = self.folder.read(GO, known) or work.read(GO, known)
        if newest is None:
            raise SourceError(f"fleet: {work.path} has no role go. Name the folder that `fleet init` made.")
        is_signed = signatures_of(self.folder, GO, newest).is_complete
        if is_signed and newest.signed.expires - now >= GO_LEFT and self.folder.read(GO, known) is not None:
            return
        self._sign(GO, newest, known + 1, now)

    def _sign_go(self, now: datetime, target: TargetFile | None = None) -> None:
        current = self.folder.read(GO)
        if current is None:
            raise SourceError(f"fleet: {self.tenant} has no role go. Publish the work folder again.")
        if target is not None:
            cast(Targets, current.signed).targets = {GO_FILE: target}
        self._sign(GO, current, current.signed.version + 1, now)

    def _sign_newest(self, now: datetime) -> None:
        """Sign a snapshot of all roles, and then the timestamp, which kiosks read first."""
        names = [role for role in (*PEOPLES_ROLES[1:], GO) if self.folder.versions(role)]
        meta = {f"{role}.json": MetaFile(self.folder.versions(role)[-1]) for role in names}
        known = self.folder.versions(SNAPSHOT)
        snapshot = Snapshot(meta=meta)
        version = (known[-1] if known else 0) + 1
        self._sign(SNAPSHOT, Metadata(snapshot), version, now)
        former = self.folder.read(TIMESTAMP)
        timestamp = Timestamp(snapshot_meta=MetaFile(version))
        self._sign(TIMESTAMP, Metadata(timestamp), 1 if former is None else former.signed.version + 1, now)
        for role in (SNAPSHOT, GO):
            for old in self.folder.versions(role)[:-KEPT_VERSIONS]:
                (self.folder.metadata / f"{old}.{role}.json").unlink(missing_ok=True)

    def _sign(self, role: str, content: Metadata[Any], version: int, now: datetime) -> None:
        content.signed.version, content.signed.expires = version, expiry(role, now)
        content.signatures.clear()
        ring = KeyRing([self.keys], _no_passphrase)
        for key in allowed_keys(self.folder, role, content):
            if (signer := ring.signer(key.keyid)) is not None:
                content.sign(signer, append=True)
        if not signatures_of(self.folder, role, content).is_complete:
            raise MissingKeyError(
                f"fleet: {self.keys} has no key of {role} for {self.tenant}. Restore that folder, or make new keys:"
                " vitrina-central fleet rotate --online"
            )
        self.folder.write(role, content)

    def _give_back(self, work: RepositoryFolder) -> None:
        for role in (SNAPSHOT, GO, TIMESTAMP):
            work.write(role, cast(Metadata[Any], self.folder.read(role)))
        for file in _files_below(self.folder.targets):
            if file.name.endswith(GO_FILE):
                copy_file(self.folder.targets / file, work.targets / file)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Let one process at a time sign."""
        try:
            self.keys.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            fd = os.open(self.keys / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise SourceError(f"fleet: {self.keys} cannot be used ({error.strerror}). Check its owner.") from None
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            yield
        finally:
            os.close(fd)


def repositories(media: Path | None, keys: Path | None) -> list[PublishedRepository]:
    """Repositories on this server, by tenant, if their keys are here. Several servers may share `media`."""
    if media is None or keys is None or not (media / FLEET).is_dir():
        return []
    tenants = sorted(path.name for path in (media / FLEET).iterdir() if (keys / path.name).is_dir())
    return [PublishedRepository(tenant, published_folder(media, tenant), keys / tenant) for tenant in tenants]


def renew_repositories(media: Path | None, keys: Path | None) -> list[str]:
    """Sign again for all tenants, if the last time is a day ago, and return their names: the server's daily work.

    Raises CentralError after all tenants were tried.
    """
    renewed, fault = [], None
    for each in repositories(media, keys):
        try:
            if each.renew(_now()):
                renewed.append(each.tenant)
        except CentralError as error:
            fault = error
    if fault is not None:
        raise fault
    return renewed


def _files_below(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    # A link on somebody's stick may lead to a file of this server, such as a key: nobody publishes that.
    real = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    files = [path.relative_to(folder) for path in real if path.parent.resolve().is_relative_to(folder.resolve())]
    return [file for file in files if file.suffix != ".new"]


def _no_passphrase(folder: Path) -> str:
    raise MissingKeyError(
        f"fleet: a key in {folder} has a passphrase. Use the keys that `fleet rotate --online` makes."
    )


def _now() -> datetime:
    return datetime.fromtimestamp(now_ms() / 1000, timezone.utc)
