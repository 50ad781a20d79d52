"""Settings section for plays: which feed reports what the screen shows."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from edge.settings.addresses import is_loopback_host, parse_http_address
from edge.settings.section import File, SettingsSection

CREATIVE = r"^[a-z0-9_.-]{1,64}$"
FEEDS = ("command", "playlist", "player", "mpv", "anthias", "broadsign", "http")
"""Names of the feeds that need no other package."""

_NEEDS = {"playlist": "playlist", "mpv": "mpv_socket", "anthias": "anthias_url"}
"""For each feed, the key that it requires."""
_WHY = {
    "playlist": 'playlist is empty; feed = "playlist" needs at least one play',
    "mpv": 'feed = "mpv" needs mpv_socket, the path given to mpv as --input-ipc-server=',
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
        '"broadsign", "http": another player (see vitrina docs players). Another name: a feed added by an installed '
        "package",
    )
    playlist: list[PlaylistItem] = Field(
        [],
        description='creatives in order, with durations in seconds: [{creative = "spring_a", duration_s = 15.0}, ...]',
    )
    creatives: dict[ForeignId, Creative] = Field(
        {},
        description="names that another player uses, and their creatives, as a table [playback.creatives] with lines "
        'such as "Spring Sale.mp4" = "spring_a"; a name that is not listed is reported unchanged if it can be a '
        "creative",
    )
    mpv_socket: File | None = Field(
        None,
        description='for "mpv": the path given to mpv as --input-ipc-server=, such as /run/vitrina-mpv/socket',
    )
    anthias_url: str | None = Field(
        None, description='for "anthias": address of its web page, such as http://127.0.0.1'
    )
    anthias_user: str | None = Field(
        None, min_length=1, pattern=r"^[^:\x00-\x1f\x7f]+$", description="user name for its login. Empty: no login"
    )
    anthias_password_file: File | None = Field(None, description="file that contains only the password of anthias_user")
    port: int = Field(
        8462,
        ge=0,
        le=65535,
        description='for "http" and "broadsign": TCP port on 127.0.0.1 at which the player reports its plays; not '
        "reachable from other computers. 0: any free port",
    )
    token_file: File | None = Field(
        None,
        description='for "http" and "broadsign": file with a token that you made for all kiosks of a fleet, so that '
        "one layout serves them all. Empty: each kiosk makes its own",
    )
    broadsign_frame: str | None = Field(
        None, max_length=64, description='for "broadsign": frame_id whose plays count. Empty: the plays of all frames'
    )
    options: dict[str, str | int | float | bool] = Field(
        {}, description="options for a feed of another package; see its documentation"
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
            raise ValueError("anthias_user and anthias_password_file must be set together")
        return self

    @property
    def sends_password_openly(self) -> bool:
        """True if the password for Anthias is sent over a network without encryption."""
        if self.anthias_url is None or self.anthias_user is None:
            return False
        address = urlsplit(self.anthias_url)
        return address.scheme == "http" and not is_loopback_host(address.hostname or "")
