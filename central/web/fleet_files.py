"""`/media/fleet/{tenant}/{path}`: the published repositories of kiosks, as static files.

They need no token: kiosks check signatures, and a stick has the same files. A web server in front may serve them too.
"""

import re
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from central.web.services import Services

_PATH = re.compile(r"[a-z0-9_-]{1,64}/(metadata|targets)(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}){1,4}")
NEWEST, FIXED = "no-cache", "public, max-age=86400, immutable"


def serve_fleet_file(request: Request) -> Response:
    """Send a file of a repository. Raises HTTPException."""
    services: Services = request.app.state.services
    path = _path(services.media, request.path_params["path"])
    if path is None:
        raise HTTPException(404, "There is no such file.")
    cache = NEWEST if path.name == "timestamp.json" else FIXED
    return FileResponse(path, media_type="application/octet-stream", headers={"cache-control": cache})


def _path(media: Path | None, name: str) -> Path | None:
    if media is None or _PATH.fullmatch(name) is None:
        return None
    path = media / "fleet" / name
    return path if path.is_file() and not name.endswith(".new") else None


ROUTES = [Route("/media/fleet/{path:path}", serve_fleet_file, name="fleet_files")]
