"""First whole day of the newest playlist of some shops."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

from sqlalchemy import Connection

from central.store.playlists import playlist_versions, wanted_by_site
from central.store.scope import Scope


def find_playlist_day(connection: Connection, scope: Scope, tenant: str | None, sites: Sequence[str]) -> date | None:
    """First whole day on which the newest playlist is the playlist of a visible shop. None without a playlist. Days
    are in UTC.

    `tenant`, `sites`: only the shops of this tenant, and these shops, with or without the tenant.
    """
    wanted = [version for key, version in wanted_by_site(connection).items() if _is_asked(key, scope, tenant, sites)]
    found = playlist_versions(connection, [max(wanted)]) if wanted else []
    if not found:
        return None
    sent = datetime.fromtimestamp(found[0].made_ms / 1000, timezone.utc).date()
    return sent + timedelta(days=1)


def _is_asked(key: str, scope: Scope, tenant: str | None, sites: Sequence[str]) -> bool:
    """True if a site, given as tenant/site, is visible and chosen."""
    of, _, site = key.partition("/")
    is_chosen = not sites or key in sites or site in sites
    return scope.can_see(of, site) and tenant in (None, of) and is_chosen
