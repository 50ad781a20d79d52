"""Questions to one camera: its clock, its profiles, and the address of a stream.

Source: ONVIF Core Specification 23.06, sections 8.3.6 (clock) and 8.1.2 (capabilities); ONVIF Media 1, sections 5.2 and
5.15.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from urllib.parse import SplitResult, quote, urlsplit
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from edge.address_secrets import hide_secrets
from edge.onvif.addresses import STREAM, check_camera_address, check_service_address
from edge.onvif.connection import CameraConnection
from edge.onvif.discovery import FoundCamera
from edge.onvif.errors import CameraSearchError
from edge.onvif.profiles import VideoProfile, choose_profile, no_profile_error, read_profiles
from edge.onvif.soap import Login, NotAuthorizedError
from edge.onvif.xml_text import find_all, find_text

TOTAL_S = 12.0
"""Time for all answers of one camera. A hostile one could otherwise delay each."""
CLOCK_TOLERANCE = timedelta(minutes=5)
"""Most cameras accept a digest that is up to five minutes old."""

_DEVICE, _MEDIA = "http://www.onvif.org/ver10/device/wsdl", "http://www.onvif.org/ver10/media/wsdl"
_SCHEMA = "http://www.onvif.org/ver10/schema"
_CLOCK_YEARS = range(1970, 2100)


@dataclass(frozen=True, slots=True)
class CameraStream:
    """A stream of a camera. `address`: with user and password, percent-encoded, as `[camera] source` takes it."""

    profile: VideoProfile
    address: str

    @property
    def shown_address(self) -> str:
        """The address without user and password, also where the camera writes them into path or query."""
        parts = urlsplit(self.address)
        user, _, host = parts.netloc.rpartition("@")
        return f"{parts.scheme}://{host}{hide_secrets(parts._replace(scheme='', netloc='').geturl(), user)}"


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
            media = self._media_service(connection, device)
            profiles = read_profiles(connection.ask(media, f'<GetProfiles xmlns="{_MEDIA}"/>'))
            chosen = choose_profile(profiles)
            if chosen is None:
                raise no_profile_error(profiles)
            return CameraStream(chosen, self._stream_address(connection, media, chosen))
        except NotAuthorizedError as refused:
            raise _refusal(refused, connection) from refused

    def _media_service(self, connection: CameraConnection, device: SplitResult) -> SplitResult:
        body = f'<GetCapabilities xmlns="{_DEVICE}"><Category>Media</Category></GetCapabilities>'
        service = find_text(connection.ask(device, body), "Media", "XAddr")
        if not service:
            raise CameraSearchError("no_video")
        return check_service_address(service, self._camera.address)

    def _stream_address(self, connection: CameraConnection, media: SplitResult, profile: VideoProfile) -> str:
        body = (
            f'<GetStreamUri xmlns="{_MEDIA}"><StreamSetup><Stream xmlns="{_SCHEMA}">RTP-Unicast</Stream>'
            f'<Transport xmlns="{_SCHEMA}"><Protocol>RTSP</Protocol></Transport></StreamSetup>'
            f"<ProfileToken>{escape(profile.token)}</ProfileToken></GetStreamUri>"
        )
        address = find_text(connection.ask(media, body), "MediaUri", "Uri")
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
        answer = connection.ask(device, f'<GetSystemDateAndTime xmlns="{_DEVICE}"/>', is_signed=False)
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
