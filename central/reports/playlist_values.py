"""Values about playlists from headquarters, as JSON has them. Times are UTC."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from central.reports.values import Value


class SentAdvert(Value):
    """One advert of a playlist. `weight`: plays in a cycle; 0: in experiments alone."""

    creative: str
    weight: int


class SentExperiment(Value):
    """A comparison of adverts that a playlist brings. `until`: its last day, null without one."""

    id: str
    arms: dict[str, list[str]]
    until: date | None


class Playlist(Value):
    """One version. `who`: sent it, null but for administrators; `sites`: number of sites that are to show it;
    `playing`: kiosks that play it; `waiting`: kiosks that are to play it and do not yet."""

    version: int
    tenant: str
    who: str | None
    made: datetime
    adverts: list[SentAdvert]
    experiments: list[SentExperiment]
    sites: int
    playing: int
    waiting: int


class PlaylistKiosk(Value):
    """Playlist of one kiosk. `playlist` null: a list of its own; `wanted` null: its site was sent none.
    `problem`: what keeps it from the list that it is to play."""

    tenant: str
    site: str
    device: str
    state: str
    playlist: int | None
    wanted: int | None
    problem: str | None


class PlaylistList(Value):
    """Playlists that are shown or are to be, the newest first, and a page of the kiosks: those that wait first.
    `next`: `offset` of the next page; null at the end."""

    schema_: Literal["vitrina.playlists/1"] = Field("vitrina.playlists/1", alias="schema")
    playlists: list[Playlist]
    kiosks: list[PlaylistKiosk]
    total: int
    next: int | None
