"""Second step of a playlist: the shops that get it, by name, by tag, or all."""

from dataclasses import replace

from starlette.responses import Response

from central.errors import UsageError
from central.languages.recognition import Said, translate_known
from central.playlists.draft import Shops
from central.store.users import Role
from central.web.pages.playlist_draft import MOST_FIELDS
from central.web.playlist_drafts import DRAFT, chosen_sites, keep_draft, open_draft, visible_shops
from central.web.playlist_form import chosen_names
from central.web.playlist_queries import DraftQuery
from central.web.queries import parse_query
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route


def show(context: RequestContext) -> Response:
    """Page with the shops that the user may see, by tag and by name, and how many kiosks are chosen."""
    query = parse_query(DraftQuery, context.query)
    problem, sites = None, []
    with context.read_view() as connection:
        opened = open_draft(context, connection)
        shops = visible_shops(context, connection, opened.tenant)
        try:
            sites = chosen_sites(context, connection, opened.tenant, opened.draft.shops)
        except UsageError as error:
            problem = translate_known("problem", context.t, str(error))
    if query.stale:
        problem = Said(context.t("drafting.stale"), context.t.code)
    elif query.check and not sites and problem is None:
        problem = Said(context.t("drafting.no_shops"), context.t.code)
    return context.render_page(
        "playlist_shops.html.j2",
        opened=opened,
        chosen=opened.draft.shops,
        shops=shops,
        sets=[
            (kind, {name: (len(keys), shops.count_kiosks(keys)) for name, keys in by_name.items()}, chosen)
            for kind, by_name, chosen in (
                ("tag", shops.sites_by_tag(), opened.draft.shops.tags),
                ("group", shops.sites_by_group(), opened.draft.shops.groups),
            )
        ],
        sees_all=context.scope.allows_tenant(opened.tenant),
        sites=sites,
        kiosks=shops.count_kiosks(sites),
        problem=problem,
    )


def save(context: RequestContext) -> Response:
    """Save the choice. A shop that the user may not see is refused."""
    with context.read_view() as connection:
        opened = open_draft(context, connection)
        shops = Shops(
            "everywhere" in context.form,
            tuple(f"{opened.tenant}/{name}" for name in chosen_names(context.form, "site.")),
            tuple(chosen_names(context.form, "tag.")),
            tuple(chosen_names(context.form, "group.")),
        )
        sites = chosen_sites(context, connection, opened.tenant, shops)
    if not keep_draft(context, opened, replace(opened.draft, shops=shops)):
        return redirect(f"{opened.path}/shops?stale=1")
    if context.form.get("do") != "next" or not sites:
        return redirect(f"{opened.path}/shops?check=1")
    return redirect(f"{opened.path}/review{'?experiment=1' if opened.is_experiment else ''}")


ROUTES = [
    page_route(f"{DRAFT}/shops", show, needs=Role.EDITOR),
    page_route(f"{DRAFT}/shops", save, needs=Role.EDITOR, methods=["POST"], most_fields=MOST_FIELDS),
]
