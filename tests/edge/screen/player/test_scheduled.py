"""The playlist file on the player: its plays, its checked files, and what happens when they change."""

from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path

import pytest

from edge.media.check import CheckedFile, MediaFile, UnplayableFile
from edge.playlist.numbers import NumbersInMemory
from edge.playlist.program import Program
from edge.playlist.schedule import CycleNumbers
from edge.playlist.values import CreativePlaylist, Screen
from edge.screen.player.scheduled import PlaylistChecks, ScheduledProgram
from edge.screen.player.sounds import SoundFilm
from edge.screen.playlist_watch import PlaylistWatch
from tests.doubles.waiting import wait_until

NOON = datetime(2026, 11, 27, 12, tzinfo=timezone.utc)
LIST = """
[[creative]]
id = "film"
file = "film.mp4"
muted = true
[[creative]]
id = "picture"
file = "picture.png"
duration_s = 8
[[creative]]
id = "broken"
file = "broken.mp4"
"""


class Checker:
    """Stands for the child process that reads films. `calls`: playlists that it was given."""

    def __init__(self) -> None:
        self.calls: list[CreativePlaylist] = []

    def __call__(self, playlist: CreativePlaylist, folder: Path) -> Mapping[str, CheckedFile]:
        self.calls.append(playlist)
        return {creative.id: self._file(folder / creative.file) for creative in playlist.creatives}

    def _file(self, path: Path) -> CheckedFile:
        if path.exists() and path.read_bytes() == b"broken":
            return UnplayableFile("the file is incomplete. Copy it again")
        length_s = None if path.suffix == ".png" else 15.0
        return MediaFile("video/mp4", "h264", 640, 360, length_s, "0123456789abcdef" * 4)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "list.toml").write_text(LIST)
    (tmp_path / "broken.mp4").write_bytes(b"broken")
    return tmp_path


def made(folder: Path, check: Checker) -> tuple[ScheduledProgram, PlaylistChecks]:
    watch = PlaylistWatch(folder / "list.toml")
    checks = PlaylistChecks(watch, folder, check)
    schedule = Program(watch.playlist, Screen("berlin-7", "door"), NumbersInMemory(CycleNumbers(0)))
    return ScheduledProgram(schedule, checks, folder), checks


def test_nothing_is_shown_before_the_files_are_checked(folder: Path) -> None:
    program, _ = made(folder, Checker())
    assert program.next(NOON, frozenset()) is None
    assert program.alerts == ()


def test_plays_have_what_the_page_and_the_message_need(folder: Path) -> None:
    """The film has its own length, the picture that of the list; what cannot be shown is left out and named."""
    program, checks = made(folder, Checker())
    checks.check_for_changes()
    items = {item.creative: item for _ in range(6) if (item := program.next(NOON, frozenset()))}
    assert items.keys() == {"film", "picture"}
    film, picture = items["film"], items["picture"]
    assert (film.kind, film.duration_s, film.muted, film.file) == ("video", 15.0, True, folder / "film.mp4")
    assert (picture.kind, picture.duration_s, picture.muted) == ("image", 8.0, False)
    assert film.sha256 == "0123456789ab"
    assert {film.position, picture.position} == {0, 1}
    (alert,) = program.alerts
    assert (alert.code, alert.since_s) == ("player.file", NOON.timestamp())
    assert "broken: the file is incomplete. Copy it again" in alert.text


def test_what_the_page_cannot_show_is_left_out_too(folder: Path) -> None:
    program, checks = made(folder, Checker())
    checks.check_for_changes()
    shown = [program.next(NOON, frozenset({"film"})) for _ in range(3)]
    assert {item.creative for item in shown if item} == {"picture"}


def test_a_new_playlist_is_taken_at_the_next_play_and_a_broken_one_is_named(folder: Path) -> None:
    check = Checker()
    program, checks = made(folder, check)
    checks.check_for_changes()
    assert program.next(NOON, frozenset()) is not None
    (folder / "list.toml").write_text('[[creative]]\nid = "other"\nfile = "other.mp4"\n')
    checks.check_for_changes()
    item = program.next(NOON, frozenset())
    assert item is not None
    assert (item.creative, program.alerts) == ("other", ())
    (folder / "list.toml").write_text("[[creative]]\nid = 1\n")
    checks.check_for_changes()
    item = program.next(NOON, frozenset())
    assert item is not None
    assert item.creative == "other"
    assert "the playlist cannot be used; the previous one keeps playing" in program.alerts[0].text
    assert len(check.calls) == 2


def test_a_checked_change_is_news_until_it_is_taken(folder: Path) -> None:
    """A list that cannot be used is none: what is handed over stays."""
    program, checks = made(folder, Checker())
    assert not program.has_news
    checks.check_for_changes()
    assert program.next(NOON, frozenset()) is not None
    assert not program.has_news
    (folder / "list.toml").write_text("[[creative]]\nid = 1\n")
    checks.check_for_changes()
    assert not program.has_news
    (folder / "list.toml").write_text('[[creative]]\nid = "other"\nfile = "other.mp4"\n')
    checks.check_for_changes()
    assert program.has_news
    assert program.next(NOON, frozenset()) is not None
    assert not program.has_news


def test_another_weight_of_the_same_files_is_news(folder: Path) -> None:
    """Nothing but the list has changed."""
    program, checks = made(folder, Checker())
    checks.check_for_changes()
    assert program.next(NOON, frozenset()) is not None
    (folder / "list.toml").write_text(LIST.replace('id = "film"', 'id = "film"\nweight = 3'))
    checks.check_for_changes()
    assert program.has_news
    shown = [item.creative for _ in range(4) if (item := program.next(NOON, frozenset()))]
    assert shown.count("film") == 3


def test_a_file_that_was_replaced_is_checked_again(folder: Path) -> None:
    check = Checker()
    program, checks = made(folder, check)
    for _ in range(3):
        checks.check_for_changes()
    assert len(check.calls) == 1
    assert program.next(NOON, frozenset()) is not None
    assert program.alerts
    (folder / "broken.mp4").write_bytes(b"whole again")
    checks.check_for_changes()
    assert len(check.calls) == 2
    shown = {item.creative for _ in range(6) if (item := program.next(NOON, frozenset()))}
    assert "broken" in shown
    assert program.alerts == ()


def test_each_check_tells_the_films_that_may_sound(folder: Path) -> None:
    """By the digits of the checksum that their plays tell; neither pictures, nor what is muted or cannot be shown."""
    (folder / "list.toml").write_text(LIST + '[[creative]]\nid = "loud"\nfile = "loud.mp4"\n')
    told: list[list[SoundFilm]] = []
    watch = PlaylistWatch(folder / "list.toml")
    checks = PlaylistChecks(watch, folder, Checker(), lambda checked: told.append(checked.films_with_sound(folder)))
    for _ in range(2):
        checks.check_for_changes()
    assert told == [[SoundFilm("0123456789ab", "loud", folder / "loud.mp4")]]
    (folder / "list.toml").write_text(LIST)
    checks.check_for_changes()
    assert told[1:] == [[]]


@pytest.mark.parametrize(("count", "more"), [(5, False), (6, True)])
def test_five_files_are_named_and_the_others_counted(folder: Path, count: int, more: bool) -> None:
    (folder / "list.toml").write_text(
        "".join(f'[[creative]]\nid = "f{number}"\nfile = "broken.mp4"\n' for number in range(count))
    )
    program, checks = made(folder, Checker())
    checks.check_for_changes()
    assert program.next(NOON, frozenset()) is None
    (alert,) = program.alerts
    assert "f4: the file is incomplete" in alert.text
    assert "f5: " not in alert.text
    assert alert.text.endswith("The rest plays. And 1 more." if more else "The rest plays.")


def test_the_thread_looks_and_ends(folder: Path) -> None:
    program, checks = made(folder, Checker())
    checks.start()
    wait_until(lambda: checks.newest is not None, "a checked playlist")
    program.close()
    checks._thread.join(10)
    assert not checks._thread.is_alive()


def test_a_check_that_ends_by_a_fault_is_made_again(folder: Path) -> None:
    """The thread of the playlist ended in silence, and no newer playlist was taken."""

    class Breaks(Checker):
        def __call__(self, playlist: CreativePlaylist, folder: Path) -> Mapping[str, CheckedFile]:
            found = super().__call__(playlist, folder)
            if len(self.calls) == 1:
                raise ValueError("Exceeds the limit for integer string conversion")
            return found

    program, checks = made(folder, Breaks())
    checks._thread._backoff_s = (0.0,)
    checks.start()
    wait_until(lambda: checks.newest is not None, "a checked playlist", patience_s=10)
    program.close()
