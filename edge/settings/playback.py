"""Settings section of the plays: which feed tells what the screen shows."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from edge.settings.addresses import is_loopback_host, parse_http_address
from edge.settings.section import File, SettingsSection

CREATIVE = r"^[a-z0-9_.-]{1,64}$"
FEEDS = ("command", "playlist", "player", "mpv", "anthias", "broadsign", "http")
"""Feeds that need no other package."""

_NEEDS = {"playlist": "playlist", "mpv": "mpv_socket", "anthias": "anthias_url"}
"""Feed to the key that it cannot do without."""
_WHY = {
    "playlist": 'playlist is empty; feed = "playlist" needs one play at least',
    "mpv": 'feed = "mpv" needs mpv_socket, the path that mpv has after --input-ipc-server=',
    "anthias": 'feed = "anthias" needs anthias_url, such as http://127.0.0.1',
}

Creative = Annotated[str, Field(pattern=CREATIVE)]
ForeignId = Annotated[str, Field(min_length=1, max_length=255)]


class PlaylistItem(SettingsSection):
    creative: str = Field(pattern=CREATIVE)
    duration_s: float = Field(gt=0, le=600)


class PlaybackSettings(SettingsSection):
    """Source of the plays: the creatives on the screen and their times."""

    feed: str = Field(
        "command",
        pattern=r"[a-z0-9_.-]{1,64}",
        description='"command": a player reports each play over MQTT (cmd/play). "playlist": the list below repeats '
        'for ever, for a screen without such a player. "player": the kiosk\'s own [player]. "mpv", "anthias", '
        '"broadsign", "http": another player (docs/players.md). Another name: a feed that an installed package adds',
    )
    playlist: list[PlaylistItem] = Field(
        [],
        description='creatives in their order, with durations in seconds: [{creative = "spring_a", duration_s = 15.0}, '
        "...]",
    )
    creatives: dict[ForeignId, Creative] = Field(
        {},
        description="names of another player to creatives, as a table [playback.creatives] of lines such as "
        '"Spring Sale.mp4" = "spring_a"; a name that is not in it is told as it is, if it can be a creative',
    )
    mpv_socket: File | None = Field(
        None,
        description='for "mpv": the path that mpv has after --input-ipc-server=, such as /run/vitrina-mpv/socket',
    )
    anthias_url: str | None = Field(
        None, description='for "anthias": address of its web page, such as http://127.0.0.1'
    )
    anthias_user: str | None = Field(
        None, min_length=1, pattern=r"^[^:\x00-\x1f\x7f]+$", description="user name of its login. Empty: it has none"
    )
    anthias_password_file: File | None = Field(None, description="file that contains only the password of anthias_user")
    port: int = Field(
        8462,
        ge=0,
        le=65535,
        description='for "http" and "broadsign": TCP port on 127.0.0.1 at which the player tells its plays; no other '
        "machine reaches it. 0: any free one",
    )
    token_file: File | None = Field(
        None,
        description='for "http" and "broadsign": file with a token that you made for all kiosks of a fleet, so that '
        "one layout serves them all. Empty: each kiosk makes its own",
        examples=["/etc/vitrina/play-token"],
    )
    broadsign_frame: str | None = Field(
        None, max_length=64, description='for "broadsign": frame_id whose plays count. Empty: those of all frames'
    )
    options: dict[str, str | int | float | bool] = Field(
        {}, description="options of a feed of another package; its documentation lists them"
    )

    @field_validator("anthias_url")
    @classmethod
    def _is_an_address(cls, url: str | None) -> str | None:
        if url is not None:
            parse_http_address(url, "http://127.0.0.1 or https://player.example.org")
        return url

    @model_validator(mode="after")
    def _has_what_its_feed_needs(self) -> "PlaybackSettings":
        key = _NEEDS.get(self.feed)
        if key and not getattr(self, key):
            raise ValueError(_WHY[self.feed])
        if (self.anthias_user is None) != (self.anthias_password_file is None):
            raise ValueError("anthias_user and anthias_password_file are wanted together")
        return self

    @property
    def sends_password_openly(self) -> bool:
        """True if the password of Anthias crosses a network without encryption."""
        if self.anthias_url is None or self.anthias_user is None:
            return False
        address = urlsplit(self.anthias_url)
        return address.scheme == "http" and not is_loopback_host(address.hostname or "")
