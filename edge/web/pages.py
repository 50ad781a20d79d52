"""Common parts of all page applications: routes for static files, and reading a short request body."""

from collections.abc import Mapping
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


def page_routes(
    package: str, kinds: Mapping[str, str], index: str = "index.html", shared: Mapping[str, str] | None = None
) -> list[Route]:
    """Routes for the files in a package's folder `page`: `index` at `/`, and each file at `/page/NAME`.

    `kinds`: names of the served files and their media types. `shared`: names of files that are in another package.
    """
    packages = shared or {}
    contents = {name: (files(packages.get(name, package)) / "page" / name).read_bytes() for name in kinds}

    async def page_file(request: Request) -> Response:
        name = request.path_params.get("name", index)
        if name not in contents:
            return PlainTextResponse("Not found.\n", 404)
        return Response(contents[name], media_type=kinds[name])

    return [Route("/", page_file), Route("/page/{name}", page_file)]


async def read_short_body(request: Request, max_bytes: int) -> bytes | None:
    """Read the body of a request. Returns None if it is longer than `max_bytes`."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > max_bytes:
            return None
    return body
