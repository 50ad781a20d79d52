"""Questions to one camera: its clock, its profiles, and the address of a stream.

Source: ONVIF Core Specification 23.06, sections 8.3.6 (clock) and 8.1.2 (capabilities); ONVIF Media 1, sections 5.2 and
5.15.
"""

import re
import secrets
import ssl
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from urllib.parse import SplitResult, quote, urlsplit
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from edge.exchange_bounds import ExchangeBounds, ExchangeError, ExchangeLimits
from edge.http_exchange import HttpRequest, make_connect_function, send_http_request
from edge.onvif.discovery import FoundCamera
from edge.onvif.errors import CameraSearchError
from edge.onvif.profiles import VideoProfile, choose_profile, no_profile_text, read_profiles
from edge.onvif.soap import CONTENT_TYPE, Login, NotAuthorizedError, read_soap_answer, soap_request
from edge.onvif.xml_text import MOST_BYTES, find_all, find_text

LIMITS = ExchangeLimits(connect_s=3.0, head_s=5.0, total_s=8.0)
TOTAL_S = 12.0
"""Time for all answers of one camera. A hostile one could otherwise delay each."""
CLOCK_TOLERANCE = timedelta(minutes=5)
"""Most cameras accept a digest that is up to five minutes old."""

_DEVICE, _MEDIA = "http://www.onvif.org/ver10/device/wsdl", "http://www.onvif.org/ver10/media/wsdl"
_SCHEMA = "http://www.onvif.org/ver10/schema"
_CLOCK_YEARS = range(1970, 2100)
_ADDRESS = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]{1,500}")  # the characters of RFC 3986
_PASSWORD_IN_PATH = re.compile(r"(pass(?:word|wd)?|pwd)=[^&_/?]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CameraStream:
    """A stream of a camera. `address`: with user and password, percent-encoded, as `[camera] source` takes it."""

    profile: VideoProfile
    address: str

    @property
    def shown_address(self) -> str:
        """The address without user and password, also where the camera writes a password into the path."""
        parts = urlsplit(self.address)
        shown = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        return _PASSWORD_IN_PATH.sub(r"\1=…", shown)


class OnvifCamera:
    """One camera. Each method raises CameraSearchError."""

    def __init__(
        self,
        camera: FoundCamera,
        login: Login,
        now_s: Callable[[], float],
    ) -> None:
        """`now_s`: this machine's clock, in seconds since 1970 UTC."""
        self._camera, self._login, self._now_s = camera, login, now_s
        self._clock_error = timedelta()
        self._end_s = now_s() + TOTAL_S

    def best_stream(self) -> CameraStream:
        """The stream of the smallest suitable profile. Takes TOTAL_S at most."""
        self._end_s = self._now_s() + TOTAL_S
        self._clock_error = self._read_clock_error()
        try:
            media = self._media_service()
            profiles = read_profiles(self._ask(media, f'<GetProfiles xmlns="{_MEDIA}"/>'))
            chosen = choose_profile(profiles)
            if chosen is None:
                raise CameraSearchError(no_profile_text(profiles))
            return CameraStream(chosen, self._stream_address(media, chosen))
        except NotAuthorizedError as refused:
            raise CameraSearchError(self._refusal_text()) from refused

    def _now_utc(self) -> datetime:
        return datetime.fromtimestamp(self._now_s(), timezone.utc)

    def _refusal_text(self) -> str:
        text = "it refuses the user name and the password."
        if abs(self._clock_error) <= CLOCK_TOLERANCE:
            return f"{text} Type them again; many cameras have an ONVIF user of their own, which their page creates."
        hours = self._clock_error.total_seconds() / 3600
        return (
            f"{text} Its clock is {abs(hours):,.1f} h {'ahead' if hours > 0 else 'behind'}, so it may refuse the right "
            "password: set its clock, and search again."
        )

    def _read_clock_error(self) -> timedelta:
        """Error of the camera's clock, positive if it is ahead; 0 if it is unknown."""
        try:
            answer = self._ask(self._camera.service, f'<GetSystemDateAndTime xmlns="{_DEVICE}"/>', is_signed=False)
        except CameraSearchError:  # some cameras answer only to a user
            return timedelta()
        utc = next(find_all(answer, "UTCDateTime"), None)
        if utc is None:
            return timedelta()
        names = (("Date", ("Year", "Month", "Day")), ("Time", ("Hour", "Minute", "Second")))
        parts = [find_text(utc, kind, name) for kind, group in names for name in group]
        try:
            year, month, day, hour, minute, second = map(int, parts)
            if year not in _CLOCK_YEARS:
                return timedelta()
            there = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=timezone.utc)
        except (ValueError, OverflowError):
            return timedelta()
        return there - self._now_utc()

    def _media_service(self) -> str:
        body = f'<GetCapabilities xmlns="{_DEVICE}"><Category>Media</Category></GetCapabilities>'
        service = find_text(self._ask(self._camera.service, body), "Media", "XAddr")
        if not service:
            raise CameraSearchError("it offers no video by ONVIF. Type the stream's address.")
        return self._check_host(service, ("http", "https")).geturl()

    def _stream_address(self, media: str, profile: VideoProfile) -> str:
        body = (
            f'<GetStreamUri xmlns="{_MEDIA}"><StreamSetup><Stream xmlns="{_SCHEMA}">RTP-Unicast</Stream>'
            f'<Transport xmlns="{_SCHEMA}"><Protocol>RTSP</Protocol></Transport></StreamSetup>'
            f"<ProfileToken>{escape(profile.token)}</ProfileToken></GetStreamUri>"
        )
        parts = self._check_host(find_text(self._ask(media, body), "MediaUri", "Uri"), ("rtsp", "rtsps"))
        user = f"{quote(self._login.user, safe='')}:{quote(self._login.password, safe='')}"
        return parts._replace(netloc=f"{user}@{parts.netloc}").geturl()

    def _check_host(self, address: str, schemes: tuple[str, ...]) -> SplitResult:
        """The address without a user, if it is a URI with one of the schemes, and leads to this camera.

        It is put together of its parts: behind the host, an @ could move user and password to another host.
        """
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port
            is_valid = parts.scheme in schemes and port != 0 and _ADDRESS.fullmatch(address) is not None
        except ValueError:
            host, port, is_valid = None, None, False
        if not is_valid or host is None:
            raise CameraSearchError("it gives an address that cannot be used. Type the stream's address.")
        if host != self._camera.address:
            shown = "".join(letter for letter in host if letter.isalnum() or letter in ".:-")[:60]
            raise CameraSearchError(
                f"its stream is on another host ({shown}). If that is right, type the stream's address."
            )
        place = host if port is None else f"{host}:{port}"
        return SplitResult(parts.scheme, place, parts.path or "/", parts.query, "")

    def _ask(self, service: str, body: str, is_signed: bool = True) -> Element:
        login = self._login if is_signed else None
        content = soap_request(body, login, secrets.token_bytes(16), self._now_utc() + self._clock_error)
        parts = urlsplit(service)
        context = _unverified_context() if parts.scheme == "https" else None
        port = parts.port or (443 if context else 80)
        request = HttpRequest(
            "POST", self._camera.address, port, parts.path or "/", {"Content-Type": CONTENT_TYPE}, content
        )
        connect = make_connect_function(self._camera.address, port, context)
        limits = replace(LIMITS, total_s=round(min(LIMITS.total_s or TOTAL_S, self._end_s - self._now_s()), 1))
        try:
            with send_http_request(request, connect, ExchangeBounds(limits, self._now_s)) as answer:
                return read_soap_answer(answer.status, answer.read_all(MOST_BYTES))
        except ExchangeError as error:
            raise CameraSearchError(
                f"it does not answer ({error}). Check its cable, or type the stream's address."
            ) from error


def _unverified_context() -> ssl.SSLContext:
    """TLS without a check of the certificate, which cameras sign themselves. The digest protects the password."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
