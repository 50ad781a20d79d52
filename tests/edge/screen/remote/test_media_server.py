"""Files come whole or not at all, from where they ended the last time, and only those that the playlist names."""

import hashlib
import os
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.clock import Clock
from edge.exchange_bounds import ignore_progress
from edge.screen.remote.media_server import FetchStoppedError, FetchWatch, MediaFetchError, MediaServer, WantedFile
from tests.doubles.media_server import TOKEN, MediaFiles, media_server

CONTENT = bytes(range(256)) * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()
FILE = WantedFile(f"{SHA256}.mp4", SHA256, len(CONTENT))


@pytest.fixture
def media() -> Iterator[MediaFiles]:
    with media_server(**{SHA256: CONTENT}) as served:
        yield served


def watch(stop: threading.Event | None = None) -> FetchWatch:
    return FetchWatch(stop or threading.Event(), Clock().now, ignore_progress)


def fetch(media: MediaFiles, folder: Path, file: WantedFile = FILE, token: str = TOKEN) -> None:
    MediaServer(media.url, lambda: token, bytes_per_s=1e9).fetch_file(file, folder, watch())


def refused(media: MediaFiles, folder: Path, file: WantedFile = FILE, token: str = TOKEN) -> str:
    with pytest.raises(MediaFetchError) as error:
        fetch(media, folder, file, token)
    assert not (folder / file.name).exists()
    return str(error.value)


def test_a_file_is_fetched(media: MediaFiles, tmp_path: Path) -> None:
    fetch(media, tmp_path)
    assert (tmp_path / FILE.name).read_bytes() == CONTENT
    assert os.listdir(tmp_path) == [FILE.name]
    assert media.asked == [(f"/media/{SHA256}", None)]


@pytest.mark.parametrize("takes_ranges", [True, False])
def test_a_file_that_was_cut_goes_on_where_it_ended(media: MediaFiles, tmp_path: Path, takes_ranges: bool) -> None:
    """From a server without ranges it comes again from the start."""
    media.cut_after = 100_000
    assert "100,000 of 256,000 bytes" in refused(media, tmp_path)
    media.cut_after, media.takes_ranges = None, takes_ranges
    fetch(media, tmp_path)
    assert (tmp_path / FILE.name).read_bytes() == CONTENT
    assert media.asked[-1] == (f"/media/{SHA256}", "bytes=100000-")


def test_an_altered_file_is_thrown_away(media: MediaFiles, tmp_path: Path) -> None:
    """Also one whose first part was altered on this disk."""
    media.files[SHA256] = b"x" + CONTENT[1:]
    assert refused(media, tmp_path) == "the content of the file does not match the playlist"
    assert not list(tmp_path.iterdir())
    media.files[SHA256] = CONTENT
    FILE.part_path(tmp_path).write_bytes(b"x" * 1000)
    refused(media, tmp_path)
    fetch(media, tmp_path)
    assert (tmp_path / FILE.name).read_bytes() == CONTENT


def test_nothing_is_read_beyond_the_size_of_the_playlist(media: MediaFiles, tmp_path: Path) -> None:
    media.files[SHA256] = CONTENT + b"more" * 100_000
    fetch(media, tmp_path)
    assert (tmp_path / FILE.name).stat().st_size == len(CONTENT)
    FILE.part_path(tmp_path).write_bytes(b"x" * (len(CONTENT) + 1))  # left by another playlist
    fetch(media, tmp_path)


def test_a_redirect_is_not_followed(media: MediaFiles, tmp_path: Path) -> None:
    with media_server(**{SHA256: CONTENT}) as other:
        media.redirect = f"{other.url}{SHA256}"
        assert refused(media, tmp_path) == "the server answered with the HTTP status 302"
        assert not other.asked


@pytest.mark.parametrize(
    ("status", "token", "text"),
    [
        (None, "wrong", "the server does not accept the token in media_token_file"),
        (403, TOKEN, "the token in media_token_file does not allow fetching it"),
        (404, TOKEN, "the server does not have it"),
        (500, TOKEN, "the server answered with the HTTP status 500"),
        (416, TOKEN, "the server answered with the HTTP status 416"),
        (299, TOKEN, "the server answered with the HTTP status 299"),
    ],
)
def test_an_answer_without_a_file_is_told(
    media: MediaFiles, tmp_path: Path, status: int | None, token: str, text: str
) -> None:
    media.status = status
    assert refused(media, tmp_path, token=token) == text


def test_a_server_that_is_away_is_told(tmp_path: Path) -> None:
    with media_server() as media:
        pass
    assert refused(media, tmp_path) == "the connection to the server failed (Connection refused)"


def test_a_name_without_an_address_is_told(tmp_path: Path) -> None:
    server = MediaServer("https://no-such-host.invalid/media/", lambda: TOKEN, ssl.create_default_context())
    with pytest.raises(MediaFetchError, match="the connection to the server failed"):
        server.fetch_file(FILE, tmp_path, watch())


def test_a_full_disk_is_told(media: MediaFiles, tmp_path: Path) -> None:
    """/dev/full takes nothing."""
    FILE.part_path(tmp_path).symlink_to("/dev/full")
    assert refused(media, tmp_path) == "the media folder cannot be written (No space left on device)"


def test_a_stop_ends_a_slow_file_at_once(media: MediaFiles, tmp_path: Path) -> None:
    """The part that is there stays."""
    stop = threading.Event()
    stop.set()
    with pytest.raises(FetchStoppedError):
        MediaServer(media.url, lambda: TOKEN, bytes_per_s=1.0).fetch_file(FILE, tmp_path, watch(stop))
    assert 0 < FILE.part_path(tmp_path).stat().st_size < len(CONTENT)


def test_a_request_says_nothing_of_the_kiosk_but_its_token(media: MediaFiles, tmp_path: Path) -> None:
    """No name of a shop, no version, no cookie, no body: the server learns which film, and from which byte on."""
    media.cut_after = 100_000
    refused(media, tmp_path)
    media.cut_after = None
    fetch(media, tmp_path)
    usual = {"host": f"127.0.0.1:{media.port}", "accept-encoding": "identity", "authorization": f"Bearer {TOKEN}"}
    assert media.headers == [usual, {**usual, "range": "bytes=100000-"}]
