"""client.py against cameras that attack: no password leaves for another host, and nothing takes long."""

import time
from datetime import timedelta

import pytest

import edge.onvif.client as client
from edge.clock import Clock
from edge.onvif.client import CameraStream, OnvifCamera
from edge.onvif.discovery import FoundCamera
from edge.onvif.errors import CameraSearchError
from edge.onvif.profiles import VideoProfile
from edge.onvif.reasons import Reason
from edge.onvif.soap import Login
from edge.sources.camera.network_address import NetworkAddress
from tests.doubles.camera_zoo import PASSWORD, USER, Camera, Profile, camera_network, first_maker
from tests.doubles.hostile_server import hostile_server

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n"
ELSEWHERE = "http://127.0.0.1:9/"


def stream_of(camera: Camera) -> CameraStream:
    with camera_network(camera):
        return asked(camera.address, camera.port)


def asked(address: str, port: int) -> CameraStream:
    found = FoundCamera(address, f"http://{address}:{port}/onvif", "")
    return OnvifCamera(found, Login(USER, PASSWORD), Clock().now).best_stream()


def stream_body(address: str) -> dict[str, str]:
    escaped = address.replace("&", "&amp;").replace("<", "&lt;")
    return {"GetStreamUri": f"<trt:MediaUri><tt:Uri>{escaped}</tt:Uri></trt:MediaUri>"}


@pytest.mark.parametrize(
    "address",
    [
        "rtsp://127.0.0.11/x@127.0.0.99/y",
        "rtsp://127.0.0.11/?@127.0.0.99/y",
        "rtsp://127.0.0.11?@127.0.0.99/y",
        "rtsp://127.0.0.11#@127.0.0.99/y",
        "rtsp://a:b@127.0.0.99@127.0.0.11/y",
        "rtsp://127.0.0.11",
        "RTSP://127.0.0.11:5540/y",
    ],
)
def test_no_address_leads_user_and_password_to_another_host(address: str) -> None:
    parsed = NetworkAddress.parse(stream_of(first_maker_with(stream_body(address))).address)
    assert (parsed.host, parsed.user) == ("127.0.0.11", "admin:p%26ss%20%3Cw%3Eord%3A%2F%40%22")


@pytest.mark.parametrize(
    "address",
    [
        "rtsp://127.0.0.99/y",
        "rtsp://[::1]/y",
        "rtsp://127.0.0.11%2e/y",
        "rtsp://127.0.0.99\\@127.0.0.11/y",
        'rtsp://127.0.0.11/"y',
        "rtsp://127.0.0.11/`y`",
        "rtsp://127.0.0.11/a b",
        "rtsp://127.0.0.11/a\nb",
        "rtsp://127.0.0.11/ü",
        "rtsp://127.0.0.11:0/y",
        "rtsp://127.0.0.11:99999/y",
        "http://127.0.0.11/y",
        "file:///etc/passwd",
        "rtsp://127.0.0.11/" + "x" * 500,
        "",
    ],
)
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(CameraSearchError, match=r"another host|the kiosk cannot use"):
        stream_of(first_maker_with(stream_body(address)))


def first_maker_with(bodies: dict[str, str]) -> Camera:
    camera = first_maker()
    camera.bodies = bodies
    return camera


def test_a_password_that_the_camera_writes_into_its_path_is_not_shown() -> None:
    profile = VideoProfile("t", "", "H264", 1280, 720, 15)
    stream = CameraStream(profile, "rtsp://a:b@10.0.0.2/user=admin_password=tlJwpbo6_channel=1.sdp?pwd=x&Pass=y")
    assert stream.shown_address == "rtsp://10.0.0.2/user=…_password=…_channel=1.sdp?pwd=…&Pass=…"
    stream = CameraStream(profile, "rtsp://a:b%2Fcd@10.0.0.2:554//0/b/cd?x=b%2fcd")
    assert stream.shown_address == "rtsp://10.0.0.2:554//0/…?x=…"


@pytest.mark.parametrize("year", ["9999", "1", "99999999999", "-5", "9" * 9000])
def test_an_impossible_clock_counts_as_unknown(year: str) -> None:
    camera = first_maker_with(
        {
            "GetSystemDateAndTime": f"<tt:UTCDateTime><tt:Time><tt:Hour>23</tt:Hour><tt:Minute>59</tt:Minute>"
            f"<tt:Second>59</tt:Second></tt:Time><tt:Date><tt:Year>{year}</tt:Year><tt:Month>12</tt:Month>"
            "<tt:Day>31</tt:Day></tt:Date></tt:UTCDateTime>"
        }
    )
    assert stream_of(camera).profile.width_px == 1280


def test_markup_in_the_token_of_a_profile_stays_text() -> None:
    camera = first_maker()
    camera.profiles = (Profile("a&lt;/ProfileToken&gt;&lt;b&amp;", "H264", 1280, 720, "15"),)
    camera.bodies = stream_body("rtsp://127.0.0.11/y")
    with camera_network(camera):
        assert asked(camera.address, camera.port).profile.token == "a</ProfileToken><b&"


@pytest.mark.parametrize("piece", ["<Profiles>", "<Profiles token='a'>", "<a b='c'>"])
def test_deep_and_many_elements_take_little_time(piece: str) -> None:
    name = piece.strip("<>").split()[0]
    count = 240_000 // (len(piece) + len(name) + 3)
    camera = first_maker_with({"GetProfiles": piece * count + f"</{name}>" * count})
    began_s = time.monotonic()
    with pytest.raises(CameraSearchError, match=r"more than 10,000 elements, or more than 32 levels\. Check"):
        stream_of(camera)
    assert time.monotonic() - began_s < 1


@pytest.mark.parametrize(
    ("first", "piece", "every_s"),
    [
        (b"", b"H", 0.05),
        (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", 0.05),
        (b"HTTP/1.1 200 OK\r\nX-A: ", b"b" * 60_000, 0.0),
        (HEAD + b"\r\n", b"<a>", 0.05),
        (HEAD + b"\r\n", b"<a>" * 9_000, 0.0),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n<\r\n", 0.05),
        (HEAD + b"Content-Length: 99999999999\r\n\r\n", b"<a>" * 9_000, 0.0),
        (f"HTTP/1.1 302 Found\r\nLocation: {ELSEWHERE}\r\nContent-Length: 0\r\n\r\n".encode(), b"", 0.0),
        (b"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n", b"", 0.0),
    ],
)
def test_a_camera_has_little_time_and_few_bytes_for_all_its_answers(
    first: bytes, piece: bytes, every_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "TOTAL_S", 0.5)
    began_s = time.monotonic()
    with hostile_server(first, piece, every_s) as server, pytest.raises(CameraSearchError) as refused:
        asked("127.0.0.1", server.port)
    assert time.monotonic() - began_s < 1.5
    assert PASSWORD not in str(refused.value)


def refusal(camera: Camera) -> Reason:
    camera.accepts_digest = False
    with pytest.raises(CameraSearchError) as refused:
        stream_of(camera)
    return refused.value.reason


@pytest.mark.parametrize(
    ("seconds", "kind"),
    [(270, "refused"), (-270, "refused"), (330, "refused_ahead"), (-330, "refused_behind"), (0, "refused")],
)
def test_a_clock_that_is_off_by_more_than_five_minutes_is_named(seconds: int, kind: str) -> None:
    camera = first_maker()
    camera.clock_error = timedelta(seconds=seconds)
    assert refusal(camera).kind == kind


def test_the_error_of_the_clock_in_hours_and_minutes() -> None:
    camera = first_maker()
    camera.clock_error = timedelta(hours=-300)
    reason = refusal(camera)
    assert reason.values["minutes"] == 18_000
    assert "Its clock is 300.0 h behind" in str(reason)


@pytest.mark.parametrize(
    ("year", "second", "kind"),
    [
        (1969, 0, "refused"),
        (1970, 0, "refused_behind"),
        (2099, 0, "refused_ahead"),
        (2099, 60, "refused_ahead"),  # a leap second
        (2100, 0, "refused"),
    ],
)
def test_years_in_which_a_clock_counts(year: int, second: int, kind: str) -> None:
    body = (
        f"<tt:UTCDateTime><tt:Time><tt:Hour>23</tt:Hour><tt:Minute>59</tt:Minute><tt:Second>{second}</tt:Second></tt:Time>"
        f"<tt:Date><tt:Year>{year}</tt:Year><tt:Month>6</tt:Month><tt:Day>30</tt:Day></tt:Date></tt:UTCDateTime>"
    )
    assert refusal(first_maker_with({"GetSystemDateAndTime": body})).kind == kind


def test_the_time_of_all_answers() -> None:
    assert client.TOTAL_S == 12.0
