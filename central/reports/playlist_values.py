"""Values about playlists from headquarters, as in the JSON. Times are UTC."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from central.reports.values import Value


class SentAdvert(Value):
    """One ad in a playlist. `weight`: plays in a cycle; 0: only in experiments."""

    creative: str
    weight: int


class SentExperiment(Value):
    """A comparison of ads in a playlist. `until`: its last day, null if it has none."""

    id: str
    arms: dict[str, list[str]]
    until: date | None


class Playlist(Value):
    """One version. `who`: who sent it, null except for administrators; `sites`: number of sites that should show it;
    `playing`: kiosks that play it; `waiting`: kiosks that should play it but do not yet.
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


class PlaylistKiosk(Value):
    """Playlist of one kiosk. `playlist` null: it plays its own list; `wanted` null: its site was sent none. `problem`:
    the reason why it does not play the wanted list.
    """

    tenant: str
    site: str
    device: str
    state: str
    playlist: int | None
    wanted: int | None
    problem: str | None


class PlaylistList(Value):
    """Playlists that are or will be shown, newest first, and a page of the kiosks, those that wait first. `next`:
    `offset` of the next page; null at the end.
    """

    schema_: Literal["vitrina.playlists/1"] = Field("vitrina.playlists/1", alias="schema")
    playlists: list[Playlist]
    kiosks: list[PlaylistKiosk]
    total: int
    next: int | None
