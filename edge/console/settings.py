"""Settings on the console page, which shows them and changes them in the settings file. The kiosk then applies the
changes.
"""

import json
import re
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from edge.console.access import Answer
from edge.console.hooks import SettingKey, SettingsRefusedError, SettingsStore
from edge.web.pages import read_short_body

MAX_BYTES = 32_000
_NAME = re.compile(r"([a-z_]{1,40})\.([a-z_]{1,40})")


def settings_request_handlers(store: SettingsStore, reload: Callable[[], None]) -> list[tuple[str, Answer, str]]:
    """Path, handler and method of each request about settings. All require a session."""

    async def values(_: Request) -> Response:
        try:
            present = await run_in_threadpool(store.present_values)
        except SettingsRefusedError as error:
            return PlainTextResponse(f"{error}\n", 409)
        return JSONResponse({".".join(place): value for place, value in present.items()})

    async def change(request: Request) -> Response:
        body = await read_short_body(request, MAX_BYTES)
        if body is None:
            return PlainTextResponse("Too long.\n", 413)
        wanted = parse_settings_values(body)
        if wanted is None:
            return PlainTextResponse('Send an object such as {"site.open": "Mo-Fr 09:00-20:00"}.\n', 400)

        def save() -> None:
            store.save_values(wanted)
            reload()

        try:
            await run_in_threadpool(save)
        except SettingsRefusedError as error:
            return PlainTextResponse(f"{error}\n", 409)
        return Response(status_code=204)

    return [("/settings.json", values, "GET"), ("/settings", change, "POST")]


def parse_settings_values(body: bytes) -> dict[SettingKey, object] | None:
    """The values in a request body, by section and key. None if the body does not have the expected form."""
    try:
        given = json.loads(body, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, dict) or not given:
        return None
    wanted: dict[SettingKey, object] = {}
    for name, value in given.items():
        match = _NAME.fullmatch(name)
        if match is None:
            return None
        wanted[match[1], match[2]] = value
    return wanted


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The key-value pairs as a dictionary. Raises ValueError for a duplicate key."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("duplicate key")
    return made
