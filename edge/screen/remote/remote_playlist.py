"""Receives playlists from the central server, fetches their files, and passes on each complete playlist."""

import logging
import re
import threading
from collections.abc import Callable
from pathlib import Path

from edge.alerts import Alert
from edge.files import replace_file
from edge.messages.playlist import SentPlaylist
from edge.screen.playlist_file import PlaylistFileError, parse_playlist, read_playlist
from edge.screen.remote.media_folder import MediaFolder
from edge.screen.remote.media_server import FetchStoppedError, FetchWatch, MediaFetchError, MediaServer, WantedFile
from edge.screen.remote.progress import STALLED_S, FetchProgress
from edge.supervised_thread import SupervisedThread

log = logging.getLogger(__name__)

RETRIES_S = (10.0, 30.0, 60.0, 300.0)
_VERSION = re.compile(r"# Playlist ([0-9]+) of the central server\.")
_MAX_NAMES = 5


class RemotePlaylist:
    """The newest playlist from central. A thread fetches its missing files.

    `version`: version of the complete playlist that is playing; None until there is one. `file`: that playlist as a
    file, which survives a restart. Any thread may read both, and `alerts`.
    """

    def __init__(
        self,
        file: Path,
        folder: MediaFolder,
        server: MediaServer,
        now_s: Callable[[], float],
    ) -> None:
        self.file, self._folder, self._server, self._now_s = file, folder, server, now_s
        self.version = complete_playlist_version(file)
        self.alerts: tuple[Alert, ...] = ()
        self._wanted: SentPlaylist | None = None
        self._news, self._stop = threading.Event(), threading.Event()
        self._thread = SupervisedThread(self._look_again, "remote playlist", self._stop)

    def start(self) -> None:
        """Start the thread, which waits for playlists."""
        self._thread.start()

    def _look_again(self) -> None:
        """The thread's function. After an error, the newest playlist is still waiting, so it is tried again."""
        self._news.set()
        self._run()

    def close(self) -> None:
        """Stop the thread. A partial file stays."""
        self._stop.set()
        self._news.set()
        if self._thread.is_alive():
            self._thread.join(5.0)

    def put(self, playlist: SentPlaylist) -> None:
        """Make a playlist the newest one. Callable from another thread; never waits."""
        self._wanted = playlist
        self._news.set()

    def _run(self) -> None:
        failures = 0
        while not self._stop.is_set():
            wait_s = RETRIES_S[min(failures, len(RETRIES_S)) - 1] if failures else None
            if self._news.wait(wait_s):
                failures = 0
            self._news.clear()
            wanted = self._wanted
            if wanted is None or self._stop.is_set():
                continue
            try:
                failures = 0 if self.try_to_complete(wanted) else failures + 1
            except FetchStoppedError:  # woken by `close` or by a new playlist
                continue

    def try_to_complete(self, wanted: SentPlaylist) -> bool:
        """Try once to complete a playlist. False if another attempt is needed. Raises FetchStoppedError."""
        text = wanted.to_playlist_toml()
        if wanted.version == self.version and _text(self.file) == text:
            self.alerts = ()
            return True
        try:
            parse_playlist(text, f"playlist {wanted.version}")
        except PlaylistFileError as error:
            self._tell(f"playlist {wanted.version} from the central server cannot be used. {' '.join(error.problems)}")
            return True
        problems = self._fetch_missing_files(wanted)
        if problems is None:
            return self._take_completed_playlist(wanted, text)
        self._tell(problems)
        return False

    def _fetch_missing_files(self, wanted: SentPlaylist) -> str | None:
        """Fetch the missing files. Return the reason if some are still missing; otherwise None."""
        files = wanted.creatives_by_file()
        sizes = {name: creative.bytes for name, creative in files.items()}
        try:
            self._folder.path.mkdir(parents=True, exist_ok=True)
            has_room = self._folder.make_room(sizes, self._kept())
        except OSError as error:
            return f"the media folder {self._folder.path} cannot be used ({error.strerror}). Check [player] media."
        if not has_room:
            megabytes = sum(sizes.values()) / 1e6
            return (
                f"playlist {wanted.version} from the central server needs {megabytes:,.0f} MB beside the current one,"
                f" but [player] media_mb allows {self._folder.max_bytes / 1e6:,.0f} MB. Raise it, or send less."
            )
        failed, progress = [], FetchProgress(self._now_s)
        watch = FetchWatch(self._stop, self._now_s, lambda received: self._check_progress(wanted, progress, received))
        for name in self._folder.missing_files(sizes):
            creative = files[name]
            try:
                self._server.fetch_file(WantedFile(name, creative.sha256, creative.bytes), self._folder.path, watch)
                progress.restart()
            except MediaFetchError as error:
                failed.append(f"{creative.id}: {error}")
        if not failed:
            return None
        more = f" And {len(failed) - _MAX_NAMES} more." if len(failed) > _MAX_NAMES else ""
        return (
            f"playlist {wanted.version} from the central server is not complete, so it is not shown yet. Missing:"
            f" {'; '.join(failed[:_MAX_NAMES])}.{more} The kiosk tries again."
        )

    def _check_progress(self, wanted: SentPlaylist, progress: FetchProgress, received: int) -> None:
        """Raise an alert if a fetch makes no progress, and FetchStoppedError if the playlist is no longer wanted."""
        newest = self._wanted
        if self._stop.is_set() or (newest is not None and newest is not wanted and newest != wanted):
            raise FetchStoppedError
        if progress.is_stalled(received):
            self._tell(
                f"playlist {wanted.version} from the central server has made no progress for {STALLED_S / 60:.0f}"
                " minutes, so it is not shown yet. Check the shop's network, and whether the server answers."
            )

    def _kept(self) -> set[str]:
        """Names of the files of the playlist that is playing."""
        try:
            return {creative.file for creative in read_playlist(self.file).creatives}
        except PlaylistFileError:
            return set()

    def _take_completed_playlist(self, wanted: SentPlaylist, text: str) -> bool:
        try:
            replace_file(self.file, text.encode())
        except OSError as error:
            self._tell(
                f"playlist {wanted.version} cannot be stored as {self.file} ({error.strerror}). Free some space."
            )
            return False
        self._folder.mark_files_planned(wanted.creatives_by_file())
        self.version, self.alerts = wanted.version, ()
        log.info("player: playlist %d from the central server is complete and is now playing", wanted.version)
        return True

    def _tell(self, text: str) -> None:
        since_s = self.alerts[0].since_s if self.alerts else self._now_s()
        if not self.alerts or self.alerts[0].text != f"player: {text}":
            log.warning("player: %s", text)
        self.alerts = (Alert("player.remote", "warning", f"player: {text}", since_s),)


def complete_playlist_version(file: Path) -> int | None:
    """Version of the complete playlist; None if there is none."""
    found = _VERSION.match(_text(file))
    return int(found[1]) if found else None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
