"""`/healthz`: whether the server and its database answer. It says nothing else, to anybody."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from central.errors import CentralError
from central.store.database import reading
from central.store.store import Store
from central.store.users import has_users
from central.web.routes import in_thread
from central.web.services import Services


async def healthz(request: Request) -> Response:
    """200 and `ok`, or 503."""
    services: Services = request.app.state.services
    is_well = await in_thread(lambda: _answers(services.store), services.identity_limiter)
    return JSONResponse({"status": "ok" if is_well else "no database"}, 200 if is_well else 503)


def _answers(store: Store) -> bool:
    try:
        with reading(store) as connection:
            has_users(connection)
    except CentralError:
        return False
    return True
