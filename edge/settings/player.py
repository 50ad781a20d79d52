"""Settings section of the kiosk's own player."""

from typing import Literal

from pydantic import Field

from edge.settings.section import File, SettingsSection


class PlayerSettings(SettingsSection):
    """The kiosk's own player: a page on this machine that shows adverts and the notice. This header switches it on;
    `vitrina screen` opens it. Its plays are told if the feed of [playback] is "player"."""

    playlist: File | None = Field(
        None,
        description="TOML file with the creatives and experiments that are shown (docs/screen.md). Empty: the files of "
        "`media` in their order",
        examples=["/etc/vitrina/playlist.toml"],
    )
    media: File = Field(description="folder of the adverts: videos and images", examples=["/var/lib/vitrina-media"])
    port: int = Field(
        8460,
        ge=0,
        le=65535,
        description="TCP port of the page on 127.0.0.1; no other machine reaches it. 0: any free one",
    )
    strip: Literal["top", "bottom"] = Field("bottom", description="edge of the screen at which the notice stands")
    overlay: bool = Field(
        False,
        description="set true to show adverts on the whole screen, with the notice over them; else they are scaled "
        "into the rest",
    )
