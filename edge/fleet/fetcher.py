"""Places from which a kiosk reads a repository: a server, a folder or stick, or what another user has downloaded.

Each reads one file at a time, within limits of time and bytes, and trusts nothing: the caller checks every byte.
"""

import re
import ssl
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import quote, urlsplit

from tuf.api.exceptions import DownloadError, DownloadHTTPError, DownloadLengthMismatchError
from tuf.ngclient import FetcherInterface

from edge.clock import Clock
from edge.exchange_bounds import ExchangeBounds, ExchangeError, ExchangeLimits
from edge.files import open_foreign_file
from edge.fleet.refusals import UNREACHABLE, FleetRefused
from edge.http_exchange import HttpRequest, make_connect_function, send_http_request

METADATA, TARGETS = "metadata/", "targets/"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
CHUNK_BYTES, MOST_CA_BYTES = 65_536, 1_000_000
NOT_FOUND, REDIRECTS = 404, range(300, 400)
METADATA_LIMITS = ExchangeLimits(total_s=60.0)
TARGET_LIMITS = ExchangeLimits(least_bytes_per_s=2_000.0)
"""A program may take hours on a slow line, but never stands still."""

_VERSIONED = re.compile(r"[0-9]{1,10}\.(?P<name>.+)")
_HASHED = re.compile(r"(?P<folder>(?:.*/)?)[0-9a-f]{64}\.(?P<name>[^/]+)")


class RedirectError(DownloadError):
    """A server that sends a kiosk to another address."""


class Source(Protocol):
    """Place of a repository. `read` yields the bytes of a file, named relative to the repository."""

    def read(self, name: str) -> Iterator[bytes]:
        """Yield a file's bytes. Raises DownloadError, with status 404 if there is no such file."""


class BoundedFetcher(FetcherInterface):
    """Reads the files of a source for the TUF client. Large files go to a file in `scratch`, never to memory: /tmp may
    be memory.
    """

    def __init__(self, source: Source, scratch: Path) -> None:
        self._source, self._scratch = source, scratch
        self.received_bytes = 0

    def _fetch(self, url: str) -> Iterator[bytes]:
        return self._source.read(url)

    @contextmanager
    def download_file(self, url: str, max_length: int) -> Iterator[IO[bytes]]:
        """Download a file of at most `max_length` bytes. Raises DownloadError or OSError."""
        with tempfile.TemporaryFile(dir=self._scratch) as file:
            left = max_length
            for chunk in self.fetch(url):
                left -= len(chunk)
                self.received_bytes += len(chunk)
                if left < 0:
                    raise DownloadLengthMismatchError(f"{url} is longer than {max_length:,} bytes")
                file.write(chunk)
            file.seek(0)
            yield file


def tenant_url(fleet_url: str, tenant: str) -> str:
    """Address of a tenant's repository, below the address of all repositories of a server."""
    return f"{fleet_url.rstrip('/')}/{tenant}/"


def find_repository(folder: Path, tenant: str) -> Path | None:
    """Repository of a tenant in a folder or on a stick: the folder itself, TENANT or fleet/TENANT in it."""
    places = (folder, folder / tenant, folder / "fleet" / tenant)
    return next((place for place in places if (place / METADATA / "timestamp.json").is_file()), None)


def make_tls_context(ca: Path | None) -> ssl.SSLContext | None:
    """TLS settings for a server with a CA of its own; None for the CAs of the system. Raises FleetRefused."""
    if ca is None:
        return None
    try:
        with open_foreign_file(ca) as file:  # the kiosk's user may have named a pipe, which would block the updater
            text = file.read(MOST_CA_BYTES).decode("ascii")
        return ssl.create_default_context(cadata=text or "none")  # an empty text would mean the system's CAs
    except (OSError, ValueError) as error:  # also ssl.SSLError
        why = (isinstance(error, OSError) and error.strerror) or "it contains no certificate"
        raise FleetRefused(
            UNREACHABLE,
            f"fleet: {ca} cannot be used ({why}). Set [fleet] ca_file to a readable PEM file.",
        ) from None


@dataclass(frozen=True, slots=True)
class HttpSource:
    """Repository on a server. Every file is one bounded exchange, and no redirect is followed. `context`: TLS settings
    for a server with a CA of its own. Raises FleetRefused for an address that is neither https nor this machine.
    """

    url: str
    context: ssl.SSLContext | None = None
    now_s: Callable[[], float] = field(default_factory=lambda: Clock().now)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        is_local = parts.scheme == "http" and parts.hostname in LOOPBACK
        if not parts.hostname or not (parts.scheme == "https" or is_local):
            raise FleetRefused(
                "plain_http", f"fleet: {self.url} is not https. Set [fleet] url to an address that starts with https://"
            )

    def read(self, name: str) -> Iterator[bytes]:
        """Yield a file's bytes. Raises DownloadError."""
        parts = urlsplit(self.url)
        host, is_tls = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if is_tls else 80)
        context = (self.context or ssl.create_default_context()) if is_tls else None
        path = f"{parts.path.rstrip('/')}/{quote(name)}"
        request = HttpRequest("GET", host, parts.port, path, {"User-Agent": "vitrina-updater"})
        limits = METADATA_LIMITS if name.startswith(METADATA) else TARGET_LIMITS
        bounds = ExchangeBounds(limits, self.now_s)
        try:
            with send_http_request(request, make_connect_function(host, port, context), bounds) as answer:
                _check_status(answer.status, answer.header("Location"), host)
                while chunk := answer.read_chunk(CHUNK_BYTES):
                    yield chunk
        except ExchangeError as error:
            raise DownloadError(f"{host} does not send {name}: {error}") from None


def _check_status(status: int, location: str, host: str) -> None:
    if status in REDIRECTS:
        raise RedirectError(f"{host} redirects to {location[:200] or 'another address'}")
    if status != 200:
        raise DownloadHTTPError(f"{host} answers with status {status}", status)


@dataclass(frozen=True, slots=True)
class FolderSource:
    """Repository in a folder or on a stick."""

    path: Path

    def read(self, name: str) -> Iterator[bytes]:
        """Yield a file's bytes. Raises DownloadError."""
        return _read_file(self.path / _relative(name), name)


@dataclass(frozen=True, slots=True)
class MirrorSource:
    """Files that another user's TUF client stored: its folders of metadata and of files. That user may be hostile:
    only regular files are opened, and the caller checks every byte again.
    """

    metadata_dir: Path
    targets_dir: Path

    def read(self, name: str) -> Iterator[bytes]:
        """Yield a file's bytes. Raises DownloadError."""
        return _read_file(self._place(_relative(name)), name)

    def _place(self, name: str) -> Path:
        if name.startswith(METADATA):
            file = name.removeprefix(METADATA)
            if file.endswith(".root.json"):
                return self.metadata_dir / "root_history" / file
            found = _VERSIONED.fullmatch(file)
            return self.metadata_dir / (found["name"] if found else file)
        hashed = _HASHED.fullmatch(name.removeprefix(TARGETS))
        target = f"{hashed['folder']}{hashed['name']}" if hashed else name.removeprefix(TARGETS)
        return self.targets_dir / quote(target, "")


def _relative(name: str) -> str:
    if name.startswith("/") or ".." in name.split("/"):
        raise DownloadError(f"{name} leads out of the repository")
    return name


def _read_file(path: Path, name: str) -> Iterator[bytes]:
    try:
        with open_foreign_file(path) as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk
    except (FileNotFoundError, NotADirectoryError):
        raise DownloadHTTPError(f"{name} is missing", NOT_FOUND) from None
    except OSError as error:
        raise DownloadError(f"{name} cannot be read ({error.strerror})") from None
