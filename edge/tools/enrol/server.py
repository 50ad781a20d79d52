"""Requests to the server that a code names, over TLS with exactly the certificate that the code names.

Certificate authority, host name and dates are not checked, because a new kiosk may have no CA list and a wrong clock.
Instead, the fingerprint is compared before any data is sent.
"""

import hmac
import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime

from pydantic import ValidationError

from edge.clock import Clock
from edge.exchange_bounds import ExchangeBounds, ExchangeError, ExchangeLimits, connect_tcp, start_tls
from edge.http_exchange import Connect, HttpAnswer, HttpRequest, send_http_request
from edge.messages.enrolment import (
    LARGEST_ANSWER,
    PATH,
    EnrolmentAnswer,
    EnrolmentCode,
    EnrolmentRequest,
    certificate_fingerprint,
)
from edge.tools.enrol.errors import (
    EnrolClockError,
    EnrolError,
    EnrolRefusedError,
    EnrolServerError,
    printable_text,
)

CONNECT_S, ANSWER_S = 10.0, 40.0
CLOCK_S = 300.0
"""Largest permitted difference from the server's clock, in seconds. If it is larger, the broker connection fails."""
MOST_FAULTS = 3
"""Largest number of faults in a server's answer that an error message lists."""
STILL = "The code can still be used."


def _pinned_connection(code: EnrolmentCode) -> Connect:
    """Connect function that continues only if the server has the key of the certificate in the code."""

    def connect(bounds: ExchangeBounds) -> socket.socket:
        plain = connect_tcp(code.host, code.port, bounds)
        if code.fingerprint is None:
            return plain
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        encrypted = start_tls(plain, context, code.host, bounds)
        found = certificate_fingerprint(encrypted.getpeercert(binary_form=True) or b"")
        if not hmac.compare_digest(found, code.fingerprint):
            encrypted.close()
            raise EnrolServerError(
                f"enrol: the certificate of {code.host}:{code.port} (SHA-256 {found.hex()[:12]}…) is not the "
                f"certificate for which the code was made ({code.fingerprint.hex()[:12]}…): either the certificate was "
                "renewed, or somebody is intercepting the connection. Create a new code on the server. If this "
                "happens again, ask its administrator. Nothing was sent."
            )
        return encrypted

    return connect


def require_right_clock(code: EnrolmentCode, now_s: float) -> None:
    """Compare this computer's clock with the server's clock. Raises EnrolServerError or EnrolClockError."""
    with _exchange(code, HttpRequest("GET", code.host, code.port, "/healthz")) as answer:
        answer.read_all(LARGEST_ANSWER)
        told = answer.header("Date")
    try:
        ahead_s = now_s - parsedate_to_datetime(told).timestamp()
    except ValueError:
        raise EnrolServerError(f"enrol: {_place(code)} is not a Vitrina server. Create a new code. {STILL}") from None
    if abs(ahead_s) > CLOCK_S:
        raise EnrolClockError(
            f"clock: this computer is {abs(ahead_s) / 60:,.0f} minutes {'ahead of' if ahead_s > 0 else 'behind'} the "
            f"server {_place(code)}. Set its clock (timedatectl), then "
            f"try again. {STILL}"
        )


def redeem_code(code: EnrolmentCode, present: str | None) -> EnrolmentAnswer:
    """Redeem the code, and return the credentials. `present`: tenant/site/device in the settings. Raises EnrolError."""
    body = EnrolmentRequest(present=present).model_dump_json()
    headers = {"Authorization": f"Bearer {code.secret.hex()}", "Content-Type": "application/json"}
    with _exchange(code, HttpRequest("POST", code.host, code.port, PATH, headers, body.encode())) as answer:
        content = answer.read_all(LARGEST_ANSWER)
    if answer.status != 200:
        raise _refusal_error(code, answer.status, content, answer.header("Retry-After"))
    try:
        return _parse_answer(content)
    except ValueError as fault:
        raise EnrolServerError(
            f"enrol: {_place(code)} sent an answer that this version does not understand "
            f"({printable_text(str(fault))}). Nothing was written. If the server has a newer version, install that "
            "version on this kiosk. Then create a new code: this code has been used."
        ) from None


def _parse_answer(content: bytes) -> EnrolmentAnswer:
    """Parse a server's answer. Raises ValueError, which names the problem but no value: some values are secret."""
    if len(content) > LARGEST_ANSWER:
        raise ValueError(f"the answer is larger than {LARGEST_ANSWER // 1024} kB")
    try:
        found = EnrolmentAnswer.model_validate_json(content)
    except ValidationError as error:
        faults = [": ".join([*filter(None, [_name_of(each["loc"])]), each["msg"]]) for each in error.errors()]
        raise ValueError("; ".join(faults[:MOST_FAULTS])) from None
    for name, authority in (("broker.ca", found.broker.ca), ("media_ca", found.media_ca)):
        try:
            if authority:
                ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=authority)
        except (ValueError, ssl.SSLError):
            raise ValueError(f"{name} is not a certificate") from None
    return found


def _name_of(place: tuple[int | str, ...]) -> str:
    return ".".join(map(str, place))


def _refusal_error(code: EnrolmentCode, status: int, content: bytes, wait_s: str) -> EnrolError:
    place = _place(code)
    if status == 401:
        return EnrolRefusedError(
            f"enrol: {place} rejects this code: it was used, is older than 24 hours, was revoked, or was replaced by "
            "a newer one. Create a new one: vitrina-central kiosk enrol. Nothing was written."
        )
    if status == 409:
        return EnrolError(
            f"enrol: {_error_in(content)} Use the code for this kiosk, or --replace to turn it into the other one. "
            f"{STILL}"
        )
    if status == 429:
        return EnrolRefusedError(
            f"enrol: {place} had too many attempts from this address. Try again in "
            f"{wait_s if wait_s.isdecimal() else 60} s. {STILL}"
        )
    if status == 503:
        return EnrolServerError(f"enrol: {place} cannot create credentials now; see its log. Try again later. {STILL}")
    return EnrolServerError(
        f"enrol: {place} answers {status}. Ask its administrator whether [enrolment] address is right. Nothing was "
        "written."
    )


def _error_in(content: bytes) -> str:
    """Sentence from a server's error response."""
    try:
        told = str(json.loads(content)["error"])
    except (ValueError, KeyError, TypeError):
        told = "This code is for a different kiosk than the settings."
    return printable_text(told)


@contextmanager
def _exchange(code: EnrolmentCode, request: HttpRequest) -> Iterator[HttpAnswer]:
    """Run one HTTP exchange. Turns its errors into EnrolServerError."""
    limits = ExchangeLimits(connect_s=CONNECT_S, head_s=CONNECT_S + ANSWER_S, total_s=CONNECT_S + ANSWER_S)
    try:
        with send_http_request(request, _pinned_connection(code), ExchangeBounds(limits, Clock().now)) as answer:
            yield answer
    except ExchangeError as error:
        raise EnrolServerError(
            f"enrol: cannot reach {_place(code)} ({error}). Check that the network is up and that `vitrina-central "
            "serve` is running there. Then try again: the server has not answered, so the code is still valid."
        ) from None


def _place(code: EnrolmentCode) -> str:
    return f"{f'[{code.host}]' if ':' in code.host else code.host}:{code.port}"
