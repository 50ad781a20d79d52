"""`/media/{sha256}`: serves ad videos to kiosks. It supports requests for parts of a file (Range), and needs a separate
kind of token.
"""

import re
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from central.store.creatives import tenants_of_film
from central.store.database import read_view
from central.store.scope import Scope, visible_sites
from central.web.identity import bearer_token, find_kiosk_scope
from central.web.routes import run_in_thread
from central.web.services import Services
from edge.web.places import mark_connection_with_session

_SHA256 = re.compile("[0-9a-f]{64}")


async def serve_media(request: Request) -> Response:
    """Send the video to a kiosk whose tenant uses it. Raises HTTPException."""
    services: Services = request.app.state.services
    secret = bearer_token(request)
    scope = None
    if secret is not None:
        scope = await run_in_thread(lambda: find_kiosk_scope(services.store, secret), services.identity_limiter)
    if scope is None:
        raise HTTPException(401, "This request requires the token of a kiosk.", {"www-authenticate": "Bearer"})
    mark_connection_with_session(request.scope)
    sha256 = request.path_params["sha256"]
    path = await run_in_thread(lambda: _path(services, scope, sha256), services.identity_limiter)
    if path is None:
        raise HTTPException(404, "There is no such video.")
    return FileResponse(path, media_type="application/octet-stream", headers={"cache-control": "private"})


def _path(services: Services, scope: Scope, sha256: str) -> Path | None:
    if services.media is None or _SHA256.fullmatch(sha256) is None:
        return None
    with read_view(services.store) as connection:
        if not tenants_of_film(connection, sha256) & set(visible_sites(connection, scope).tenants):
            return None
    path = services.media / sha256
    return path if path.is_file() else None


ROUTES = [Route("/media/{sha256}", serve_media, name="media")]
