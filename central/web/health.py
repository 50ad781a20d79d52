"""`/healthz`: reports whether the server and its database respond. With a token for every site, it also returns the
alerts of the server.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from central.errors import CentralError
from central.store.database import read_view
from central.store.open_alerts import server_alerts
from central.store.store import Store
from central.store.users import has_users
from central.web.identity import bearer_token, token_identity
from central.web.routes import run_in_thread
from central.web.services import Services


async def serve_health(request: Request) -> Response:
    """Respond with 200 and `ok`, or with 503."""
    services: Services = request.app.state.services
    secret = bearer_token(request)
    detail = await run_in_thread(lambda: _alert_detail(services.store, secret), services.identity_limiter)
    if detail is None:
        return JSONResponse({"status": "no database"}, 503)
    return JSONResponse({"status": "ok", **detail})


def _alert_detail(store: Store, secret: str | None) -> dict[str, list[str]] | None:
    """Alerts of the server, which the response contains beside `ok`; None without a database."""
    try:
        identity = None if secret is None else token_identity(store, secret)
        with read_view(store) as connection:
            has_users(connection)
            if identity is None or identity.scope.patterns is not None:
                return {}
            return {"alerts": [alert.code for alert in server_alerts(connection)]}
    except CentralError:
        return None
