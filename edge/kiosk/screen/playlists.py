"""Sets up the download of playlists from the central server, and passes on each playlist that arrives."""

import ssl
from pathlib import Path

from edge.clock import Clock
from edge.messages.commands import PlaylistCommand, ReceivedCommands
from edge.screen.player.errors import PlayerError
from edge.screen.remote.media_folder import MediaFolder
from edge.screen.remote.media_server import MediaFetchError, MediaServer
from edge.screen.remote.remote_playlist import RemotePlaylist
from edge.settings.player import PlayerSettings
from edge.settings.settings import Settings

MEGABYTE = 1_000_000


def playlist_path(outbox: Path) -> Path:
    """Path of the last complete playlist, beside the outbox."""
    return outbox.with_name(outbox.name + ".playlist.toml")


def build_remote_playlist(settings: Settings, clock: Clock) -> RemotePlaylist | None:
    """The playlist that the central server sends. None if the settings do not use it. Raises PlayerError."""
    wanted = settings.player
    if wanted is None or not wanted.remote:
        return None
    assert wanted.media_url is not None
    token_file = wanted.media_token_file
    assert token_file is not None
    server = MediaServer(
        wanted.media_url, lambda: _read_token(token_file), _tls_context(wanted), wanted.media_mbit_s * MEGABYTE / 8
    )
    folder = MediaFolder(wanted.media, wanted.media_mb * MEGABYTE)
    return RemotePlaylist(playlist_path(settings.outbox.path), folder, server, clock.now)


def deliver_playlists(remote: RemotePlaylist, batch: ReceivedCommands) -> None:
    """Passes on the playlists in a batch of commands."""
    for received in batch.commands:
        if isinstance(received.command, PlaylistCommand):
            remote.put(received.command)


def _read_token(path: Path) -> str:
    """The access token for the central server. Its file is read at each call, because the token may be replaced while
    the kiosk is running. Raises MediaFetchError.
    """
    try:
        token = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise MediaFetchError(f"the media_token_file {path} cannot be read") from None
    if not token.isprintable() or not token:
        raise MediaFetchError(f"the media_token_file {path} contains no token")
    return token


def _tls_context(wanted: PlayerSettings) -> ssl.SSLContext | None:
    """TLS settings with the certificate authorities that can have signed the server's certificate."""
    if not (wanted.media_url or "").startswith("https:"):
        return None
    try:
        return ssl.create_default_context(cafile=wanted.media_ca_file)
    except OSError as error:  # also ssl.SSLError
        reason = error.strerror or "it contains no certificate"
        raise PlayerError(
            f"player: media_ca_file {wanted.media_ca_file} cannot be used ({reason}). Name a PEM file."
        ) from None
