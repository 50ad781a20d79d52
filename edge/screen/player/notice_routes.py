"""Routes for the notice on the player's page: its texts and its QR code."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute

from edge.screen.player.access import PageAccess
from edge.screen.player.items import PageContent
from edge.screen.player.say_page import CommentPage


def notice_routes(content: PageContent, say: CommentPage | None, access: PageAccess) -> list[BaseRoute]:
    """The routes. `say`: the comment page, which a button in each language opens; None if there is none."""

    async def notice_texts(_: Request) -> Response:
        return JSONResponse(_notice_json(content, say))

    async def notice_code(_: Request) -> Response:
        svg = content.notice().qr_svg
        return PlainTextResponse("Not found.\n", 404) if svg is None else Response(svg, media_type="image/svg+xml")

    return [
        access.private_route("/notice.json", "the notice", notice_texts),
        access.private_route("/notice.svg", "the notice", notice_code),
    ]


def _notice_json(content: PageContent, say: CommentPage | None) -> dict[str, object]:
    page = content.notice()
    texts = [
        {
            "language": text.language,
            "measuring": text.measuring,
            "not_measuring": text.not_measuring,
            "operator": text.operator,
            "objection": text.objection,
            "view_open": text.view_open,
            "opt_out": text.opt_out,
            "say": say.button_text(say.page_language(text.language)) if say else None,
            "title": text.title,
            "paragraphs": text.paragraphs,
            "promise_title": text.promise_title,
            "promise": text.promise,
        }
        for text in page.texts
    ]
    return {
        "version": page.version,
        "texts": texts,
        "has_code": page.qr_svg is not None,
        "strip_modules": page.strip_modules,
        "strip": content.strip,
        "overlay": content.is_overlay,
    }
