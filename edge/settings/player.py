"""Settings of the own player: what it shows."""

from pydantic import Field

from edge.settings.section import File, SettingsSection


class PlayerSettings(SettingsSection):
    """The own player: adverts that this machine shows by itself."""

    playlist: File | None = Field(
        None, description="TOML file with the creatives and experiments that are shown (docs/screen.md). Empty: none"
    )
    media: File | None = Field(None, description="folder with the films and pictures of the playlist")
