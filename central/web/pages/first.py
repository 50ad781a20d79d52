"""Page of the link with which somebody makes the first administrator. There is no such page once there is a user."""

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.clock import now_ms
from central.store import audit
from central.store.database import translate_database_errors
from central.store.first_link import FIRST_PATH, add_first_user, is_first_link
from central.store.users import FEWEST_DIFFERENT, NAME, SHORTEST, password_fault
from central.web.link_attempts import HEADERS, try_link
from central.web.passwords import hash_password
from central.web.routes import PUBLIC, read_form, requested_language, run_in_thread
from central.web.services import Services
from central.web.signing_in import read_visitor, sign_in_user, signed_in_response

Work = Callable[[Request, Services, dict[str, str]], Response]


async def show(request: Request) -> Response:
    """Page with the form for name and password."""
    return await _in_thread(request, _page)


async def add(request: Request) -> Response:
    """Make the administrator of all sites, and sign them in. The link works only once."""
    return await _in_thread(request, _add)


async def _in_thread(request: Request, work: Work) -> Response:
    services: Services = request.app.state.services
    form = await read_form(request)
    answer = await run_in_thread(lambda: work(request, services, form), services.sign_in_limiter)
    answer.headers.update(HEADERS)
    return answer


def _require_link(request: Request, services: Services) -> str:
    """Secret of the link. Raises HTTPException if it does not work."""
    token = str(request.path_params["token"])[:64]
    address = str(request.scope["address"])
    try_link(
        services.store, address, lambda connection, at_ms: True if is_first_link(connection, token, at_ms) else None
    )
    return token


def _page(request: Request, services: Services, _: dict[str, str]) -> Response:
    _require_link(request, services)
    return _form(request)


def _add(request: Request, services: Services, form: dict[str, str]) -> Response:
    token, visitor = _require_link(request, services), read_visitor(request)
    name, password = form.get("name", "").strip().lower(), form.get("password", "")
    fault = "name" if NAME.fullmatch(name) is None else password_fault(password, name)
    if fault is not None or form.get("again", "") != password:
        return _form(request, fault or "differs", 400, name)
    password_hash = hash_password(password)
    with translate_database_errors(), services.store.engine.begin() as connection:
        user = add_first_user(connection, token, name, password_hash, now_ms())
        signed = None if user is None else sign_in_user(connection, services, user, visitor, "first link")
        if user is not None:
            audit.record_entry(
                connection, user.name, "user.add", f"{user.name}, by the first link", visitor.address, tenant=None
            )
    if signed is None:  # somebody was faster
        raise HTTPException(404, headers=dict(HEADERS))
    return signed_in_response(services, signed, visitor)


def _form(request: Request, problem: str = "", status: int = 200, name: str = "") -> Response:
    services: Services = request.app.state.services
    return services.pages.page_response(
        requested_language(request, None),
        "first.html.j2",
        status,
        name=name,
        problem=problem,
        shortest=SHORTEST,
        different=FEWEST_DIFFERENT,
    )


ROUTES = [
    Route(f"{FIRST_PATH}{{token}}", show, methods=["GET"], name=PUBLIC),
    Route(f"{FIRST_PATH}{{token}}", add, methods=["POST"], name=PUBLIC),
]
