"""Channel of JSON: one signed POST. It follows no redirect, and reads nothing of the answer but its status."""

import hashlib
import hmac
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from central.alert_settings import WebhookSection
from central.alerts.addresses import AddressRefusedError, look_up
from central.alerts.sending import NotSentError

LIMIT_S = 10.0


class Webhook:
    """Sends to one address."""

    name = "webhook"

    def __init__(self, settings: WebhookSection, secret: str) -> None:
        parts = urlsplit(settings.url)
        self._host, self._is_encrypted = parts.hostname or "", parts.scheme == "https"
        self._port = parts.port or (443 if self._is_encrypted else 80)
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._secret, self._allow_private = secret.encode(), settings.allow_private
        self._context = ssl.create_default_context(cafile=settings.ca_file)

    def send(self, delivery_id: str, body: str, now_ms: int) -> None:
        """Posts a delivery. Raises NotSentError."""
        content, time = body.encode(), str(now_ms // 1000)
        headers = {
            "Content-Type": "application/json",
            "X-Vitrina-Id": delivery_id,
            "X-Vitrina-Time": time,
            "X-Vitrina-Signature": f"sha256={signature(self._secret, time, content)}",
        }
        with self._connection() as connection:
            status = _status(connection, self._path, content, headers)
        if 300 <= status < 400:
            raise NotSentError(f"webhook: {self._host} redirects (HTTP {status}), which is not followed. Set its url")
        if not 200 <= status < 300:
            raise NotSentError(f"webhook: {self._host} answers with HTTP {status}. Look at its log")

    def check(self) -> None:
        """Connects, without a POST. Raises NotSentError."""
        with self._connection():
            pass

    @contextmanager
    def _connection(self) -> Iterator[http.client.HTTPConnection]:
        """Connection to the address that was checked, with TLS for the name. It is closed after LIMIT_S."""
        try:
            family, place = look_up(self._host, self._port, allow_private=self._allow_private)
        except AddressRefusedError as error:
            cure = "Set [alerts.webhook] url, or allow_private for a receiver in your own network"
            raise NotSentError(f"webhook: {error}. {cure}") from None
        made = socket.socket(family, socket.SOCK_STREAM)
        if self._is_encrypted:
            made = self._context.wrap_socket(made, server_hostname=self._host, do_handshake_on_connect=False)
        made.settimeout(LIMIT_S)
        limit = threading.Timer(LIMIT_S, _cut, (made,))  # a peer that sends byte after byte is always in time
        limit.start()
        try:
            self._begin(made, place)
            connection = http.client.HTTPConnection(self._host, self._port)
            connection.sock = made
            yield connection
        finally:
            limit.cancel()
            made.close()

    def _begin(self, made: socket.socket, place: Any) -> None:
        try:
            made.connect(place)
            if isinstance(made, ssl.SSLSocket):
                made.do_handshake()
        except OSError as error:
            raise NotSentError(f"webhook: {self._host} port {self._port} cannot be reached ({error})") from None


def _cut(made: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(made, socket.SHUT_RDWR)


def signature(secret: bytes, time: str, content: bytes) -> str:
    """HMAC-SHA256 over time stamp, a dot and the body, in hexadecimal digits."""
    return hmac.new(secret, f"{time}.".encode() + content, hashlib.sha256).hexdigest()


def _status(connection: http.client.HTTPConnection, path: str, content: bytes, headers: dict[str, Any]) -> int:
    """Status of the answer."""
    try:
        connection.request("POST", path, content, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        why = str(error) or type(error).__name__
        raise NotSentError(f"webhook: {connection.host} gives no answer ({why})") from None
