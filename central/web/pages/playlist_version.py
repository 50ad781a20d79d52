"""Page about one version of a playlist: who sent it and when, its ads, and the way back to the version before."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import Response

from central.errors import SourceError, UsageError
from central.languages.recognition import Said, translate_known
from central.playlists.changes import Changes, playlist_changes
from central.playlists.draft import draft_of_content, draft_toml
from central.reports.planned_ends import read_experiment_ends
from central.reports.playlist_push import Sender
from central.reports.playlist_undo import Undo, plan_undo, undo_playlist
from central.reports.selection import local_date
from central.store.local_time import day_in_last_zone
from central.store.playable_ads import playable_ads
from central.store.playlists import Playlist, playlist_versions, sites_ever_of_version
from central.store.users import Role
from central.web.pages.playlist_review import MOST_GROUPS
from central.web.playlist_drafts import NO_MEDIA, seen_digest
from central.web.playlist_queries import VersionQuery
from central.web.queries import parse_query
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route

NOT_ALL_SHOPS = (
    "You may see only some of the shops that have this version, so you cannot undo it. Ask a user who may see all of"
    " them."
)


def show(context: RequestContext) -> Response:
    """Page about one version."""
    query = parse_query(VersionQuery, context.query)
    return _version_page(context, query)


def _version_page(
    context: RequestContext, query: VersionQuery, problem: Said | None = None, status: int = 200
) -> Response:
    with context.read_view() as connection:
        stored = find_version(context, connection, query.version)
        undo = plan_undo(connection, stored.version)
        sites = [site for site in undo.all_sites if _may_see(context, site)]
        ads = playable_ads(connection, context.scope, stored.tenant)
        ends = _planned_ends(context, connection, stored)
        changes = undo_changes(connection, stored, undo)
    content = json.loads(stored.content)
    return context.render_page(
        "playlist_version.html.j2",
        status,
        query=query,
        stored=stored,
        sites=sites,
        creatives=content["creatives"],
        experiments=content.get("experiments", []),
        ends=ends,
        untils=_days(content.get("experiments", []), "until"),
        froms=_days(content.get("experiments", []), "from"),
        ads={name: ad.title for name, ad in ads.items()},
        undo=undo,
        undo_changes=changes,
        hidden_groups=len(undo.sites) - len(changes),
        seen=undo_digest(undo),
        may_undo=context.identity.role >= Role.EDITOR and len(sites) == len(undo.all_sites),
        is_editor=context.identity.role >= Role.EDITOR,
        shows_people=context.identity.role >= Role.ADMIN,
        problem=problem,
    )


def find_version(context: RequestContext, connection: Connection, version: int) -> Playlist:
    """A version that the user may see: all shops of its tenant are visible, or a visible shop has or had it.
    Raises HTTPException with status 404.
    """
    found = playlist_versions(connection, [version])
    if not found:
        raise HTTPException(404)
    if not context.scope.allows_tenant(found[0].tenant) and not any(
        _may_see(context, site) for site in sites_ever_of_version(connection, version)
    ):
        raise HTTPException(404)
    return found[0]


def _may_see(context: RequestContext, site: str) -> bool:
    return context.scope.can_see(*site.split("/", 1))


def _planned_ends(context: RequestContext, connection: Connection, stored: Playlist) -> dict[str, object]:
    """Planned end of each experiment; None if no end is planned."""
    until = day_in_last_zone(context.now_ms)
    names = [str(each["id"]) for each in json.loads(stored.content).get("experiments", [])]
    found = {
        name: read_experiment_ends(connection, stored.tenant, name, until, context.now_ms).planned for name in names
    }
    return {name: None if day is None else local_date(day) for name, day in found.items()}


def _days(experiments: Sequence[Mapping[str, Any]], key: str) -> dict[str, date | None]:
    """First or last day of each experiment."""
    return {each["id"]: date.fromisoformat(each[key]) if each.get(key) else None for each in experiments}


def undo_changes(connection: Connection, stored: Playlist, undo: Undo) -> list[tuple[int, list[str], Changes]]:
    """Former version, its shops, and what the undo changes for them; at most MOST_GROUPS."""
    shown = list(undo.sites)[:MOST_GROUPS]
    former = {each.version: each.content for each in playlist_versions(connection, shown)}
    return [(each, undo.sites[each], playlist_changes(stored.content, former[each])) for each in shown]


def undo_digest(undo: Undo) -> str:
    """Digest of what the user confirms."""
    return seen_digest(str(undo.version), {site: former for former, sites in undo.sites.items() for site in sites})


def undo(context: RequestContext) -> Response:
    """Send the shops of a version what they had before. Raises HTTPException for a user who may not see all of them."""
    query = parse_query(VersionQuery, QueryParams({"version": context.form.get("version", "")}))
    media = context.services.media
    if media is None:
        raise SourceError(NO_MEDIA)
    try:
        with context.begin_write() as connection:
            stored = find_version(context, connection, query.version)
            planned = plan_undo(connection, stored.version)
            if not all(_may_see(context, site) for site in planned.all_sites):
                raise HTTPException(403, NOT_ALL_SHOPS)
            if context.form.get("seen") != undo_digest(planned):
                raise UsageError("playlist: these shops have received another playlist, so nothing was changed.")
            name = context.identity.name
            made = undo_playlist(connection, planned, media, Sender(name, name, context.address), context.now_ms)
    except UsageError as error:
        return _version_page(context, query, translate_known("problem", context.t, str(error)), 409)
    return redirect(f"/playlists/version?version={made[-1].version}&sent=1")


def download(context: RequestContext) -> Response:
    """A version as a file for `playlist push`."""
    query = parse_query(VersionQuery, context.query)
    with context.read_view() as connection:
        stored = find_version(context, connection, query.version)
    name = f"playlist-{stored.version}.toml"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    tables = draft_of_content(stored.content).tables
    return Response(draft_toml(tables), media_type="application/toml", headers=headers)


ROUTES = [
    page_route("/playlists/version", show),
    page_route("/playlists/version.toml", download),
    page_route("/playlists/undo", undo, needs=Role.EDITOR, methods=["POST"]),
]
