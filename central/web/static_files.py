"""Static files of the pages. The list of files is fixed. Each file is read once, and its address changes with its
content.
"""

import hashlib
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

TYPES = {
    "style.css": "text/css",
    "report.css": "text/css",
    "playlist.css": "text/css",
    "rollout.css": "text/css",
    "management.css": "text/css",
    "print.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
"""Files that are served. A new file needs an entry here, because nothing else in the folder is served."""


@cache
def _content(name: str) -> tuple[bytes, str]:
    content = (files("central.web") / "static" / name).read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:12]


def static_path(name: str) -> str:
    """Path of a file with its current digest, for a template."""
    return f"/static/{name}?{_content(name)[1]}"


async def static_file(request: Request) -> Response:
    """Response with the file, or with status 404."""
    name = request.path_params["name"]
    if name not in TYPES:
        return PlainTextResponse("Not found.\n", 404)
    content, digest = _content(name)
    is_current = request.url.query == digest
    headers = {"cache-control": f"public, max-age={31_536_000 if is_current else 60}"}
    return Response(content, media_type=TYPES[name], headers=headers)
