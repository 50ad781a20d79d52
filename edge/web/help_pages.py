"""Help: the documents of this installation, below /help. They are public and the same everywhere, so they need no
session.
"""

import hashlib
import os
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from edge.documents import site_folder
from edge.web.security import HEADERS

PREFIX = "/help"
FIRST_PAGE = f"{PREFIX}/index.html"
HELP_HEADERS = {
    **HEADERS,
    # The theme's icons are images in its style sheet; its search sends a form to another page of the site.
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "cache-control": "no-cache",
}
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".txt": "text/plain",
}
"""Media types of the served files, by suffix. Other files are not served."""
NO_DOCUMENTS = "This installation has no documents: install the package of a release, or run make site in a checkout.\n"


class HelpFiles:
    """Files of the built site. A request selects one from the list of files, so no path leads out of the folder."""

    def __init__(self) -> None:
        self._files: dict[str, Path] = {}

    def find(self, path: str) -> Path | None:
        """The file at a path below /help, or None. Raises LookupError if there are no documents."""
        if not self._files:
            folder = site_folder()
            if folder is None:
                raise LookupError("no documents")
            self._files = list_files(folder)
        return self._files.get(path)


def list_files(folder: Path) -> dict[str, Path]:
    """Files of a site by their path in it. Links are left out, and so are files of other types."""
    found = {}
    for parent, _, names in os.walk(folder):  # does not follow links
        for path in (Path(parent, name) for name in names):
            if path.suffix in TYPES and not path.is_symlink():
                found[path.relative_to(folder).as_posix()] = path
    return found


def help_routes(name: str | None = None) -> list[Route]:
    """Routes of the documents, with one name. The files are listed at the first request."""
    files = HelpFiles()

    async def first_page(_: Request) -> Response:
        return RedirectResponse(FIRST_PAGE)

    async def page(request: Request) -> Response:
        if not request.path_params["path"]:
            return RedirectResponse(FIRST_PAGE)
        return await run_in_threadpool(_file_response, files, request)

    return [Route(PREFIX, first_page, name=name), Route(f"{PREFIX}/{{path:path}}", page, name=name)]


def _file_response(files: HelpFiles, request: Request) -> Response:
    try:
        path = files.find(request.path_params["path"])
    except LookupError:
        return PlainTextResponse(NO_DOCUMENTS, 404)
    try:
        content = path.read_bytes() if path else None
    except OSError:  # an update has removed it
        content = None
    if path is None or content is None:
        return PlainTextResponse("Not found.\n", 404)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if tag in known:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=TYPES[path.suffix], headers=headers)
