"""HTTP exchanges with the provider. They follow no redirect, and limit size and time of every response."""

import json
import ssl
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from central.clock import monotonic_s
from central.oidc.refusal import Code, SignInRefusedError
from edge.exchange_bounds import ExchangeBounds, ExchangeError, ExchangeLimits
from edge.http_exchange import HttpRequest, make_connect_function, send_http_request

LIMIT_S = 10.0
MOST_BYTES = 262_144
_LIMITS = ExchangeLimits(connect_s=LIMIT_S / 2, head_s=LIMIT_S, total_s=LIMIT_S)


class JsonExchange:
    """Exchanges JSON with servers. `ca_file`: CA of their certificates; None: those of this machine."""

    def __init__(self, ca_file: Path | None) -> None:
        self._context = ssl.create_default_context(cafile=ca_file)

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> dict[str, object]:
        """JSON object at an address. Raises SignInRefusedError."""
        return self._send("GET", address, headers or {}, None)

    def post(self, address: str, headers: Mapping[str, str], form: Mapping[str, str]) -> dict[str, object]:
        """JSON object that answers a form. Raises SignInRefusedError."""
        form_type = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send("POST", address, {**headers, **form_type}, urlencode(form).encode())

    def _send(self, method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> dict[str, object]:
        parts = urlsplit(address)
        host, is_encrypted = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if is_encrypted else 80)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        request = HttpRequest(method, host, port, path, {"Accept": "application/json", **headers}, body)
        connect = make_connect_function(host, port, self._context if is_encrypted else None)
        try:
            with send_http_request(request, connect, ExchangeBounds(_LIMITS, monotonic_s)) as answer:
                status, content = answer.status, answer.read_all(MOST_BYTES)
        except ExchangeError as error:
            raise SignInRefusedError("unreachable", f"the provider does not answer ({error})") from None
        if status != 200:
            code: Code = "invalid" if 400 <= status < 500 else "unreachable"
            raise SignInRefusedError(code, f"the provider answers a {method} of {parts.path} with status {status}")
        return _read_object(content, parts.path)


def _read_object(content: bytes, path: str) -> dict[str, object]:
    try:
        found = json.loads(content) if len(content) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise SignInRefusedError("unreachable", f"the provider's answer at {path} is not a JSON object, or too long")
    return found
