"""Sends one request to a player's web page, with limits on time and size. Does not follow redirects."""

import base64
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from edge.exchange_bounds import ExchangeBounds, ExchangeError, ExchangeLimits
from edge.http_exchange import HttpRequest, make_connect_function, send_http_request
from edge.screen.feeds.anthias_answer import MAX_BYTES, PATH, AnthiasAnswerError, Asset, parse_anthias_answer

TIMEOUT_S = 3.0


@dataclass(frozen=True)
class AnthiasAddress:
    """Address of Anthias. `user` is None if it needs no login."""

    url: str
    user: str | None = None
    password: str = field(default="", repr=False)


def fetch_current_asset(address: AnthiasAddress, now: Callable[[], float]) -> Asset | None:
    """Fetch the answer that names the asset on screen, within TIMEOUT_S seconds. Raises AnthiasAnswerError."""
    parts = urlsplit(address.url)
    host, is_encrypted = parts.hostname or "", parts.scheme == "https"
    context = ssl.create_default_context() if is_encrypted else None
    connect = make_connect_function(host, parts.port or (443 if is_encrypted else 80), context)
    request = HttpRequest("GET", host, parts.port, parts.path.rstrip("/") + PATH, _headers(address))
    bounds = ExchangeBounds(ExchangeLimits(total_s=TIMEOUT_S, connect_s=TIMEOUT_S / 2), now)
    try:
        with send_http_request(request, connect, bounds) as answer:
            body = answer.read_all(MAX_BYTES)
    except ExchangeError as error:
        raise AnthiasAnswerError(str(error)) from None
    return parse_anthias_answer(answer.status, answer.header("Content-Type"), body)


def _headers(address: AnthiasAddress) -> dict[str, str]:
    headers = {"Accept": "application/json", "Connection": "close"}
    if address.user is not None:
        login = base64.b64encode(f"{address.user}:{address.password}".encode()).decode()
        headers["Authorization"] = f"Basic {login}"
    return headers
