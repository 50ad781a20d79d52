"""Files of the pages: a fixed list, read once, with a name that changes with the content."""

import hashlib
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

TYPES = {
    "style.css": "text/css",
    "report.css": "text/css",
    "print.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
"""A new file needs an entry here. Nothing else in the folder is served."""


@cache
def _content(name: str) -> tuple[bytes, str]:
    content = (files("central.web") / "static" / name).read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:12]


def static_path(name: str) -> str:
    """Path of a file, for a template."""
    return f"/static/{name}?{_content(name)[1]}"


async def static_file(request: Request) -> Response:
    """The file, or 404."""
    name = request.path_params["name"]
    if name not in TYPES:
        return PlainTextResponse("Not found.\n", 404)
    content, digest = _content(name)
    is_current = request.url.query == digest
    headers = {"cache-control": f"public, max-age={31_536_000 if is_current else 60}"}
    return Response(content, media_type=TYPES[name], headers=headers)
