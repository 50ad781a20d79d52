"""addresses.py: what a hostile device may write as the address of a service or a stream."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.onvif.addresses import SERVICE, STREAM, check_camera_address, check_service_address
from edge.onvif.errors import CameraSearchError

HOST = "192.168.1.64"


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        (f"http://{HOST}/cgi-bin/reboot", "other_path"),  # another page of a device with a forged sender
        (f"http://{HOST}/", "other_path"),
        (f"http://{HOST}", "other_path"),
        (f"http://{HOST}/onvif/../cgi-bin/reboot", "other_path"),
        (f"http://{HOST}/onvif/..", "other_path"),
        (f"http://{HOST}/onvif/./x", "other_path"),
        (f"http://{HOST}/onvif/%2e%2e/reboot", "other_path"),
        (f"http://{HOST}/onvif//x", "other_path"),
        (f"http://{HOST}/onvif;reboot", "other_path"),
        (f"http://{HOST}/onvifx", "other_path"),
        (f"http://{HOST}/x/onvif/device_service", "other_path"),
        (f"http://{HOST}:0/onvif", "bad_address"),
        (f"http://{HOST}:65536/onvif", "bad_address"),
        (f"http://{HOST}:-1/onvif", "bad_address"),
        (f"http://{HOST}:8x/onvif", "bad_address"),
        (f"http://{HOST}/onvif\r\nHost:", "bad_address"),
        (f"http://{HOST}/on\tvif", "bad_address"),
        (f"http://{HOST}/onvif/\u202e", "bad_address"),
        (f"ftp://{HOST}/onvif", "bad_address"),
        (f"rtsp://{HOST}/onvif", "bad_address"),
        (f"//{HOST}/onvif", "bad_address"),
        ("http:///onvif", "bad_address"),
        ("http://[/onvif", "bad_address"),
        ("", "bad_address"),
        ("http://192.168.1.1/onvif", "other_stream"),
        ("http://[::1]/onvif", "other_stream"),
        ("http://[fe80::1%25eth0]/onvif", "other_stream"),
        ("http://127.0.0.1/onvif", "other_stream"),
        ("http://0xc0a80140/onvif", "other_stream"),
        ("http://192.168.1.064/onvif", "other_stream"),
        (f"http://{HOST}@evil.example/onvif", "other_stream"),
        (f"http://{HOST}.evil.example/onvif", "other_stream"),
    ],
)
def test_no_service_leads_to_another_host_or_page(address: str, kind: str) -> None:
    with pytest.raises(CameraSearchError) as refused:
        check_service_address(address, HOST)
    assert refused.value.reason.kind == kind


@pytest.mark.parametrize(
    ("address", "checked"),
    [
        (f"http://{HOST}/onvif/device_service", f"http://{HOST}/onvif/device_service"),
        (f"https://{HOST}:8443/onvif", f"https://{HOST}:8443/onvif"),
        (f"http://{HOST}:2020/onvif/service/", f"http://{HOST}:2020/onvif/service/"),
        (f"http://{HOST}:8899/ONVIF/Media2.0", f"http://{HOST}:8899/ONVIF/Media2.0"),
        (f"http://{HOST}/onvif_device/media-1", f"http://{HOST}/onvif_device/media-1"),
        (f"http://admin:x@{HOST}:80/onvif?reboot=1#y", f"http://{HOST}:80/onvif"),
    ],
)
def test_a_service_has_neither_user_nor_query(address: str, checked: str) -> None:
    assert check_service_address(address, HOST).geturl() == checked


def test_a_stream_has_a_path_a_query_and_no_fragment() -> None:
    parts = check_camera_address(f"rtsp://a:b@{HOST}:554/x?y=1#z", HOST, STREAM)
    assert parts.geturl() == f"rtsp://{HOST}:554/x?y=1"
    assert check_camera_address(f"rtsps://{HOST}", HOST, STREAM).geturl() == f"rtsps://{HOST}/"
    with pytest.raises(CameraSearchError):
        check_camera_address(f"rtsp://{HOST}/{'x' * 500}", HOST, STREAM)


def test_another_host_is_shown_shortened_and_without_signs() -> None:
    for address, shown in ((f"evil$(x){'y' * 99}", "evilx" + "y" * 55), ("a-b.c", "a-b.c"), ("[fe80::1]", "fe80::1")):
        with pytest.raises(CameraSearchError) as refused:
            check_camera_address(f"rtsp://{address}/", HOST, STREAM)
        assert refused.value.reason.values["host"] == shown


@given(st.text(st.sampled_from("http:/@#?[]%.0196 onvif\\\r\n\u3002"), max_size=60))
def test_no_text_is_an_error(text: str) -> None:
    for schemes in (SERVICE, STREAM):
        try:
            assert check_camera_address(text, HOST, schemes).hostname == HOST
        except CameraSearchError:
            continue


@pytest.mark.parametrize("piece", ["_", "-", "/", "_a", "/a", ".a", "a.", "a"])
def test_a_long_path_takes_little_time(piece: str) -> None:
    began_s = time.monotonic()
    with pytest.raises(CameraSearchError):
        check_service_address(f"http://{HOST}/onvif/{piece * (400 // len(piece))}!", HOST)
    assert time.monotonic() - began_s < 0.5
