"""Routes of pages. Each route needs a role, and passes the request of a signed-in user to its function.

A page is a function and a line in `ROUTES` of its file:

    def sites(context: RequestContext) -> Response:
        with context.reading() as connection:
            return context.page("sites.html.j2", sites=sites_of(connection, context.scope))

    ROUTES = [page("/sites", sites)]
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import BinaryIO, TypeVar
from urllib.parse import quote

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.languages.language import Language
from central.languages.negotiation import negotiate_language
from central.store.users import Role
from central.web.browser_name import browser_name
from central.web.guard import SAFE_METHODS
from central.web.identity import Identity, is_form_token, session_cookie, session_identity
from central.web.report_lane import LIGHT, Weight
from central.web.request_context import RequestContext, redirect
from central.web.required_factor import must_have_factor, require_factor
from central.web.services import Services
from edge.web.places import mark_connection_with_session

T = TypeVar("T")
PageFunction = Callable[[RequestContext], Response]
UploadFunction = Callable[[RequestContext, BinaryIO | None], Response]
EndpointFunction = Callable[[Request], Awaitable[Response]]
FIELD = "form_token"
MOST_FIELDS = 50
TOKEN_READS = "This token may only read. Ask for a token that may write."
NOT_ALL_SHOPS = (
    "The name and the video of an ad apply to all shops, but you may see only some of them. Ask a user who may see all"
    " shops."
)
TOKEN_IS_NO_ADMIN = "No token may do this. Sign in as an administrator."
TOKEN_MANAGES_NOT = "This token may not manage shops, kiosks and tokens. Ask for a token that may manage."
PUBLIC = "public"
"""Name of the routes that do not require signing in."""


class RoleRoute(Route):
    """Route that needs at least a given role. `takes_manage`: a token with the access `manage` may use it instead. The
    table of permissions in the documentation is generated from these routes.
    """

    def __init__(
        self,
        path: str,
        endpoint: EndpointFunction,
        needs: Role,
        methods: Sequence[str],
        name: str,
        *,
        takes_manage: bool = False,
    ) -> None:
        super().__init__(path, endpoint, methods=list(methods), name=name)
        self.needs, self.takes_manage = needs, takes_manage


def page_route(
    path: str,
    function: PageFunction,
    needs: Role = Role.VIEWER,
    methods: Sequence[str] = ("GET",),
    weight: Weight = LIGHT,
    most_fields: int = MOST_FIELDS,
) -> Route:
    """Route of a page for users with at least a given role. `most_fields`: most fields of its form."""

    async def endpoint(request: Request) -> Response:
        services: Services = request.app.state.services
        identity = await request_identity(request)
        if identity is None:
            return _to_sign_in(request)
        require_role(identity, needs)
        form = await read_form(request, most_fields)
        if request.method not in SAFE_METHODS:
            require_form_token(identity, form.get(FIELD))
        context = request_context(request, services, identity, form)
        return await run_in_lane(request, context, function, weight)

    return RoleRoute(path, endpoint, needs, methods, f"page {path}")


def upload_route(path: str, function: UploadFunction, needs: Role) -> Route:
    """Route that accepts a file from users with at least a given role. The role is checked before the body is read."""

    async def endpoint(request: Request) -> Response:
        services: Services = request.app.state.services
        identity = await request_identity(request)
        if identity is None:
            return _to_sign_in(request)
        require_role(identity, needs)
        try:
            async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
                context = request_context(request, services, identity, _texts(form))
                require_form_token(identity, context.form.get(FIELD))
                files = [value.file for value in form.values() if isinstance(value, UploadFile) and value.size]
                file = files[0] if files else None
                return await run_in_thread(lambda: function(context, file), services.upload_limiter)
        except OSError as error:
            raise HTTPException(
                507, f"There is no space for the file ({error.strerror}). Nothing was changed."
            ) from None

    return RoleRoute(path, endpoint, needs, ["POST"], f"page {path}")


def _texts(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def run_in_thread(work: Callable[[], T], limiter: CapacityLimiter) -> T:
    """Run blocking work in a thread, outside the event loop."""
    return await anyio.to_thread.run_sync(work, limiter=limiter)


async def run_in_lane(request: Request, context: RequestContext, function: PageFunction, weight: Weight) -> Response:
    """Run a function among the small pages or among the reports. Raises HTTPException or ClientDisconnect."""
    if not weight.is_report({**request.query_params, **context.form}):
        return await run_in_thread(lambda: function(context), context.services.page_limiter)
    return await context.services.report_lane.run_report(
        request,
        context.identity.key,
        lambda interruption: function(replace(context, interruption=interruption)),
        weight.alone,
    )


async def request_identity(request: Request) -> Identity | None:
    """Identity of the user whose session the cookie identifies. Raises HTTPException for a user who must set up a
    second factor first.
    """
    services: Services = request.app.state.services
    token = request.cookies.get(session_cookie(services.settings.is_encrypted))
    if not token:
        return None
    address = str(request.scope["address"])
    identity = await run_in_thread(lambda: session_identity(services.store, token, address), services.identity_limiter)
    user = None if identity is None else identity.user
    if user is not None and must_have_factor(services.settings.second_factor, user):
        path = request.url.path
        await run_in_thread(lambda: require_factor(services.store, user, path), services.identity_limiter)
    if identity is not None:
        mark_connection_with_session(request.scope)
    return identity


def request_context(
    request: Request, services: Services, identity: Identity, form: Mapping[str, str]
) -> RequestContext:
    """The request, in the form that page functions receive."""
    return RequestContext(
        services=services,
        identity=identity,
        url_path=request.url.path,
        path=request.path_params,
        query=request.query_params,
        form=form,
        cookies=request.cookies,
        address=str(request.scope["address"]),
        origin=str(request.base_url).rstrip("/"),
        browser=browser_name(request.headers.get("user-agent")),
        t=requested_language(request, identity),
    )


def requested_language(request: Request, identity: Identity | None) -> Language:
    """Language that the user has set, otherwise the browser's language. Error pages use it as well."""
    own = identity.user.language if identity is not None and identity.user is not None else None
    language = negotiate_language(own, request.headers.get("accept-language"))
    request.state.language = language
    return language


async def read_form(request: Request, most_fields: int = MOST_FIELDS) -> dict[str, str]:
    """Text fields of a form. Files are not accepted."""
    if request.method in SAFE_METHODS or "form" not in request.headers.get("content-type", ""):
        return {}
    async with request.form(max_files=0, max_fields=most_fields) as form:
        return _texts(form)


def require_role(identity: Identity, needs: Role, *, takes_manage: bool = False) -> None:
    """Raise HTTPException with status 403 if the caller's role is too low. `takes_manage`: a token with the access
    `manage` may do it.
    """
    if takes_manage and identity.token is not None:
        if not identity.may_manage:
            raise HTTPException(403, TOKEN_MANAGES_NOT)
        return
    if identity.role < needs and identity.secret is None:
        raise HTTPException(403, TOKEN_READS if needs <= Role.EDITOR else TOKEN_IS_NO_ADMIN)
    if identity.role < needs:
        raise HTTPException(403, f"This requires the role {needs}; yours is {identity.role}. Ask an administrator.")


def require_all_shops(context: RequestContext, tenant: str) -> None:
    """Raise HTTPException with status 403 unless the user may change ads of the tenant. A change is visible at all
    shops of the tenant.
    """
    if not context.may_edit(tenant):
        raise HTTPException(403, NOT_ALL_SHOPS)


def require_form_token(identity: Identity, given: str | None) -> None:
    """Raise HTTPException with status 403 for a form that does not come from the session's own pages."""
    if identity.secret is None or not is_form_token(identity.secret, given):
        raise HTTPException(403, "This form is out of date, so nothing was changed. Reload the page and try again.")


def _to_sign_in(request: Request) -> Response:
    if request.method not in SAFE_METHODS:
        raise HTTPException(401, "You are not signed in, so nothing was changed. Sign in and try again.")
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return redirect("/sign-in" if path == "/" else f"/sign-in?next={quote(path, safe='')}")
