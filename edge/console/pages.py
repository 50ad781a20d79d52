"""Serves the console's pages in the user's language: the language chosen on the page, else the browser's language, else
English.
"""

from collections.abc import Mapping
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from edge.accepted_language import accepted_language
from edge.console.texts import CODES, fill_in_page_texts, texts_javascript
from edge.web.pages import page_routes

COOKIE = "vitrina_language"
"""Name of the cookie that the language button of the page sets."""
SCRIPTS = ("dom.js", "form.js", "language.js", "refusals.js", "session.js")
"""Scripts that every page uses."""


def requested_language(request: Request) -> str:
    """Code of the language that the request prefers."""
    chosen = request.cookies.get(COOKIE)
    return chosen if chosen in CODES else accepted_language(request.headers.get("accept-language"), CODES)


def localized_routes(index: str, scripts: tuple[str, ...]) -> list[Route]:
    """Routes for a page, its texts and its files, in the requested language."""
    page = (files("edge.console") / "page" / index).read_text("utf-8")
    pages = {code: fill_in_page_texts(page, code) for code in CODES}
    kinds = {"icon.svg": "image/svg+xml", "console.css": "text/css"}
    kinds |= dict.fromkeys((*SCRIPTS, *scripts), "text/javascript")

    async def localized(request: Request) -> Response:
        return _answer(request, pages, "text/html")

    async def words(request: Request) -> Response:
        return _answer(request, {code: texts_javascript(code) for code in CODES}, "text/javascript")

    return [Route("/", localized), Route("/page/texts.js", words), *page_routes("edge.console", kinds)]


def _answer(request: Request, contents: Mapping[str, str], kind: str) -> Response:
    code = requested_language(request)
    headers = {"content-language": code, "vary": "accept-language, cookie"}
    return Response(contents[code], media_type=kind, headers=headers)
