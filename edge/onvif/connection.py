"""Connection to one camera: SOAP requests within a limited time, with user and password in one of two forms.

The first form is the WS-Security token. Once the camera asks for HTTP Digest, each request has only that: ONVIF Core
Specification 23.06, section 5.9.1, forbids both at once.
"""

import secrets
import ssl
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from urllib.parse import SplitResult
from xml.etree.ElementTree import Element

from edge.exchange_bounds import ExchangeBounds, ExchangeError, ExchangeLimits
from edge.http_exchange import HttpRequest, make_connect_function, send_http_request
from edge.onvif.digest import DigestChallenge, DigestRequest, asks_for_basic, digest_header, read_challenge
from edge.onvif.errors import CameraSearchError
from edge.onvif.soap import CONTENT_TYPE, Login, NotAuthorizedError, read_soap_answer, soap_request
from edge.onvif.xml_text import MOST_BYTES

LIMITS = ExchangeLimits(connect_s=3.0, head_s=5.0)
EXCHANGE_S = 8.0
"""Time limit in seconds for one request and its answer."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    challenges: str
    content: bytes


class CameraConnection:
    """Sends requests to one camera. `clock_error`: error of its clock, positive if it is ahead."""

    def __init__(self, address: str, login: Login, now_s: Callable[[], float], total_s: float) -> None:
        """`now_s`: this machine's clock, in seconds since 1970 UTC. `total_s`: time limit for all requests."""
        self._address, self._login, self._now_s = address, login, now_s
        self._total_s, self._end_s = total_s, now_s() + total_s
        self._challenge: DigestChallenge | None = None
        self._count = 0  # requests with the nonce of the challenge
        self.clock_error = timedelta()

    @property
    def uses_http_digest(self) -> bool:
        """True once the camera has asked for HTTP Digest. The time of its clock then does not matter."""
        return self._challenge is not None

    def now_utc(self) -> datetime:
        return datetime.fromtimestamp(self._now_s(), timezone.utc)

    def ask(self, service: SplitResult, body: str, *, is_signed: bool = True) -> Element:
        """Send a request, and return its answer. Raises NotAuthorizedError and CameraSearchError."""
        answer = self._post(service, body, is_signed)
        if is_signed and answer.status == 401:
            if self._accept_challenge(answer.challenges):
                answer = self._post(service, body, is_signed)
            elif self._challenge is None and asks_for_basic(answer.challenges):
                raise NotAuthorizedError("only_basic")
        return read_soap_answer(answer.status, answer.content)

    def _accept_challenge(self, header: str) -> bool:
        """Use the challenge of a refusal for the next requests. False without one, or if it was answered before."""
        challenge = read_challenge(header)
        if challenge is None or challenge == self._challenge:
            return False
        self._challenge, self._count = challenge, 0
        return True

    def _post(self, service: SplitResult, body: str, is_signed: bool) -> _Answer:
        headers = {"Content-Type": CONTENT_TYPE}
        login = self._login if is_signed else None
        if login is not None and self._challenge is not None:
            self._count += 1
            request = DigestRequest("POST", service.path, secrets.token_hex(16), self._count)
            headers["Authorization"] = digest_header(self._challenge, login, request)
            login = None
        content = soap_request(body, login, secrets.token_bytes(16), self.now_utc() + self.clock_error)
        return self._exchange(service, headers, content)

    def _exchange(self, service: SplitResult, headers: dict[str, str], content: bytes) -> _Answer:
        left_s = round(self._end_s - self._now_s(), 1)
        if left_s <= 0:
            raise CameraSearchError("slow", seconds=f"{self._total_s:g}")
        context = _unverified_context() if service.scheme == "https" else None
        port = service.port or (443 if context else 80)
        request = HttpRequest("POST", self._address, port, service.path, headers, content)
        limits = replace(LIMITS, total_s=min(EXCHANGE_S, left_s))
        try:
            with send_http_request(
                request, make_connect_function(self._address, port, context), ExchangeBounds(limits, self._now_s)
            ) as answer:
                return _Answer(answer.status, answer.header("WWW-Authenticate"), answer.read_all(MOST_BYTES))
        except ExchangeError as error:
            raise CameraSearchError("no_answer", error=str(error)) from error


def _unverified_context() -> ssl.SSLContext:
    """TLS without a check of the certificate, which cameras sign themselves. The digest protects the password."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
