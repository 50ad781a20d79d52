"""JSON channel: sends one signed POST request. It follows no redirect, and reads only the status of the response."""

import hashlib
import hmac
import socket
import ssl
from urllib.parse import urlsplit

from central.alert_settings import WebhookSection
from central.alerts.addresses import AddressRefusedError, resolve_address
from central.alerts.sending import NotSentError
from central.clock import monotonic_s
from edge.exchange_bounds import ExchangeBounds, ExchangeError, ExchangeLimits
from edge.http_exchange import HttpRequest, send_http_request

LIMIT_S = 10.0


class Webhook:
    """Webhook that sends alerts to one address."""

    name = "webhook"

    def __init__(self, settings: WebhookSection, secret: str) -> None:
        parts = urlsplit(settings.url)
        self._host, self._is_encrypted = parts.hostname or "", parts.scheme == "https"
        self._port = parts.port or (443 if self._is_encrypted else 80)
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._secret, self._allow_private = secret.encode(), settings.allow_private
        self._context = ssl.create_default_context(cafile=settings.ca_file)

    def send(self, delivery_id: str, body: str, now_ms: int) -> None:
        """Post a delivery. Raises NotSentError."""
        content, time = body.encode(), str(now_ms // 1000)
        headers = {
            "Content-Type": "application/json",
            "X-Vitrina-Id": delivery_id,
            "X-Vitrina-Time": time,
            "X-Vitrina-Signature": f"sha256={sign_body(self._secret, time, content)}",
        }
        status = self._status(HttpRequest("POST", self._host, self._port, self._path, headers, content))
        if 300 <= status < 400:
            raise NotSentError(
                f"webhook: {self._host} redirects (HTTP {status}). Vitrina does not follow redirects: set the final url"
            )
        if not 200 <= status < 300:
            raise NotSentError(f"webhook: {self._host} answers with HTTP {status}. Check its log")

    def check_connection(self) -> None:
        """Connect without sending a POST request. Raises NotSentError."""
        self._connect(_bounds()).close()

    def _status(self, request: HttpRequest) -> int:
        """HTTP status of the response, which must arrive within LIMIT_S."""
        try:
            with send_http_request(request, self._connect, _bounds()) as answer:
                return answer.status
        except ExchangeError as error:
            raise NotSentError(f"webhook: {self._host} does not answer ({error})") from None

    def _connect(self, bounds: ExchangeBounds) -> socket.socket:
        """Open a connection to the checked address. TLS verifies the certificate for the host name. Raises
        NotSentError.
        """
        try:
            family, place = resolve_address(self._host, self._port, allow_private=self._allow_private)
        except AddressRefusedError as error:
            cure = "Check [alerts.webhook] url, or set allow_private for a receiver in your own network"
            raise NotSentError(f"webhook: {error}. {cure}") from None
        made = socket.socket(family, socket.SOCK_STREAM)
        try:
            if self._is_encrypted:
                made = self._context.wrap_socket(made, server_hostname=self._host, do_handshake_on_connect=False)
            made.settimeout(bounds.connect_timeout_s())
            made.connect(place)
            if isinstance(made, ssl.SSLSocket):
                made.settimeout(bounds.connect_timeout_s())
                made.do_handshake()
        except (OSError, ExchangeError) as error:
            made.close()
            raise NotSentError(f"webhook: {self._host} port {self._port} cannot be reached ({error})") from None
        return made


def _bounds() -> ExchangeBounds:
    return ExchangeBounds(ExchangeLimits(connect_s=LIMIT_S, head_s=LIMIT_S, total_s=LIMIT_S), monotonic_s)


def sign_body(secret: bytes, time: str, content: bytes) -> str:
    """HMAC-SHA256 over the time stamp, a dot and the body, as hexadecimal digits."""
    return hmac.new(secret, f"{time}.".encode() + content, hashlib.sha256).hexdigest()
