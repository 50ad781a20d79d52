"""Page about playlists from headquarters: the version that each kiosk is playing, and the version that it waits for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from starlette.responses import Response

from central.languages.recognition import translate_known
from central.reports.playlist_values import PlaylistKiosk
from central.reports.playlists import read_playlists
from central.store.users import Role
from central.web.draft_rows import draft_rows
from central.web.pages.kiosk_groups import Group, group_rows
from central.web.pages.links import add_query, shop_path
from central.web.playlist_queries import PlaylistsQuery
from central.web.queries import parse_query
from central.web.request_context import RequestContext
from central.web.routes import page_route

AT_ONCE = 100
GROUPS = (PROBLEM, WAITS, PLAYS, OWN) = ("problem", "waits", "plays", "own")
"""Groups of kiosks. What needs a person comes first."""


@dataclass(frozen=True, slots=True)
class Row:
    """One kiosk as a row of the page."""

    kiosk: PlaylistKiosk

    @property
    def place(self) -> tuple[str, str]:
        """Tenant and site of the kiosk."""
        return self.kiosk.tenant, self.kiosk.site


def show(context: RequestContext) -> Response:
    """Page with the versions, which are links that filter the kiosks, and the kiosks by what they play and by
    shop. Kiosks that play what they should are folded.
    """
    query = parse_query(PlaylistsQuery, context.query)
    may_make, is_first = context.identity.role >= Role.EDITOR, query.version is None and not query.offset
    with context.read_view() as connection:
        is_admin = context.identity.role >= Role.ADMIN
        found = read_playlists(connection, context.scope, context.now_ms, query.version, with_people=is_admin)
        drafts = draft_rows(context, connection, is_experiment=False) if may_make and is_first else []
    end, ranked = query.offset + AT_ONCE, sorted(found.kiosks, key=_rank)
    links = {each.version: add_query("/playlists", query, version=each.version, offset=0) for each in found.playlists}
    return context.render_page(
        "playlists.html.j2",
        playlists=found.playlists,
        links=links,
        may_make=may_make,
        drafts=drafts,
        groups=_groups(ranked[query.offset : end], ranked, fold=is_first),
        shop_path=shop_path,
        has_tenants=len({kiosk.tenant for kiosk in found.kiosks}) > 1,
        query=query,
        next=add_query("/playlists", query, offset=end) if end < found.total else "",
        said=partial(translate_known, "alert", context.t),
    )


def group_of(kiosk: PlaylistKiosk) -> str:
    """Group of a kiosk: what keeps it from the playlist of its site, or what it plays."""
    if kiosk.problem:
        return PROBLEM
    if kiosk.wanted not in (None, kiosk.playlist):
        return WAITS
    return OWN if kiosk.playlist is None else PLAYS


def _rank(kiosk: PlaylistKiosk) -> tuple[int, str, str, str, str]:
    return GROUPS.index(group_of(kiosk)), (kiosk.name or kiosk.site).casefold(), kiosk.tenant, kiosk.site, kiosk.device


def _groups(shown: Sequence[PlaylistKiosk], found: Sequence[PlaylistKiosk], *, fold: bool) -> list[Group[Row]]:
    """Groups of the shown kiosks. `fold`: fold the kiosks that need nothing."""
    totals = Counter(map(group_of, found))
    return group_rows(map(Row, shown), lambda row: group_of(row.kiosk), totals, (PLAYS, OWN) if fold else ())


ROUTES = [page_route("/playlists", show)]
