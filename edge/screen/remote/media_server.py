"""Fetches the files of ads from the central server, by the SHA-256 of their content."""

import hashlib
import os
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from edge.exchange_bounds import ExchangeBounds, ExchangeError, ExchangeLimits
from edge.http_exchange import CHUNK_BYTES, HttpAnswer, HttpRequest, make_connect_function, send_http_request

DIGEST_BYTES = 1 << 20
LIMITS = ExchangeLimits()
PORTS = {"http": 80, "https": 443}
REFUSALS = {
    401: "the server does not accept the token in media_token_file",
    403: "the token in media_token_file does not allow fetching it",
    404: "the server does not have it",
}


class MediaFetchError(Exception):
    """A file could not be fetched. The text explains why."""


class FetchStoppedError(Exception):
    """The fetch was stopped, because the kiosk is stopping or a newer playlist has arrived. A partial file stays."""


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file to fetch, identified by its content. `name`: its name in the media folder."""

    name: str
    sha256: str
    bytes: int

    def part_path(self, folder: Path) -> Path:
        """Path of the partial file during the fetch."""
        return folder / f".{self.sha256}.part"


@dataclass(frozen=True, slots=True)
class FetchWatch:
    """Observer of a fetch. `stop` ends the fetch. `look` is called at least once per second with the number of bytes
    received since the last call. It raises FetchStoppedError if the file is no longer needed.
    """

    stop: threading.Event
    now_s: Callable[[], float]
    look: Callable[[int], None]


@dataclass(frozen=True)
class MediaServer:
    """Address and limits of the server. `token` reads the kiosk's token. `bytes_per_s` limits the speed, so that the
    shop keeps some of its bandwidth.
    """

    url: str
    token: Callable[[], str]
    context: ssl.SSLContext | None = None
    bytes_per_s: float = 2.5e6
    limits: ExchangeLimits = LIMITS

    def fetch_file(self, file: WantedFile, folder: Path, watch: FetchWatch) -> None:
        """Fetch a file into the folder, resuming an earlier fetch. The file appears only once it is complete.

        Follows no redirects, and reads no more than the size in the playlist. Raises MediaFetchError or
        FetchStoppedError.
        """
        part = file.part_path(folder)
        with _on_disk():
            part.touch()
            begin = part.stat().st_size
        if begin > file.bytes:
            begin = 0
        if begin < file.bytes:
            self._fetch_rest(file, part, begin, watch)
        with _on_disk():
            with part.open("rb") as content:
                os.fsync(content.fileno())
                digest = _digest(content)
            if digest == file.sha256:
                part.replace(folder / file.name)
                return
            part.unlink()
        raise MediaFetchError("the content of the file does not match the playlist")

    def _fetch_rest(self, file: WantedFile, part: Path, begin: int, watch: FetchWatch) -> None:
        address = urlsplit(self.url)
        host, port = address.hostname or "", address.port or PORTS[address.scheme]
        headers = {"Authorization": f"Bearer {self.token()}", "Accept-Encoding": "identity"}
        if begin:
            headers["Range"] = f"bytes={begin}-"
        request = HttpRequest("GET", host, address.port, f"{address.path.rstrip('/')}/{file.sha256}", headers)
        bounds = ExchangeBounds(self.limits, watch.now_s, watch.look)
        with (
            _on_network(),
            send_http_request(request, make_connect_function(host, port, self.context), bounds) as answer,
        ):
            begin = _answer_start_byte(answer, begin, part)
            with _on_disk():
                output = part.open("ab" if begin else "wb")
            with output:
                self._copy_body(answer, file, output, watch.stop)

    def _copy_body(self, answer: HttpAnswer, file: WantedFile, output: BinaryIO, stop: threading.Event) -> None:
        while (at := output.tell()) < file.bytes:
            chunk = answer.read_chunk(min(CHUNK_BYTES, file.bytes - at))
            if not chunk:
                raise MediaFetchError(
                    f"the download ended after {at:,} of {file.bytes:,} bytes; the next attempt continues there"
                )
            with _on_disk():
                output.write(chunk)
                output.flush()
            if stop.wait(len(chunk) / self.bytes_per_s):
                raise FetchStoppedError


def _answer_start_byte(answer: HttpAnswer, begin: int, part: Path) -> int:
    """Position in the file of the response's first byte: the requested position, or 0 if the server sends the whole
    file again.
    """
    if answer.status == HTTPStatus.OK:
        return 0
    if answer.status == HTTPStatus.PARTIAL_CONTENT and begin:
        if answer.header("Content-Range").startswith(f"bytes {begin}-"):
            return begin
        raise MediaFetchError("the server sent a part of the file that was not requested")
    if answer.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        part.unlink(missing_ok=True)
    raise MediaFetchError(REFUSALS.get(answer.status, f"the server answered with the HTTP status {answer.status}"))


@contextmanager
def _on_disk() -> Iterator[None]:
    """Context manager that converts errors of the media folder to MediaFetchError."""
    try:
        yield
    except OSError as error:
        raise MediaFetchError(f"the media folder cannot be written ({error.strerror})") from None


@contextmanager
def _on_network() -> Iterator[None]:
    """Context manager that converts connection errors to MediaFetchError."""
    try:
        yield
    except ExchangeError as error:
        raise MediaFetchError(f"the connection to the server failed ({error})") from None


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(DIGEST_BYTES):
        digest.update(chunk)
    return digest.hexdigest()
