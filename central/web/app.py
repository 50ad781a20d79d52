"""The web application: all routes behind the guard."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from central.errors import CentralError
from central.web import enrol, fleet_files, health, media
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
    enrolments,
    experiments,
    first,
    fleet,
    kiosk_enrol,
    kiosk_revoke,
    lift,
    method,
    oidc,
    own_second_factor,
    password_link,
    plan,
    playlist_day,
    playlist_draft,
    playlist_new,
    playlist_review,
    playlist_shops,
    playlist_version,
    playlists,
    recommendation,
    rollout,
    sales,
    shared,
    sharing,
    shop,
    shop_edit,
    shop_new,
    shop_upload,
    shops,
    sign_in,
    sign_in_code,
    start,
    tokens,
    trends,
    user,
    users,
    weekly_mail,
)
from central.web.routes import PUBLIC
from central.web.services import Services
from central.web.static_files import static_file
from edge.web.help_pages import help_routes


def all_routes() -> list[BaseRoute]:
    """All routes. Only routes named PUBLIC and the sign-in are available without signing in."""
    return [
        Route("/healthz", health.serve_health, name=PUBLIC),
        Route("/static/{name}", static_file, name=PUBLIC),
        *help_routes(PUBLIC),
        *sign_in.ROUTES,
        *oidc.ROUTES,
        *sign_in_code.ROUTES,
        *password_link.ROUTES,
        *first.ROUTES,
        *account.ROUTES,
        *own_second_factor.ROUTES,
        *users.ROUTES,
        *user.ROUTES,
        *weekly_mail.ROUTES,
        *start.ROUTES,
        *creatives.ROUTES,
        *shop.ROUTES,
        *alerts.ROUTES,
        *creative.ROUTES,
        *creative_edit.ROUTES,
        *compare.ROUTES,
        *experiments.ROUTES,
        *lift.ROUTES,
        *sales.ROUTES,
        *sharing.ROUTES,
        *shared.ROUTES,
        *plan.ROUTES,
        *trends.ROUTES,
        *comments.ROUTES,
        *recommendation.ROUTES,
        *fleet.ROUTES,
        *enrolments.ROUTES,
        *kiosk_enrol.ROUTES,
        *kiosk_revoke.ROUTES,
        *rollout.ROUTES,
        *shops.ROUTES,
        *shop_new.ROUTES,
        *shop_upload.ROUTES,
        *shop_edit.ROUTES,
        *playlists.ROUTES,
        *playlist_new.ROUTES,
        *playlist_draft.ROUTES,
        *playlist_shops.ROUTES,
        *playlist_review.ROUTES,
        *playlist_day.ROUTES,
        *playlist_version.ROUTES,
        *method.ROUTES,
        *audit.ROUTES,
        *tokens.ROUTES,
        *endpoints.ROUTES,
        *fleet_files.ROUTES,
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
