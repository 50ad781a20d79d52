"""The playlist of the settings with its checked files."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from edge.screen.media import CheckedFile, UnplayableFile, check_media, durations_s
from edge.screen.playlist_file import read_playlist
from edge.screen.playlist_values import CreativePlaylist
from edge.settings.settings import Settings, SettingsError


@dataclass(frozen=True)
class LoadedPlaylist:
    """A playlist and the checks of its files, by the ids of its creatives."""

    path: Path
    playlist: CreativePlaylist
    files: dict[str, CheckedFile]

    @cached_property
    def durations_s(self) -> dict[str, float]:
        """Seconds for which each creative is shown that can be."""
        return durations_s(self.playlist, self.files)

    @cached_property
    def unplayable(self) -> dict[str, str]:
        """Creatives that cannot be shown, with one sentence each."""
        by_id = {creative.id: creative.file for creative in self.playlist.creatives}
        return {
            name: f"screen: {by_id[name]} ({name}) cannot be shown: {file.reason}."
            for name, file in self.files.items()
            if isinstance(file, UnplayableFile)
        }


def load(settings: Settings) -> LoadedPlaylist:
    """Reads the playlist and checks its files. Raises SettingsError and PlaylistFileError."""
    wanted = settings.player
    if wanted is None or wanted.playlist is None:
        raise SettingsError("screen: there is no playlist. Set playlist and media in [player].")
    playlist = read_playlist(wanted.playlist)
    return LoadedPlaylist(wanted.playlist, playlist, check_media(playlist, wanted.media))
