"""Ads of a tenant that have a video, so that a playlist can contain them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.store.playlists import playlist_versions, wanted_by_site
from central.store.scope import Scope, visible_sites


@dataclass(frozen=True, slots=True)
class PlayableAd:
    """An ad with a video. `duration_ms`: length in milliseconds; None for an image."""

    creative: str
    name: str | None
    tag: str | None
    sha256: str
    duration_ms: int | None

    @property
    def title(self) -> str:
        """Name, or the id if the ad has no name."""
        return self.name or self.creative


def playable_ads(connection: Connection, scope: Scope, tenant: str) -> dict[str, PlayableAd]:
    """Ads by id, within the scope: all ads of the tenant for a user who may see all its sites, otherwise the ads that
    have played at a visible site or are in the playlist of one.
    """
    visible = visible_sites(connection, scope)
    if tenant not in visible.tenants and not scope.allows_tenant(tenant):
        return {}
    known = "1 = 1" if scope.allows_tenant(tenant) else visible.where_creative("c")
    query = (
        "SELECT c.creative, c.name, c.tag, c.sha256, c.duration_ms FROM creatives c"
        " WHERE c.tenant = :tenant AND c.sha256 IS NOT NULL"
    )
    rows = connection.execute(
        text(f"{query} AND c.sha256 IS NOT NULL AND {known} ORDER BY c.creative"), {"tenant": tenant}
    )
    found = {str(row[0]): PlayableAd(*row) for row in rows}
    if not scope.allows_tenant(tenant):
        here = {f"{of}/{site}" for of, site in visible.names.values() if of == tenant}
        listed = _listed_ads(connection, here) - found.keys()
        rows = connection.execute(text(f"{query} ORDER BY c.creative"), {"tenant": tenant})
        found |= {str(row[0]): PlayableAd(*row) for row in rows if row[0] in listed}
    return found


def _listed_ads(connection: Connection, sites: Iterable[str]) -> set[str]:
    """Ads in the present playlists of sites."""
    wanted = wanted_by_site(connection)
    versions = sorted({wanted[site] for site in sites if site in wanted})
    stored = playlist_versions(connection, versions)
    return {each["id"] for playlist in stored for each in json.loads(playlist.content).get("creatives", [])}
