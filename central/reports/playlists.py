"""Playlists from headquarters within a scope: the version that each kiosk plays, and the version that it waits for."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timezone

from sqlalchemy import Connection

from central.reports.fleet import read_fleet
from central.reports.fleet_values import Kiosk
from central.reports.playlist_values import Playlist, PlaylistKiosk, PlaylistList, SentAdvert, SentExperiment
from central.store.playlists import Playlist as StoredPlaylist
from central.store.playlists import playlist_versions, wanted_by_site
from central.store.scope import Scope

PROBLEM = "player.remote"
"""Code of the alert of a kiosk that cannot download a playlist."""


def read_playlists(
    connection: Connection, scope: Scope, now_ms: int, version: int | None = None, *, with_people: bool = False
) -> PlaylistList:
    """Playlists of the visible kiosks and sites. `version`: include only kiosks that play this version or should play
    it. `with_people`: include who sent each playlist, which only administrators may see.
    """
    kiosks = read_fleet(connection, scope, now_ms).kiosks
    wanted = {site: number for site, number in wanted_by_site(connection).items() if scope.can_see(*site.split("/", 1))}
    played = {kiosk.playlist for kiosk in kiosks if kiosk.playlist is not None}
    stored = playlist_versions(connection, sorted(played | {*wanted.values()}))
    seen = {kiosk.tenant for kiosk in kiosks} | {site.partition("/")[0] for site in wanted}
    shown = [kiosk for kiosk in kiosks if version is None or version in (kiosk.playlist, kiosk.wanted_playlist)]
    return PlaylistList(
        playlists=[
            _build_playlist(
                each, kiosks, sum(number == each.version for number in wanted.values()), with_people=with_people
            )
            for each in stored
            if each.tenant in seen
        ],
        kiosks=[_build_kiosk(kiosk) for kiosk in sorted(shown, key=_rank)],
        total=len(shown),
        next=None,
    )


def _build_playlist(stored: StoredPlaylist, kiosks: Sequence[Kiosk], sites: int, *, with_people: bool) -> Playlist:
    content = json.loads(stored.content)
    own = [kiosk for kiosk in kiosks if kiosk.tenant == stored.tenant]
    return Playlist(
        version=stored.version,
        tenant=stored.tenant,
        who=stored.who if with_people else None,
        made=datetime.fromtimestamp(stored.made_ms / 1000, timezone.utc),
        adverts=[
            SentAdvert(creative=each["id"], weight=each.get("weight", 1)) for each in content.get("creatives", [])
        ],
        experiments=[
            SentExperiment(id=each["id"], arms=each["arms"], until=_day(each.get("until")))
            for each in content.get("experiments", [])
        ],
        sites=sites,
        playing=sum(kiosk.playlist == stored.version for kiosk in own),
        waiting=sum(kiosk.wanted_playlist == stored.version != kiosk.playlist for kiosk in own),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _build_kiosk(kiosk: Kiosk) -> PlaylistKiosk:
    problems = [alert.text for alert in kiosk.alerts if alert.code == PROBLEM]
    return PlaylistKiosk(
        tenant=kiosk.tenant,
        site=kiosk.site,
        name=kiosk.name,
        device=kiosk.device,
        state=kiosk.state,
        playlist=kiosk.playlist,
        wanted=kiosk.wanted_playlist,
        problem=problems[-1] if problems else None,
    )


def _rank(kiosk: Kiosk) -> tuple[bool, bool, str, str]:
    """Sort key of a kiosk: kiosks with a problem come first, then waiting kiosks, each sorted by shop and name."""
    has_problem = any(alert.code == PROBLEM for alert in kiosk.alerts)
    waits = kiosk.wanted_playlist not in (None, kiosk.playlist)
    return not has_problem, not waits, kiosk.title.casefold(), f"{kiosk.tenant}/{kiosk.site}/{kiosk.device}"
