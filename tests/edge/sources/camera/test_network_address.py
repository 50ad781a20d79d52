"""Addresses of network cameras are taken apart as FFmpeg does, and a redirect stays within the camera's host."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sources.camera.network_address import CameraRefusedError, NetworkAddress


@pytest.mark.parametrize(
    ("source", "through"),
    [
        ("rtsp://10.0.0.5/stream1", "rtsp://127.0.0.1:99/stream1"),
        ("RTSPS://door:a%2Fb@cam.local:8322/x?y=1#z", "rtsp://door:a%2Fb@127.0.0.1:99/x?y=1"),
        ("rtsp://door:pa[s:s@x@cam/x", "rtsp://door:pa[s:s@x@127.0.0.1:99/x"),
        ("https://[fe80::1]:8443", "http://127.0.0.1:99"),
        ("http://cam?a=b/c", "http://127.0.0.1:99?a=b/c"),
    ],
)
def test_the_relay_is_asked_for_the_same_path_by_the_same_user(source: str, through: str) -> None:
    assert NetworkAddress.parse(source).relay_address(99) == through


@pytest.mark.parametrize(
    ("source", "host", "port", "authority"),
    [
        ("rtsps://CAM.local/x", "cam.local", 322, "cam.local"),
        ("https://[FE80::1]:8443/", "fe80::1", 8443, "[fe80::1]:8443"),
        ("http://a:b@10.0.0.5:80/", "10.0.0.5", 80, "10.0.0.5"),
        ("http://10.0.0.5:/", "10.0.0.5", 80, "10.0.0.5"),
    ],
)
def test_host_and_port_are_found(source: str, host: str, port: int, authority: str) -> None:
    address = NetworkAddress.parse(source)
    assert (address.host, address.port, address.authority) == (host, port, authority)


@pytest.mark.parametrize(
    "source",
    [
        "udp://cam/x",
        "file:///etc/passwd",
        "rtsp://",
        "rtsp://a:pa/ss@cam/x",
        "http://cam:0/",
        "http://cam:65536/",
        "cam/x",
    ],
)
def test_other_text_is_no_address(source: str) -> None:
    with pytest.raises(ValueError):
        NetworkAddress.parse(source)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b?c=d", "https://cam:8443/b?c=d"),
        ("b", "https://cam:8443/a/b"),
        ("?x", "https://cam:8443/a/feed?x"),
        ("https://CAM/b", "https://cam/b"),
        ("//cam:1/b", "https://cam:1/b"),
        ("https://eve:x@cam:8443//evil.example/b", "https://cam:8443//evil.example/b"),
    ],
)
def test_a_redirect_within_the_host_is_followed_with_our_own_password(location: str, target: str) -> None:
    address = NetworkAddress.parse("https://door:hush@cam:8443/a/feed").follow_redirect(location)
    assert f"{address.scheme}://{address.authority}{address.rest}" == target
    assert address.user == "door:hush"


@pytest.mark.parametrize(
    ("source", "location"),
    [
        ("https://cam/a", "http://cam/a"),
        ("rtsps://cam/a", "rtsp://cam/a"),
        ("http://cam/a", "rtsp://cam/a"),
        ("rtsp://cam/a", "rtsp://cam.evil.example/a"),
        ("http://cam/a", "http://cam@evil.example/a"),
        ("http://cam/a", "http://evil.example#@cam/a"),
        ("http://cam/a", "http:evil.example/a"),
        ("http://cam/a", "//evil.example/a"),
        ("http://cam/a", "/a b"),
        ("http://cam/a", "data:text/plain,x"),
    ],
)
def test_another_host_or_protocol_is_refused(source: str, location: str) -> None:
    with pytest.raises(CameraRefusedError, match="the camera redirects to"):
        NetworkAddress.parse(source).follow_redirect(location)


@pytest.mark.parametrize(
    "location", ["http://e\x1b[2Jvil/", "http://evil\n/", "http://évil/", "http://evil/" + "x" * 5000]
)
def test_what_a_camera_writes_spoils_no_log_line(location: str) -> None:
    """Neither control characters nor a long text reach the alert."""
    with pytest.raises(CameraRefusedError) as refused:
        NetworkAddress.parse("http://cam/a").follow_redirect(location)
    assert str(refused.value) == "the camera redirects to an invalid address."
    with pytest.raises(CameraRefusedError) as refused:
        NetworkAddress.parse("http://cam/a").follow_redirect("http://evil/" + "x" * 1000)
    assert len(str(refused.value)) < 250


def test_encryption_may_be_added() -> None:
    assert NetworkAddress.parse("http://cam/a").follow_redirect("https://cam/a").is_encrypted


@given(st.text(alphabet="htps:/?#@[]\\cam.evil%0aA 1", max_size=30))
def test_no_redirect_leads_elsewhere(location: str) -> None:
    """Whatever a camera writes, FFmpeg is sent back to the relay, and the relay to the camera's own host."""
    try:
        address = NetworkAddress.parse("https://cam/a").follow_redirect(location)
    except CameraRefusedError:
        return
    assert (address.scheme, address.host) == ("https", "cam")
    assert address.relay_address(99).startswith("http://127.0.0.1:99")
    assert address.relay_address(99).isprintable()
    assert " " not in address.relay_address(99)
