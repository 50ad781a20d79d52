"""media.py: cameras with Media 2 only, and both questions of both versions."""

import pytest

from edge.clock import Clock
from edge.onvif.client import CameraStream, OnvifCamera
from edge.onvif.discovery import FoundCamera
from edge.onvif.errors import CameraSearchError
from edge.onvif.soap import Login
from tests.doubles.camera_zoo import PASSWORD, USER, Camera, camera_network, first_maker, fourth_maker

UNKNOWN = (
    "<s:Fault xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason>"
    "<s:Text>Action not supported</s:Text></s:Reason></s:Fault>"
)


def stream_of(camera: Camera, password: str = PASSWORD) -> CameraStream:
    with camera_network(camera):
        found = FoundCamera(camera.address, f"http://{camera.address}:{camera.port}/onvif/device_service", "")
        return OnvifCamera(found, Login(USER, password), Clock().now).best_stream()


def test_a_camera_with_media_2_only() -> None:
    camera = fourth_maker()
    stream = stream_of(camera)
    assert (stream.profile.token, stream.shown_address) == ("h264", "rtsp://127.0.0.14/media2")
    asked = [body for _, body in camera.requests[-2:]]
    assert all('xmlns="http://www.onvif.org/ver20/media/wsdl"' in body for body in asked)
    assert "<Type>VideoEncoder</Type>" in asked[0]
    assert "<Protocol>RTSP</Protocol><ProfileToken>h264</ProfileToken></GetStreamUri>" in asked[1]


def test_a_camera_that_knows_no_capabilities_is_asked_for_its_services() -> None:
    camera = fourth_maker()
    camera.bodies["GetCapabilities"] = UNKNOWN
    assert stream_of(camera).profile.token == "h264"


def test_with_media_1_the_services_are_not_asked_for() -> None:
    camera = first_maker()
    assert stream_of(camera).profile.token == "Profile_3"
    assert camera.asked == ["GetSystemDateAndTime", "GetCapabilities", "GetProfiles", "GetStreamUri"]
    body = camera.requests[-1][1]
    assert '<GetStreamUri xmlns="http://www.onvif.org/ver10/media/wsdl"><StreamSetup><Stream' in body
    assert "<ProfileToken>Profile_3</ProfileToken></GetStreamUri>" in body


def test_a_camera_without_any_media_service_has_a_sentence() -> None:
    camera = fourth_maker()
    camera.services = ("device", "media")
    with pytest.raises(CameraSearchError, match=r"offers no video by ONVIF\. Type"):
        stream_of(camera)


def test_a_refused_user_is_asked_for_nothing_more() -> None:
    camera = first_maker()
    with pytest.raises(CameraSearchError, match="refuses the user name"):
        stream_of(camera, "wrong")
    assert camera.asked == ["GetSystemDateAndTime", "GetCapabilities"]


@pytest.mark.parametrize("address", ["http://127.0.0.99/onvif/media2", "http://127.0.0.14/reboot", ""])
def test_a_media_2_service_leads_to_no_other_host_or_page(address: str) -> None:
    camera = fourth_maker()
    camera.bodies["GetServices"] = (
        "<tds:Service><tds:Namespace>http://www.onvif.org/ver20/media/wsdl</tds:Namespace>"
        f"<tds:XAddr>{address}</tds:XAddr></tds:Service>"
    )
    with pytest.raises(CameraSearchError, match=r"another host|outside the path /onvif|the kiosk cannot use"):
        stream_of(camera)
