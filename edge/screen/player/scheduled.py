"""Program from the playlist file: the schedule's plays with checked files. A thread checks files that have changed."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from edge.alerts import Alert
from edge.media.check import CheckedFile, MediaFile, UnplayableFile
from edge.playlist.program import Program as Schedule
from edge.playlist.schedule import ScheduledItem
from edge.playlist.values import CreativePlaylist
from edge.screen.media import check_creative_files, creative_durations_s
from edge.screen.player.items import PlayerItem
from edge.screen.player.sounds import SoundFilm
from edge.screen.playlist_watch import PlaylistWatch
from edge.supervised_thread import SupervisedThread

LOOK_S = 2.0
"""Seconds between two checks of the playlist and its files."""
SHA256_DIGITS = 12
_MAX_NAMES = 5

Check = Callable[[CreativePlaylist, Path], Mapping[str, CheckedFile]]
Stamps = tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class CheckedPlaylist:
    """A playlist, its files by creative id, and the problems of a newer playlist file that cannot be used."""

    playlist: CreativePlaylist
    files: Mapping[str, CheckedFile]
    problems: tuple[str, ...] = ()

    def films_with_sound(self, media: Path) -> list[SoundFilm]:
        """Videos with sound, without duplicates. `media`: folder of the files."""
        found = [(creative, self.files[creative.id]) for creative in self.playlist.creatives if not creative.muted]
        return [
            SoundFilm(file.sha256[:SHA256_DIGITS], creative.id, media / creative.file)
            for creative, file in found
            if isinstance(file, MediaFile) and file.length_s is not None
        ]


class PlaylistChecks:
    """Checks the playlist's files again whenever the playlist or a file changes. `newest` is None until the first check
    is done.

    `on_checked` is called after each check, in the thread of the checks.
    """

    def __init__(
        self,
        watch: PlaylistWatch,
        media: Path,
        check: Check = check_creative_files,
        on_checked: Callable[[CheckedPlaylist], None] | None = None,
    ) -> None:
        self.newest: CheckedPlaylist | None = None
        self._watch, self._media, self._check = watch, media, check
        self._on_checked = on_checked
        self._stamps: Stamps | None = None
        self._ends = threading.Event()
        self._thread = SupervisedThread(self._run, "playlist", self._ends)

    def start(self) -> None:
        """Start the checks."""
        self._thread.start()

    def close(self) -> None:
        """Stop the thread. Waits for the current check."""
        self._ends.set()

    def check_for_changes(self) -> None:
        """Check the playlist and the files that have changed, one time."""
        self._watch.poll()
        playlist, problems, stamps = self._watch.playlist, self._watch.problems, self._stamps_of(self._watch.playlist)
        newest = self.newest
        if newest is None or stamps != self._stamps or playlist != newest.playlist:
            self.newest = CheckedPlaylist(playlist, self._check(playlist, self._media), problems)
            self._stamps = stamps
            if self._on_checked:
                self._on_checked(self.newest)
        elif problems != newest.problems:
            self.newest = CheckedPlaylist(playlist, newest.files, problems)

    def _run(self) -> None:
        while not self._ends.is_set():
            self.check_for_changes()
            self._ends.wait(LOOK_S)

    def _stamps_of(self, playlist: CreativePlaylist) -> Stamps:
        return tuple(_stamp(self._media / creative.file) for creative in playlist.creatives)


class ScheduledProgram:
    """The schedule's plays that can be shown. Only one thread may use this object. A new playlist applies from the next
    play.
    """

    def __init__(self, schedule: Schedule, checks: PlaylistChecks, media: Path) -> None:
        self._schedule, self._checks, self._media = schedule, checks, media
        self._taken: CheckedPlaylist | None = None
        self._since_s = 0.0
        self.alerts: tuple[Alert, ...] = ()

    def next(self, local_time: datetime, without: frozenset[str]) -> PlayerItem | None:
        """The next play. None while nothing is scheduled, or nothing has been checked."""
        self._take(self._checks.newest, local_time.timestamp())
        if self._taken is None:
            return None
        unplayable = {name for name, file in self._taken.files.items() if isinstance(file, UnplayableFile)}
        item = self._schedule.next(
            local_time, without | unplayable, creative_durations_s(self._taken.playlist, self._taken.files)
        )
        return None if item is None else self._player_item(item, self._taken, local_time.date())

    @property
    def has_news(self) -> bool:
        """True if another playlist, or another state of its files, has been checked but is not in use yet."""
        newest, taken = self._checks.newest, self._taken
        if newest is None or taken is None:
            return False
        return (newest.playlist, newest.files) != (taken.playlist, taken.files)

    def close(self) -> None:
        """Stop the checks."""
        self._checks.close()

    def _take(self, newest: CheckedPlaylist | None, at_s: float) -> None:
        if newest is None or newest is self._taken:
            return
        self._schedule.replace_playlist(newest.playlist)
        if not self.alerts:
            self._since_s = at_s
        self._taken = newest
        self.alerts = tuple(Alert("player.file", "warning", text, self._since_s) for text in _problem_texts(newest))

    def _player_item(self, item: ScheduledItem, taken: CheckedPlaylist, day: date) -> PlayerItem:
        creative, file = taken.playlist.find_creative(item.creative), taken.files[item.creative]
        assert not isinstance(file, UnplayableFile)
        is_image = file.length_s is None
        return PlayerItem(
            creative=item.creative,
            file=self._media / creative.file,
            kind="image" if is_image else "video",
            duration_s=creative.duration_s if is_image else file.length_s,
            sha256=file.sha256[:SHA256_DIGITS],
            muted=creative.muted,
            experiment=item.experiment,
            position=item.position,
            day=day if item.creative in taken.playlist.creatives_by_day else None,
        )


def _problem_texts(taken: CheckedPlaylist) -> list[str]:
    """Texts about files that are not shown and about a playlist that cannot be used."""
    texts = [f"{name}: {file.reason}" for name, file in sorted(taken.files.items()) if isinstance(file, UnplayableFile)]
    said = []
    if texts:
        more = f" And {len(texts) - _MAX_NAMES} more." if len(texts) > _MAX_NAMES else ""
        said.append(f"player: not shown: {'; '.join(texts[:_MAX_NAMES])}. The rest plays.{more}")
    if taken.problems:
        said.append(f"player: the playlist cannot be used; the previous one keeps playing. {' '.join(taken.problems)}")
    return [" ".join(said)] if said else []


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
