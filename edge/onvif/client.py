"""Requests to one camera: its clock, and its smallest suitable stream.

Source of the clock: ONVIF Core Specification 23.06, section 8.3.6.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from urllib.parse import SplitResult, quote
from xml.etree.ElementTree import Element

from edge.address_secrets import hide_secrets
from edge.onvif.addresses import STREAM, check_camera_address, check_service_address
from edge.onvif.connection import CameraConnection
from edge.onvif.discovery import FoundCamera
from edge.onvif.errors import CameraSearchError
from edge.onvif.media import DEVICE, find_media_service
from edge.onvif.profiles import VideoProfile, choose_profile, no_profile_error
from edge.onvif.soap import Login, NotAuthorizedError
from edge.onvif.xml_text import find_all, find_text

TOTAL_S = 12.0
"""Time for all answers of one camera. A hostile one could otherwise delay each."""
CLOCK_TOLERANCE = timedelta(minutes=5)
"""Most cameras accept a digest that is up to five minutes old."""

_CLOCK_YEARS = range(1970, 2100)


@dataclass(frozen=True, slots=True)
class CameraStream:
    """A stream of a camera. `address`: with user and password, percent-encoded, as `[camera] source` takes it."""

    profile: VideoProfile
    address: str

    @property
    def shown_address(self) -> str:
        """The address without user and password, also where the camera writes them into path or query."""
        scheme, _, rest = self.address.partition("://")
        place, slash, path = rest.partition("/")
        user, _, host = place.rpartition("@")
        return f"{scheme}://{host}{hide_secrets(slash + path, user)}"


class OnvifCamera:
    """One camera. Each method raises CameraSearchError."""

    def __init__(self, camera: FoundCamera, login: Login, now_s: Callable[[], float]) -> None:
        """`now_s`: this machine's clock, in seconds since 1970 UTC."""
        self._camera, self._login, self._now_s = camera, login, now_s

    def best_stream(self) -> CameraStream:
        """The stream of the smallest suitable profile. Takes TOTAL_S at most."""
        device = check_service_address(self._camera.service, self._camera.address)
        connection = CameraConnection(self._camera.address, self._login, self._now_s, TOTAL_S)
        connection.clock_error = _read_clock_error(connection, device)
        try:
            media = find_media_service(connection, device)
            profiles = media.profiles()
            chosen = choose_profile(profiles)
            if chosen is None:
                raise no_profile_error(profiles)
            return CameraStream(chosen, self._with_login(media.stream_address(chosen)))
        except NotAuthorizedError as refused:
            raise _refusal(refused, connection) from refused

    def _with_login(self, address: str) -> str:
        parts = check_camera_address(address, self._camera.address, STREAM)
        user = f"{quote(self._login.user, safe='')}:{quote(self._login.password, safe='')}"
        return parts._replace(netloc=f"{user}@{parts.netloc}").geturl()


def _refusal(refused: NotAuthorizedError, connection: CameraConnection) -> CameraSearchError:
    """The refusal, or one with the camera's clock if that may be the cause."""
    error = connection.clock_error
    if refused.reason.kind != "refused" or connection.uses_http_digest or abs(error) <= CLOCK_TOLERANCE:
        return refused
    minutes = abs(error.total_seconds()) / 60
    kind = "refused_ahead" if error > timedelta() else "refused_behind"
    return CameraSearchError(kind, hours=minutes / 60, minutes=round(minutes))


def _read_clock_error(connection: CameraConnection, device: SplitResult) -> timedelta:
    """Error of the camera's clock, positive if it is ahead; 0 if it is unknown."""
    try:
        answer = connection.ask(device, f'<GetSystemDateAndTime xmlns="{DEVICE}"/>', is_signed=False)
    except CameraSearchError:  # some cameras answer only to a user
        return timedelta()
    there = _camera_time(answer)
    return timedelta() if there is None else there - connection.now_utc()


def _camera_time(answer: Element) -> datetime | None:
    """Time of a camera's clock; None if the answer contains no possible time."""
    utc = next(find_all(answer, "UTCDateTime"), None)
    if utc is None:
        return None
    names = (("Date", ("Year", "Month", "Day")), ("Time", ("Hour", "Minute", "Second")))
    try:
        parts = [int(find_text(utc, kind, name)) for kind, group in names for name in group]
        year, month, day, hour, minute, second = parts
        if year not in _CLOCK_YEARS:
            return None
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=timezone.utc)
    except (ValueError, OverflowError):
        return None
