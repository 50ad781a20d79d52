"""Makes and revokes the links that share one experiment with people without an account."""

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import Response

from central.errors import NotFoundError, UsageError
from central.reports.planned_ends import has_planned_end, read_last_day
from central.reports.selection import Request, build_selection
from central.store.shared_links import add_link, revoke_link
from central.store.users import Role
from central.web.experiment_forms import EndedLink, NewLink
from central.web.pages.links import add_query
from central.web.queries import ExperimentQuery, Query, parse_query
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route

NOT_ALL_SHOPS = (
    "A shared link shows all shops of an experiment, but you may see only some of them. Ask a user who may see all of"
    " them."
)


def share(context: RequestContext) -> Response:
    """Make a link, and show it once. Raises UsageError, or HTTPException for a user of only some shops."""
    query = parse_query(NewLink, _form(context, NewLink))
    _require_experiment(context, query.tenant, query.id)
    user = context.identity.user
    assert user is not None
    with context.begin_write() as connection:
        if query.after_end and not has_planned_end(connection, query.tenant, query.id):
            raise UsageError(f"link: no end is planned for {query.id}. Plan its end first, or share it as it is now.")
        token = add_link(
            connection, user, query.tenant, query.id, query.days, context.now_ms, after_end=query.after_end
        )
        detail = f"{query.tenant}/{query.id} for {query.days} days{', results after the end' * query.after_end}"
        context.record(connection, "experiment.share", detail, query.tenant)
    return context.render_page(
        "sharing.html.j2",
        link=f"{context.origin}/shared/{token}",
        name=query.id,
        days=query.days,
        after_end=query.after_end,
        back=_path(query.tenant, query.id),
    )


def revoke(context: RequestContext) -> Response:
    """Revoke a link. Raises UsageError, or HTTPException for a user of only some shops."""
    query = parse_query(EndedLink, _form(context, EndedLink))
    _require_experiment(context, query.tenant, query.id)
    with context.begin_write() as connection:
        if not revoke_link(connection, query.tenant, query.id, query.link, context.now_ms):
            raise NotFoundError(f"link: {query.id} has no link with the number {query.link}. Nothing was changed.")
        context.record(connection, "experiment.unshare", f"{query.tenant}/{query.id} link {query.link}", query.tenant)
    return redirect(f"{_path(query.tenant, query.id)}#shared")


def _form(context: RequestContext, kind: type[Query]) -> QueryParams:
    return QueryParams({name: context.form[name] for name in kind.model_fields if name in context.form})


def _require_experiment(context: RequestContext, tenant: str, name: str) -> None:
    """Raise NotFoundError for an experiment that the user may not see, and HTTPException if the user may not share
    it.
    """
    with context.read_view() as connection:
        sites = build_selection(connection, context.scope, tenant, Request(tenant))
        if read_last_day(connection, tenant, name, sites) is None:
            raise NotFoundError(f"experiment: nothing is stored for {name!r}. No experiment is stored.")
    if not context.scope.allows_tenant(tenant):
        raise HTTPException(403, NOT_ALL_SHOPS)


def _path(tenant: str, name: str) -> str:
    return add_query("/experiments/show", ExperimentQuery(tenant=tenant, id=name))


ROUTES = [
    page_route("/experiments/share", share, needs=Role.EDITOR, methods=["POST"]),
    page_route("/experiments/unshare", revoke, needs=Role.EDITOR, methods=["POST"]),
]
