"""HTTP exchanges with the provider. They follow no redirect, and limit size and time of every response."""

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from central.clock import monotonic_s
from central.oidc.refusal import Code, SignInRefusedError
from edge.exchange_bounds import ExchangeBounds, ExchangeError, ExchangeLimits
from edge.http_exchange import HttpRequest, make_connect_function, send_http_request

LIMIT_S = 10.0
MOST_BYTES = 262_144
_LIMITS = ExchangeLimits(connect_s=LIMIT_S / 2, head_s=LIMIT_S, total_s=LIMIT_S)


@dataclass(frozen=True, slots=True)
class Answer:
    """A response. `date`, `location`: these headers; empty if they are missing."""

    status: int
    content: bytes
    date: str
    location: str


class JsonExchange:
    """Exchanges JSON with servers. `ca_file`: CA of their certificates; None: those of this machine."""

    def __init__(self, ca_file: Path | None) -> None:
        self._context = ssl.create_default_context(cafile=ca_file)

    def fetch(self, address: str) -> Answer:
        """Response at an address, whatever its status. Raises SignInRefusedError if there is none."""
        return self._send("GET", address, {}, None)

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> dict[str, object]:
        """JSON object at an address. Raises SignInRefusedError."""
        return read_object(self._send("GET", address, headers or {}, None), f"GET of {urlsplit(address).path}")

    def post(self, address: str, headers: Mapping[str, str], form: Mapping[str, str]) -> dict[str, object]:
        """JSON object that answers a form. Raises SignInRefusedError."""
        form_type = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self._send("POST", address, {**headers, **form_type}, urlencode(form).encode())
        return read_object(answer, f"POST of {urlsplit(address).path}")

    def _send(self, method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        parts = urlsplit(address)
        host, is_encrypted = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if is_encrypted else 80)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        request = HttpRequest(method, host, port, path, {"Accept": "application/json", **headers}, body)
        connect = make_connect_function(host, port, self._context if is_encrypted else None)
        try:
            with send_http_request(request, connect, ExchangeBounds(_LIMITS, monotonic_s)) as answer:
                content = answer.read_all(MOST_BYTES)
                return Answer(answer.status, content, answer.header("date"), answer.header("location"))
        except ExchangeError as error:
            raise SignInRefusedError("unreachable", f"the provider does not answer ({error})") from None


def read_object(answer: Answer, request: str) -> dict[str, object]:
    """JSON object in the response to a request, such as `GET of /keys`. Raises SignInRefusedError."""
    if answer.status != 200:
        code: Code = "invalid" if 400 <= answer.status < 500 else "unreachable"
        raise SignInRefusedError(code, f"the provider answers a {request} with status {answer.status}")
    try:
        found = json.loads(answer.content) if len(answer.content) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise SignInRefusedError(
            "unreachable", f"the provider's answer to a {request} is not a JSON object, or too long"
        )
    return found
