"""Page on which an editor starts a playlist or an experiment. Nothing is stored or sent before a button is pressed."""

from collections import Counter

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from central.errors import NotFoundError
from central.playlists.draft import Draft, add_ads, add_experiment, draft_of_content
from central.store.playable_ads import playable_ads
from central.store.playlist_drafts import add_draft
from central.store.playlists import playlist_versions, wanted_by_site
from central.store.scope import visible_sites
from central.store.users import Role
from central.web.draft_rows import draft_rows
from central.web.playlist_drafts import DRAFT, draft_user, utc_today
from central.web.playlist_queries import NewPlaylist, NewPlaylistQuery
from central.web.queries import parse_form, parse_query
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route
from edge.playlist.day_design import DAY

IMAGE_S = 10.0
"""Seconds for which an added image is shown at first."""
MOST_VERSIONS = 10
"""Versions that the page offers as a start: those of the most shops."""


def show(context: RequestContext) -> Response:
    """Page with the choice of a first playlist to change. An ad in the query is added to it."""
    return _page(context, is_experiment=False)


def show_experiment(context: RequestContext) -> Response:
    """The same page for an experiment."""
    return _page(context, is_experiment=True)


def _page(context: RequestContext, *, is_experiment: bool) -> Response:
    query = parse_query(NewPlaylistQuery, context.query)
    named, _, creative = (query.creative or "").rpartition("/")
    with context.read_view() as connection:
        tenants = visible_sites(connection, context.scope).tenants
        tenant = named or query.tenant or (tenants[0] if tenants else "")
        if tenants and tenant not in tenants:
            raise NotFoundError(f"playlist: nothing is stored for {query.creative or tenant!r}.")
        ads = playable_ads(connection, context.scope, tenant)
        counts = dict(present_versions(context, connection, tenant).most_common(MOST_VERSIONS))
        stored = playlist_versions(connection, list(counts))
        drafts = draft_rows(context, connection, is_experiment=is_experiment)
    return context.render_page(
        "playlist_new.html.j2",
        is_experiment=is_experiment,
        tenants=tenants,
        tenant=tenant,
        creative=creative,
        ad=ads.get(creative),
        present=sorted(((each, counts[each.version]) for each in stored), key=lambda pair: -pair[1]),
        drafts=drafts,
    )


def begin(context: RequestContext) -> Response:
    """Store a new draft, and open it."""
    asked = parse_form(NewPlaylist, context.form)
    is_experiment = asked.kind == "experiment"
    with context.read_view() as connection:
        if asked.tenant not in visible_sites(connection, context.scope).tenants:
            raise HTTPException(404)
        ads = playable_ads(connection, context.scope, asked.tenant)
        draft = _first_draft(context, connection, asked)
    if is_experiment:
        draft = add_experiment(draft, utc_today(context), by_day=asked.unit == DAY)
    if asked.creative is not None:
        if asked.creative not in ads:
            raise HTTPException(404)
        seconds = {asked.creative: IMAGE_S} if ads[asked.creative].duration_ms is None else {}
        draft = add_ads(draft, [asked.creative], seconds)
    with context.begin_write() as connection:
        name = add_draft(connection, draft_user(context).id, asked.tenant, draft.to_json(), context.now_ms)
    return redirect(DRAFT.format(draft=name))


def _first_draft(context: RequestContext, connection: Connection, asked: NewPlaylist) -> Draft:
    """An empty draft, or one with the content of a version that a visible shop has now."""
    if asked.version is None:
        return Draft()
    if asked.version not in present_versions(context, connection, asked.tenant):
        raise HTTPException(404)
    return draft_of_content(playlist_versions(connection, [asked.version])[0].content)


def present_versions(context: RequestContext, connection: Connection, tenant: str) -> Counter[int]:
    """Number of visible shops of a tenant that should show each version now."""
    return Counter(
        version
        for site, version in wanted_by_site(connection).items()
        if site.startswith(f"{tenant}/") and context.scope.can_see(*site.split("/", 1))
    )


ROUTES = [
    page_route("/playlists/new", show, needs=Role.EDITOR),
    page_route("/experiments/new", show_experiment, needs=Role.EDITOR),
    page_route("/playlists/new", begin, needs=Role.EDITOR, methods=["POST"]),
]
