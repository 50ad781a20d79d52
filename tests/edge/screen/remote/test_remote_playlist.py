"""A playlist plays once all of its files are there; until then, and through every fault, the one before plays."""

import hashlib
import json
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from edge.messages.playlist import SentPlaylist
from edge.screen.playlist_file import read_playlist
from edge.screen.remote.media_folder import MediaFolder
from edge.screen.remote.media_server import MediaServer
from edge.screen.remote.remote_playlist import RemotePlaylist, complete_playlist_version
from tests.doubles.hostile_server import hostile_server
from tests.doubles.media_server import TOKEN, MediaFiles, media_server
from tests.doubles.waiting import wait_until

FILMS = {name: name.encode() * 1000 for name in ("one", "two", "six")}
SHAS = {name: hashlib.sha256(film).hexdigest() for name, film in FILMS.items()}


def playlist(version: int, *names: str, **fields: Any) -> SentPlaylist:
    creatives = [{"id": n, "sha256": SHAS[n], "bytes": len(FILMS[n]), "type": "video/mp4"} for n in names]
    return SentPlaylist.model_validate_json(json.dumps({"version": version, "creatives": creatives, **fields}))


@pytest.fixture
def media() -> Iterator[MediaFiles]:
    with media_server(**{SHAS[name]: film for name, film in FILMS.items()}) as served:
        yield served


def remote(media: MediaFiles, folder: Path, max_bytes: int = 12_000) -> RemotePlaylist:
    server = MediaServer(media.url, lambda: TOKEN, bytes_per_s=1e9)
    return RemotePlaylist(folder / "list.toml", MediaFolder(folder / "media", max_bytes), server, lambda: 100.0)


def shown(made: RemotePlaylist) -> list[str]:
    return [creative.id for creative in read_playlist(made.file).creatives] if made.file.exists() else []


def test_a_playlist_plays_once_its_files_are_there(media: MediaFiles, tmp_path: Path) -> None:
    """Each file is fetched once; a newer list with known files needs nothing."""
    made = remote(media, tmp_path)
    assert made.version is None
    assert made.try_to_complete(playlist(1, "one", "two"))
    assert shown(made) == ["one", "two"]
    assert (complete_playlist_version(made.file), made.alerts) == (1, ())
    assert made.try_to_complete(playlist(2, "two"))
    assert shown(made) == ["two"]
    assert (complete_playlist_version(made.file), len(media.asked)) == (2, 2)
    assert made.try_to_complete(playlist(2, "two"))


def test_a_missing_file_is_named_and_the_list_before_plays_on(media: MediaFiles, tmp_path: Path) -> None:
    made = remote(media, tmp_path)
    assert made.try_to_complete(playlist(1, "one"))
    film = media.files.pop(SHAS["two"])
    assert not made.try_to_complete(playlist(2, "two", "six"))
    assert (made.version, shown(made)) == (1, ["one"])
    (alert,) = made.alerts
    assert (alert.code, alert.since_s) == ("player.remote", 100.0)
    assert alert.text == (
        "player: playlist 2 from the central server is not complete, so it is not shown yet. Missing: two: the server"
        " does not have it. The kiosk tries again."
    )
    media.files[SHAS["two"]] = film
    assert made.try_to_complete(playlist(2, "two", "six"))
    assert (made.version, made.alerts) == (2, ())
    assert len(media.asked) == 4  # six was fetched once


def test_a_list_that_breaks_a_rule_is_refused_whole(media: MediaFiles, tmp_path: Path) -> None:
    """The rules are those of a playlist file; nothing is fetched for it, and it is not tried again."""
    made = remote(media, tmp_path)
    assert made.try_to_complete(playlist(1, "one"))
    (creative,) = playlist(2, "two").creatives
    heavy = [creative.model_copy(update={"id": f"two-{n}", "weight": 100}) for n in range(11)]
    assert made.try_to_complete(playlist(2, "two").model_copy(update={"creatives": heavy}))
    assert (made.version, shown(made)) == (1, ["one"])
    assert "playlist 2 from the central server cannot be used." in made.alerts[0].text
    assert len(media.asked) == 1
    assert made.try_to_complete(playlist(1, "one"))
    assert made.alerts == ()


def test_a_list_without_room_is_refused_and_old_files_make_room(media: MediaFiles, tmp_path: Path) -> None:
    """Of the playlist that plays nothing is deleted."""
    made = remote(media, tmp_path, max_bytes=7_000)
    assert made.try_to_complete(playlist(1, "one", "two"))
    assert not made.try_to_complete(playlist(2, "six"))
    assert "needs 0 MB beside the current one" in made.alerts[0].text
    assert made.try_to_complete(playlist(3, "one"))
    assert made.try_to_complete(playlist(4, "six"))
    assert {path.name for path in (tmp_path / "media").iterdir()} == {f"{SHAS['one']}.mp4", f"{SHAS['six']}.mp4"}


def test_a_folder_that_cannot_be_used_is_told(media: MediaFiles, tmp_path: Path) -> None:
    (tmp_path / "media").write_text("a file")
    made = remote(media, tmp_path)
    assert not made.try_to_complete(playlist(1, "one"))
    assert "Check [player] media." in made.alerts[0].text
    (tmp_path / "media").unlink()
    (tmp_path / "list.toml.new").mkdir()
    assert not made.try_to_complete(playlist(1, "one"))
    assert "list.toml (Is a directory). Free some space." in made.alerts[0].text


def test_after_a_restart_the_complete_list_plays(media: MediaFiles, tmp_path: Path) -> None:
    """Also where neither broker nor server can be reached; a file that is no playlist has no version."""
    assert remote(media, tmp_path).try_to_complete(playlist(7, "one"))
    assert remote(media, tmp_path).version == 7
    (tmp_path / "list.toml").write_bytes(b"\xff")
    assert complete_playlist_version(tmp_path / "list.toml") is None
    assert remote(media, tmp_path).try_to_complete(playlist(7, "one"))
    assert complete_playlist_version(tmp_path / "list.toml") == 7


def test_a_thread_takes_what_comes(media: MediaFiles, tmp_path: Path) -> None:
    """The newest list counts."""
    made = RemotePlaylist(
        tmp_path / "list.toml",
        MediaFolder(tmp_path / "media", 10_000),
        MediaServer(media.url, lambda: TOKEN, bytes_per_s=1e9),
        lambda: 0.0,
    )
    made.start()
    made.put(playlist(1, "one"))
    wait_until(lambda: made.version == 1, "playlist 1")
    made.put(playlist(2, "two"))
    wait_until(lambda: made.version == 2, "playlist 2")
    media.cut_after = 0
    made.put(playlist(3, "six"))
    wait_until(lambda: bool(made.alerts), "the alert")
    media.cut_after = None
    made.put(playlist(4, "six"))  # news ends the wait for the next attempt
    wait_until(lambda: made.version == 4, "playlist 4")
    made.close()


def ticking(step_s: float) -> Callable[[], float]:
    """A clock that each look moves on."""
    ticks = count()
    return lambda: next(ticks) * step_s


def remote_at(port: int, folder: Path, now_s: Callable[[], float]) -> RemotePlaylist:
    server = MediaServer(f"http://127.0.0.1:{port}/media/", lambda: TOKEN, bytes_per_s=1e9)
    return RemotePlaylist(folder / "list.toml", MediaFolder(folder / "media", 12_000), server, now_s)


FOUND = b"HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n"


def test_a_server_that_drips_is_given_up_and_named(tmp_path: Path) -> None:
    """A byte at a time is always in time for the limit of one read."""
    with hostile_server(FOUND, b"o", 0.005) as server:
        made = remote_at(server.port, tmp_path, ticking(2.0))
        assert not made.try_to_complete(playlist(1, "one"))
        why = "the connection to the server failed (less than 1,000 bytes per second for 60 s)"
        assert f"one: {why}." in made.alerts[0].text
        assert server.has_cut.wait(5)


@pytest.mark.parametrize("first", [FOUND, b"HTTP/1.1 200 OK\r\n", b""])
def test_a_newer_list_is_taken_while_a_server_drips(tmp_path: Path, first: bytes) -> None:
    """In its content, its headers, or its first line. What came of the file stays."""
    with hostile_server(first, b"o", pieces=200) as server:
        made = remote_at(server.port, tmp_path, lambda: 0.0)
        made.start()
        made.put(playlist(1, "one"))
        wait_until(lambda: (tmp_path / "media").exists(), "the fetch")
        made.put(playlist(2))
        wait_until(lambda: made.version == 2, "playlist 2", patience_s=2.0)
        made.close()


def test_a_fetch_without_progress_for_two_minutes_is_an_alert(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Before its end: a list may have hundreds of files, and each is tried for a minute."""
    with hostile_server(FOUND, b"o", 0.005) as server:
        made = remote_at(server.port, tmp_path, ticking(2.0))
        assert not made.try_to_complete(playlist(1, "one", "two", "six"))
    first, *_ = caplog.messages
    assert first.startswith("player: playlist 1 from the central server has made no progress for 2 minutes")
    assert made.alerts[0].code == "player.remote"


def test_a_playlist_at_which_the_thread_failed_is_tried_again(media: MediaFiles, tmp_path: Path) -> None:
    made, looks = remote(media, tmp_path), []
    look = made.try_to_complete

    def breaks(wanted: SentPlaylist) -> bool:
        looks.append(wanted)
        if len(looks) == 1:
            raise RecursionError("nobody foresaw it")
        return look(wanted)

    made.try_to_complete = breaks  # type: ignore[method-assign]
    made._thread._backoff_s = (0.0,)
    made.start()
    made.put(playlist(1, "one"))
    wait_until(lambda: made.version == 1, "the playlist", patience_s=10)
    made.close()
