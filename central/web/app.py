"""The web application: all routes behind the guard."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from central.errors import CentralError
from central.web import enrol, health, media
from central.web.api import endpoints
from central.web.errors import on_body_error, on_central_error, on_hang_up, on_http_error, on_unforeseen
from central.web.guard import BodyTooLargeError, BodyTooSlowError, Guard
from central.web.limits import Limits
from central.web.pages import (
    account,
    alerts,
    audit,
    comments,
    compare,
    creative,
    creative_edit,
    creatives,
    experiments,
    fleet,
    method,
    plan,
    playlists,
    recommendation,
    sign_in,
    trends,
)
from central.web.routes import PUBLIC
from central.web.services import Services
from central.web.static_files import static_file


def all_routes() -> list[BaseRoute]:
    """All routes. Only routes named PUBLIC and the sign-in are available without signing in."""
    return [
        Route("/healthz", health.serve_health, name=PUBLIC),
        Route("/static/{name}", static_file, name=PUBLIC),
        *sign_in.ROUTES,
        *account.ROUTES,
        *creatives.ROUTES,
        *alerts.ROUTES,
        *creative.ROUTES,
        *creative_edit.ROUTES,
        *compare.ROUTES,
        *experiments.ROUTES,
        *plan.ROUTES,
        *trends.ROUTES,
        *comments.ROUTES,
        *recommendation.ROUTES,
        *fleet.ROUTES,
        *playlists.ROUTES,
        *method.ROUTES,
        *audit.ROUTES,
        *endpoints.ROUTES,
        *media.ROUTES,
        *enrol.ROUTES,
    ]


def build_application(services: Services, limits: Limits) -> ASGIApp:
    """Build the web application of a server."""
    app = Starlette(
        routes=all_routes(),
        exception_handlers={
            CentralError: on_central_error,
            HTTPException: on_http_error,
            BodyTooLargeError: on_body_error,
            BodyTooSlowError: on_body_error,
            ClientDisconnect: on_hang_up,
            Exception: on_unforeseen,
        },
    )
    app.router.redirect_slashes = False
    app.state.services = services
    return Guard(app, services.settings, limits)
