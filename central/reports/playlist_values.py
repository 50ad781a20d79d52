"""Values about playlists from headquarters, as in the JSON. Times are UTC."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from central.reports.values import OfShop, Value


class SentAdvert(Value):
    """One ad in a playlist. `weight`: number of plays in a cycle; 0: the ad plays only in experiments."""

    creative: str
    weight: int


class SentExperiment(Value):
    """A comparison of ads in a playlist. `until`: its last day; null if it has no last day."""

    id: str
    arms: dict[str, list[str]]
    until: date | None


class Playlist(Value):
    """One version of a playlist. `who`: who sent it; null except for administrators. `sites`: number of sites that
    should show it. `playing`: number of kiosks that are playing it. `waiting`: number of kiosks that should play it but
    do not yet.
    """

    version: int
    tenant: str
    who: str | None
    made: datetime
    adverts: list[SentAdvert]
    experiments: list[SentExperiment]
    sites: int
    playing: int
    waiting: int


class PlaylistKiosk(OfShop, Value):
    """Playlist of one kiosk. `playlist` null: the kiosk plays its own list. `wanted` null: no playlist was sent to its
    site. `problem`: reason why the kiosk does not play the wanted playlist. `name`: name of its shop; null if nobody
    has set it.
    """

    tenant: str
    site: str
    name: str | None = None
    device: str
    state: str
    playlist: int | None
    wanted: int | None
    problem: str | None


class PlaylistList(Value):
    """Playlists that kiosks play or will play, newest first, and a page of the kiosks, with waiting kiosks first.
    `next`: `offset` of the next page; null on the last page.
    """

    schema_: Literal["vitrina.playlists/1"] = Field("vitrina.playlists/1", alias="schema")
    playlists: list[Playlist]
    kiosks: list[PlaylistKiosk]
    total: int
    next: int | None
