"""Routes of the comment page: one serves the form, another receives comments. A comment's text goes only to the kiosk.

A response never repeats a text and is the same for every text.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from edge.screen.player.flood_limit import FloodLimit
from edge.screen.player.say_page import FIELD, PATH, Answer, CommentPage
from edge.web.pages import read_short_body

MAX_BYTES = 16_384  # 280 characters take up to 3,360 bytes in a form; ignored characters take more
BURST, RATE_HZ = 6, 0.1
STATUS: dict[Answer, int] = {"thanks": 200, "closed": 503, "wait": 429, "failed": 400}


@dataclass(frozen=True)
class CommentHooks:
    """Functions of the kiosk for comments. All are called in the server's thread and never wait.

    `is_taken` returns False while the kiosk is paused. `prepare` is called when somebody opens the page. `put` is
    called with each text that was sent.
    """

    page: CommentPage
    now: Callable[[], float]
    is_taken: Callable[[], bool]
    prepare: Callable[[], None]
    put: Callable[[str], None]


def comment_page_routes(hooks: CommentHooks, is_known: Callable[[dict[str, str], str], bool]) -> list[Route]:
    """Routes of the comment page. `is_known` checks the cookie of a request."""
    page, limit = hooks.page, FloodLimit(hooks.now(), BURST, RATE_HZ)

    async def form(request: Request) -> Response:
        if not is_known(request.cookies, "the page for comments"):
            return PlainTextResponse("Forbidden. Open the page with: vitrina screen\n", 403)
        language = page.page_language(request.query_params.get("language"))
        if not hooks.is_taken():
            return HTMLResponse(page.thank_you_page(language, "closed"), STATUS["closed"])
        hooks.prepare()
        return HTMLResponse(page.form_page(language))

    async def send(request: Request) -> Response:
        if not is_known(request.cookies, "a comment"):
            return PlainTextResponse("Forbidden.\n", 403)
        answer = _take_comment(await read_short_body(request, MAX_BYTES), hooks, limit)
        language = page.page_language(request.query_params.get("language"))
        return HTMLResponse(page.thank_you_page(language, answer), STATUS[answer])

    return [Route(PATH, form), Route(PATH, send, methods=["POST"])]


def _take_comment(body: bytes | None, hooks: CommentHooks, limit: FloodLimit) -> Answer:
    """Pass the text of a form to the kiosk."""
    if not hooks.is_taken():
        return "closed"
    if not limit.count_message(hooks.now()):
        return "wait"
    text = None if body is None else _text(body)
    if text is None:
        return "failed"
    hooks.put(text)
    return "thanks"


def _text(body: bytes) -> str | None:
    """The single text in a form that a browser sent. None for any other content."""
    try:
        fields = parse_qs(body.decode("ascii"), strict_parsing=True, max_num_fields=1)
    except ValueError:  # drop its message too: it quotes the text
        return None
    return next(iter(fields.get(FIELD, ())), None)
