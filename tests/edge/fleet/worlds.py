"""A tenant's repository with all its keys, a published copy, and kiosks: for tests and attacks."""

import atexit
import json
import shutil
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import mkdtemp
from threading import Thread
from typing import Any
from unittest import mock

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, TargetFile

from central.fleet import keys
from central.fleet.contents import HASH
from central.fleet.founding import Founding, found_repository
from central.fleet.keys import KeyRing
from central.fleet.layout import RepositoryFolder, metadata_bytes, newest_root, published_folder
from central.fleet.published import PublishedRepository
from central.fleet.signing import Desk
from edge.fleet.fetcher import FolderSource, Source
from edge.fleet.repository import Repository, install_root
from edge.fleet.roles import ROOT, SNAPSHOT, TIMESTAMP

NOW = datetime(2026, 12, 1, 12, tzinfo=timezone.utc)
PASSPHRASE = "five random words stand here"
PLAN = {
    "counter": 1,
    "software": "0.2.0",
    "rings": [{"name": "all", "share": 1}],
    "hold_h": 24,
    "stop": {"returned_share": 0.02, "silent_share": 0.05},
}
SOFTWARE = {"version": "0.2.0", "min_from": None, "arch": "amd64", "python": "3.13", "outbox": 1, "settings_schema": 1}
TAR = "software/vitrina_0.2.0_debian13_amd64.tar"


@cache
def _template(tenant: str) -> Path:
    """A repository that is founded once: a test gets a copy."""
    place = Path(mkdtemp(prefix="vitrina-fleet-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    sticks = [place / f"stick-{number}" for number in (1, 2, 3)]
    for stick in sticks:
        stick.mkdir()
    with mock.patch.object(keys, "SCRYPT_COST", 2**4):
        ring = KeyRing(sticks, lambda _: PASSPHRASE)
        found_repository(Founding(RepositoryFolder(place / "work"), tenant, sticks, NOW), ring)
    World(place, tenant).publish()
    return place


@dataclass
class World:
    """All folders of a tenant's fleet, and what people, central and attackers do with them."""

    place: Path
    tenant: str = "acme"
    now: datetime = NOW

    @property
    def work(self) -> RepositoryFolder:
        return RepositoryFolder(self.place / "work")

    @property
    def published(self) -> PublishedRepository:
        return PublishedRepository(
            self.tenant, published_folder(self.place / "media", self.tenant), self.place / "keys"
        )

    def stick(self, number: int | str) -> Path:
        return self.place / f"stick-{number}"

    def desk(self, *numbers: int | str) -> Desk:
        """A desk with these sticks; with all of the founders without numbers."""
        sticks = [self.stick(number) for number in numbers or (1, 2, 3)]
        return Desk(self.work, KeyRing(sticks, lambda _: PASSPHRASE), self.now)

    def publish(self) -> None:
        self.published.take(self.work, self.now)

    def kiosk(self, name: str = "kiosk", source: Source | None = None, *, is_offline: bool = False) -> Repository:
        """A kiosk with its own state, which trusts the first root."""
        metadata, targets = self.place / name / "tuf", self.place / name / "files"
        if not metadata.exists():
            targets.mkdir(parents=True)
            install_root(metadata, self.first_root(), None)
        return Repository(metadata, targets, source or FolderSource(self.published.folder.path), is_offline)

    def first_root(self) -> bytes:
        return (self.work.metadata / "1.root.json").read_bytes()

    def newest_root(self) -> bytes:
        found = newest_root(self.place / "media", self.tenant)
        assert found is not None
        return found

    def signer(self, name: str) -> CryptoSigner:
        """Private key of this name: a stolen one."""
        folders = [*self.place.glob("stick-*"), *self.place.glob("former-*"), self.place / "keys"]
        for folder in folders:
            for key in keys.list_keys(folder):
                if key.name == name:
                    found = KeyRing([folder], lambda _: PASSPHRASE).signer(key.public.keyid)
                    assert found is not None
                    return found
        raise AssertionError(name)

    def forge(self, role: str, change: Callable[[Any], None], *signers: CryptoSigner) -> None:
        """Publish a changed role, signed with these keys, and let stolen keys of central name it as the newest."""
        folder = self.published.folder
        signed = folder.read(role)
        assert signed is not None
        signed.signed.version += 1
        change(signed.signed)
        self.put(role, signed, *signers)
        if role not in (ROOT, TIMESTAMP):
            self.name_newest(role, signed.signed.version)

    def put(self, role: str, signed: Metadata[Any], *signers: CryptoSigner) -> None:
        """Sign metadata with these keys, and put them into the published folder."""
        signed.signatures.clear()
        for signer in signers:
            signed.sign(signer, append=True)
        name = "timestamp.json" if role == TIMESTAMP else f"{signed.signed.version}.{role}.json"
        (self.published.folder.metadata / name).write_bytes(metadata_bytes(signed))

    def name_newest(self, role: str, version: int) -> None:
        """Let snapshot and timestamp name a version of a role, with the keys of central."""
        folder = self.published.folder
        snapshot, timestamp = folder.read(SNAPSHOT), folder.read(TIMESTAMP)
        assert snapshot is not None
        assert timestamp is not None
        snapshot.signed.version += 1
        snapshot.signed.meta[f"{role}.json"].version = version
        timestamp.signed.version += 1
        timestamp.signed.snapshot_meta.version = snapshot.signed.version
        self.put(SNAPSHOT, snapshot, self.signer("snapshot-1"))
        self.put(TIMESTAMP, timestamp, self.signer("timestamp-1"))

    def add_file(self, name: str, content: bytes, custom: dict[str, Any]) -> TargetFile:
        """A file in the published folder, and the entry that would name it."""
        target = TargetFile.from_data(name, content, HASH)
        target.unrecognized_fields["custom"] = custom
        self.published.folder.add_file(target, content)
        return target


def make_world(place: Path, tenant: str = "acme") -> World:
    """A published repository of a tenant in an empty folder."""
    for folder in _template(tenant).iterdir():
        shutil.copytree(folder, place / folder.name)
    return World(place, tenant)


def plan_bytes(**changes: Any) -> bytes:
    """A plan for version 0.2.0."""
    return json.dumps({**PLAN, **changes}).encode()


@contextmanager
def serve_http(
    answer: Callable[[BaseHTTPRequestHandler], None], certificate: Path | None = None, key: Path | None = None
) -> Iterator[str]:
    """Serve on a port of this machine, with TLS if there is a certificate. Return the address with a final slash."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http{'' if certificate is None else 's'}://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def serve_folder(folder: Path) -> Callable[[BaseHTTPRequestHandler], None]:
    """Answer that sends the files of a folder."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        path = folder / handler.path.lstrip("/")
        content = path.read_bytes() if path.is_file() else None
        handler.send_response(404 if content is None else 200)
        handler.send_header("Content-Length", str(len(content or b"")))
        handler.end_headers()
        handler.wfile.write(content or b"")

    return answer
