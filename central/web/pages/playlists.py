"""Page about playlists from headquarters: the version that each kiosk is playing, and the version that it waits for."""

from functools import partial

from starlette.responses import Response

from central.languages.recognition import translate_known
from central.reports.playlists import read_playlists
from central.store.users import Role
from central.web.pages.links import add_query
from central.web.queries import PlaylistsQuery, parse_query
from central.web.request_context import RequestContext
from central.web.routes import page_route

AT_ONCE = 100


def show(context: RequestContext) -> Response:
    """Page with the versions, which are links that filter the kiosks, and the kiosks, with waiting kiosks first."""
    query = parse_query(PlaylistsQuery, context.query)
    with context.read_view() as connection:
        is_admin = context.identity.role >= Role.ADMIN
        found = read_playlists(connection, context.scope, context.now_ms, query.version, with_people=is_admin)
    end = query.offset + AT_ONCE
    links = {each.version: add_query("/playlists", query, version=each.version, offset=0) for each in found.playlists}
    return context.render_page(
        "playlists.html.j2",
        playlists=found.playlists,
        links=links,
        kiosks=found.kiosks[query.offset : end],
        total=found.total,
        query=query,
        next=add_query("/playlists", query, offset=end) if end < found.total else "",
        said=partial(translate_known, "alert", context.t),
    )


ROUTES = [page_route("/playlists", show)]
