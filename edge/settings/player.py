"""Settings section of the kiosk's own player."""

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from edge.settings.addresses import is_loopback_host, parse_http_address
from edge.settings.section import File, SettingsSection

MEDIA = Path("/var/lib/vitrina/media")
"""Name of the folder for ads, in the kiosk's state folder. The service may write to it, so that it can download ads."""


class PlayerSettings(SettingsSection):
    """The kiosk's own player: a page on this kiosk that shows ads and the notice. This header switches it on; `vitrina
    screen` opens it. Its plays are reported if the feed of [playback] is "player".
    """

    playlist: File | None = Field(
        None,
        description="TOML file with the creatives and experiments to show (see vitrina docs screen). Empty: the files "
        "of `media` in order",
        examples=["/etc/vitrina/playlist.toml"],
    )
    media: File = Field(MEDIA, description="folder with the ads: videos and images")
    port: int = Field(
        8460,
        ge=0,
        le=65535,
        description="TCP port of the page on 127.0.0.1; not reachable from other computers. 0: any free port",
    )
    strip: Literal["top", "bottom"] = Field("bottom", description="edge of the screen at which the notice is shown")
    overlay: bool = Field(
        False,
        description="set true to show ads on the whole screen, with the notice over them; otherwise they are scaled "
        "into the rest",
    )
    remote: bool = Field(
        False,
        description="set true to show the playlist that the central server sends; `playlist` is shown until all its "
        "files are downloaded",
    )
    media_url: str | None = Field(
        None,
        description="address of the ads on the central server; the broker and this are the only outside addresses",
        examples=["https://central.example.org/media/"],
    )
    media_token_file: File | None = Field(
        None, description="file with this kiosk's token for downloading ads", examples=["/etc/vitrina/media-token"]
    )
    media_ca_file: File | None = Field(
        None,
        description="PEM file with the certificate authority that signed the certificate of `media_url`. Empty: the "
        "system's authorities",
    )
    media_mb: int = Field(4_000, ge=10, le=1_000_000, description="maximum size of the downloaded ads, in MB")
    media_mbit_s: float = Field(20.0, ge=0.1, le=10_000, description="maximum download rate for ads, in Mbit/s")

    @field_validator("media_url")
    @classmethod
    def _is_encrypted(cls, url: str | None) -> str | None:
        if url is None:
            return None
        address = parse_http_address(url, "https://central.example.org/media/")
        if address.scheme == "http" and not is_loopback_host(address.hostname or ""):
            raise ValueError(
                "must begin with https://; addresses without encryption are allowed only for a server on this kiosk"
            )
        return url

    @model_validator(mode="after")
    def _has_a_server(self) -> "PlayerSettings":
        if self.remote and (self.media_url is None or self.media_token_file is None):
            raise ValueError("remote = true needs media_url and media_token_file")
        return self
