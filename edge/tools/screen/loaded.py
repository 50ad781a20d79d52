"""The playlist in the settings, together with the checks of its files."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from edge.kiosk.screen.playlists import playlist_path
from edge.media.check import CheckedFile, UnplayableFile
from edge.playlist.values import CreativePlaylist
from edge.screen.media import check_creative_files, creative_durations_s
from edge.screen.player.folder import player_items_in_folder
from edge.screen.player.items import PlayerItem
from edge.screen.playlist_file import read_playlist
from edge.settings.player import PlayerSettings
from edge.settings.settings import Settings, SettingsError


@dataclass(frozen=True)
class LoadedPlaylist:
    """A playlist, and the checks of its files by creative id."""

    path: Path | None  # None: there is no playlist, and all files of the folder play
    media: Path
    playlist: CreativePlaylist
    files: dict[str, CheckedFile]

    @cached_property
    def durations_s(self) -> dict[str, float]:
        """Seconds for which each playable creative is shown."""
        return creative_durations_s(self.playlist, self.files)

    @cached_property
    def unplayable_reasons(self) -> dict[str, str]:
        """Creatives that cannot be shown, each with a sentence that gives the reason."""
        by_id = {creative.id: creative.file for creative in self.playlist.creatives}
        return {
            name: f"screen: {by_id[name]} ({name}) cannot be shown: {file.reason}."
            for name, file in self.files.items()
            if isinstance(file, UnplayableFile)
        }


def load_playlist(settings: Settings) -> LoadedPlaylist:
    """Read the playlist, and check its files. Raises SettingsError or PlaylistFileError."""
    wanted = _player(settings)
    if wanted.playlist is None and wanted.remote:
        raise SettingsError(
            "screen: this kiosk gets its playlist from the central server. Set playlist in [player] to check a "
            "playlist file."
        )
    if wanted.playlist is None:
        raise SettingsError(
            f"screen: all files in {wanted.media} play in the order of their names, but a plan needs a playlist. Set "
            "playlist in [player], or only check the files: vitrina screen check"
        )
    playlist = read_playlist(wanted.playlist)
    return LoadedPlaylist(wanted.playlist, wanted.media, playlist, check_creative_files(playlist, wanted.media))


def read_playing_playlist(settings: Settings) -> CreativePlaylist:
    """Read the playlist that plays, without checking its files: the last complete one from the central server, or the
    local one. Raises SettingsError or PlaylistFileError.
    """
    wanted = _player(settings)
    received = playlist_path(settings.outbox.path)
    if wanted.remote and received.exists():
        return read_playlist(received)
    if wanted.playlist is None:
        raise SettingsError(
            "screen: this kiosk has no playlist yet. Set playlist in [player], or send one from the central server."
        )
    return read_playlist(wanted.playlist)


def load_playlist_or_folder(settings: Settings) -> LoadedPlaylist:
    """Like `load_playlist`, but without a playlist, use all ads in the media folder, one after the other.

    Raises SettingsError or PlaylistFileError.
    """
    wanted = _player(settings)
    if wanted.playlist is not None or wanted.remote:
        return load_playlist(settings)
    playlist = CreativePlaylist.model_validate({"creative": _creatives(wanted.media)})
    return LoadedPlaylist(None, wanted.media, playlist, check_creative_files(playlist, wanted.media))


def _player(settings: Settings) -> PlayerSettings:
    if settings.player is None:
        raise SettingsError("screen: no playlist is set. Set playlist and media in [player].")
    return settings.player


def _creatives(folder: Path) -> list[dict[str, Any]]:
    """Creatives of a playlist: one creative for each ad in the folder.

    Raises SettingsError if there is no ad, or if two ads have the same id.
    """
    by_id: dict[str, PlayerItem] = {}
    for item in player_items_in_folder(folder):
        if other := by_id.get(item.creative):
            raise SettingsError(
                f"screen: {other.file.name} and {item.file.name} both get the id {item.creative} in the messages. "
                "Rename one of the files."
            )
        by_id[item.creative] = item
    if not by_id:
        raise SettingsError(
            f"screen: {folder} contains no video and no image. Add your files, or set [player] media to another folder."
        )
    return [{"id": name, "file": item.file.name, "duration_s": item.duration_s} for name, item in by_id.items()]
