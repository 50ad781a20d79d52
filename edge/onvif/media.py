"""Media service of a camera: its profiles, and the address of a stream, by ONVIF Media 1 or Media 2.

Media 2 is asked only where there is no Media 1, as on cameras that have Profile T without Profile S. Source: ONVIF
Media 1, sections 5.2 and 5.15; ONVIF Media 2, sections 5.2.3 and 5.6; ONVIF Core 23.06, section 8.1.2.
"""

from urllib.parse import SplitResult
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from edge.onvif.addresses import check_service_address
from edge.onvif.connection import CameraConnection
from edge.onvif.errors import CameraSearchError
from edge.onvif.profiles import VideoProfile, read_profiles
from edge.onvif.soap import NotAuthorizedError
from edge.onvif.xml_text import find_all, find_text

DEVICE = "http://www.onvif.org/ver10/device/wsdl"
_MEDIA_1, _MEDIA_2 = "http://www.onvif.org/ver10/media/wsdl", "http://www.onvif.org/ver20/media/wsdl"
_SCHEMA = "http://www.onvif.org/ver10/schema"


class MediaService:
    """The service at an address. `is_second`: version 2. Each method raises CameraSearchError."""

    def __init__(self, connection: CameraConnection, address: SplitResult, *, is_second: bool) -> None:
        self._connection, self._address, self._is_second = connection, address, is_second

    def profiles(self) -> list[VideoProfile]:
        """Profiles that encode video."""
        if self._is_second:
            return read_profiles(self._ask(f'<GetProfiles xmlns="{_MEDIA_2}"><Type>VideoEncoder</Type></GetProfiles>'))
        return read_profiles(self._ask(f'<GetProfiles xmlns="{_MEDIA_1}"/>'))

    def stream_address(self, profile: VideoProfile) -> str:
        """Address of the RTSP stream as the camera returns it; empty without one."""
        token = f"<ProfileToken>{escape(profile.token)}</ProfileToken>"
        if self._is_second:
            body = f'<GetStreamUri xmlns="{_MEDIA_2}"><Protocol>RTSP</Protocol>{token}</GetStreamUri>'
        else:
            body = (
                f'<GetStreamUri xmlns="{_MEDIA_1}"><StreamSetup><Stream xmlns="{_SCHEMA}">RTP-Unicast</Stream>'
                f'<Transport xmlns="{_SCHEMA}"><Protocol>RTSP</Protocol></Transport></StreamSetup>'
                f"{token}</GetStreamUri>"
            )
        return find_text(self._ask(body), "Uri")

    def _ask(self, body: str) -> Element:
        return self._connection.ask(self._address, body)


def find_media_service(connection: CameraConnection, device: SplitResult) -> MediaService:
    """The media service of a camera. `device`: address of its device service. Raises CameraSearchError."""
    host = str(device.hostname)
    if address := _first_address(connection, device):
        return MediaService(connection, check_service_address(address, host), is_second=False)
    body = f'<GetServices xmlns="{DEVICE}"><IncludeCapability>false</IncludeCapability></GetServices>'
    for service in find_all(connection.ask(device, body), "Service"):
        if find_text(service, "Namespace") == _MEDIA_2:
            return MediaService(connection, check_service_address(find_text(service, "XAddr"), host), is_second=True)
    raise CameraSearchError("no_video")


def _first_address(connection: CameraConnection, device: SplitResult) -> str:
    """Address of Media 1. Empty without one, as on a camera that no longer supports the request."""
    body = f'<GetCapabilities xmlns="{DEVICE}"><Category>Media</Category></GetCapabilities>'
    try:
        return find_text(connection.ask(device, body), "Media", "XAddr")
    except NotAuthorizedError:
        raise
    except CameraSearchError as refused:
        if refused.reason.kind == "error":
            return ""
        raise
