"""connection.py: HTTP Digest and the WS-Security token, never both, never Basic, and few attempts at a password."""

import base64
import ssl
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from edge.clock import Clock
from edge.http_exchange import Connect, make_connect_function
from edge.onvif import connection
from edge.onvif.client import CameraStream, OnvifCamera
from edge.onvif.connection import CameraConnection
from edge.onvif.discovery import FoundCamera
from edge.onvif.errors import CameraSearchError
from edge.onvif.soap import Login
from tests.doubles.camera_zoo import PASSWORD, USER, Camera, camera_network, first_maker, third_maker
from tests.doubles.http_digest import DigestDoor

BASIC = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


def stream_of(camera: Camera, password: str = PASSWORD) -> CameraStream:
    """The stream of the camera. No request contained the password, or user and password in two forms."""
    with camera_network(camera):
        found = FoundCamera(camera.address, f"http://{camera.address}:{camera.port}/onvif/device_service", "")
        try:
            return OnvifCamera(found, Login(USER, password), Clock().now).best_stream()
        finally:
            assert "UsernameToken" not in camera.requests[0][1]  # the time is asked without a user
            for authorization, body in camera.requests:
                assert PASSWORD not in authorization + body
                assert BASIC not in authorization + body
                assert not (authorization and "UsernameToken" in body)
                assert authorization == "" or authorization.startswith("Digest ")


def with_door(*algorithms: str, uses: int = 1_000) -> Camera:
    camera = first_maker()
    camera.door = DigestDoor(USER, PASSWORD, algorithms, uses=uses)
    return camera


@pytest.mark.parametrize("algorithms", [("MD5",), ("SHA-256",), ("MD5", "SHA-256"), ("MD5-sess",)])
def test_a_camera_that_asks_for_http_digest(algorithms: tuple[str, ...]) -> None:
    """One refusal, and then one nonce for all questions: a camera may count refusals, and close its door."""
    camera = with_door(*algorithms)
    assert stream_of(camera).profile.width_px == 1280
    assert camera.door is not None
    assert (len(camera.door.accepted), camera.door.refused) == (3, [])
    assert len(camera.requests) == 5  # clock, one with the token, three with the digest
    assert [header.partition("algorithm=")[2].partition(",")[0] for header in camera.door.accepted] == [
        "SHA-256" if "SHA-256" in algorithms else algorithms[0]
    ] * 3


def test_a_stale_nonce_is_replaced() -> None:
    camera = with_door("MD5", uses=1)
    assert stream_of(camera).profile.width_px == 1280
    assert camera.door is not None
    assert len(camera.door.accepted) == 3


def test_http_digest_needs_no_right_clock() -> None:
    camera = with_door("MD5")
    camera.clock_error = timedelta(hours=-9)
    assert stream_of(camera).profile.width_px == 1280


def test_a_wrong_password_is_sent_as_one_digest_and_the_clock_is_not_blamed() -> None:
    camera = with_door("MD5")
    camera.clock_error = timedelta(hours=-9)
    with pytest.raises(CameraSearchError, match=r"^it refuses the user name and the password\. Type them again"):
        stream_of(camera, "wrong")
    assert camera.door is not None
    assert (len(camera.door.refused), len(camera.requests)) == (1, 3)


def refusing(*challenges: str) -> Camera:
    camera = third_maker()
    camera.accepts_digest, camera.challenges = False, challenges
    return camera


def test_basic_is_never_answered() -> None:
    camera = refusing('Basic realm="x"')
    camera.clock_error = timedelta(hours=-9)
    with pytest.raises(CameraSearchError, match=r"asks for the password itself \(HTTP Basic\).*Set its authentication"):
        stream_of(camera)
    assert len(camera.requests) == 2


@pytest.mark.parametrize(
    "challenge",
    ["Negotiate", 'Digest realm="x", nonce="y"', 'Digest realm="x", nonce="y", qop="auth", opaque="' + "o" * 60_000],
)
def test_a_challenge_that_cannot_be_answered_is_a_refusal(challenge: str) -> None:
    camera = refusing(challenge)
    with pytest.raises(CameraSearchError, match=r"^it refuses the user name and the password\. Type"):
        stream_of(camera)
    assert len(camera.requests) == 2


def test_a_camera_that_always_asks_again_gets_one_digest() -> None:
    """With a wrong password, and with the right one and a door that is broken."""
    camera = with_door("MD5", uses=0)
    with pytest.raises(CameraSearchError, match="refuses"):
        stream_of(camera)
    assert len(camera.requests) == 3


def test_two_challenges_beside_basic() -> None:
    camera = with_door("MD5")
    assert camera.door is not None
    ask = camera.door.challenges
    camera.door.challenges = lambda: ["Basic realm=x", *ask()]  # type: ignore[method-assign]
    assert stream_of(camera).profile.width_px == 1280


def test_a_camera_that_knows_no_security_header_and_asks_for_no_user() -> None:
    camera = first_maker()
    camera.understands_security = False
    assert stream_of(camera).profile.width_px == 1280


def test_the_token_has_the_time_of_the_cameras_clock() -> None:
    for hours in (9, -9):
        camera = first_maker()
        camera.clock_error = timedelta(hours=hours)
        assert stream_of(camera).profile.width_px == 1280


def test_a_camera_that_asks_for_a_user_before_it_names_its_time() -> None:
    """The question for the time gets no digest: a camera may count it as an attempt."""
    camera = with_door("MD5")
    camera.door_has_clock = True
    assert stream_of(camera).profile.width_px == 1280
    assert [bool(authorization) for authorization, _ in camera.requests] == [False, False, True, True, True]


def test_a_refused_digest_is_a_refusal_also_where_basic_is_offered() -> None:
    camera = with_door("MD5")
    assert camera.door is not None
    ask = camera.door.challenges
    camera.door.challenges = lambda: ["Basic realm=x", *ask()]  # type: ignore[method-assign]
    with pytest.raises(CameraSearchError, match="Type them again"):
        stream_of(camera, "wrong")


@pytest.mark.parametrize("is_silent", [True, False])
def test_a_nonce_that_was_answered_is_not_answered_again(is_silent: bool) -> None:
    """The second question is refused: without a challenge, or with the same one."""
    camera = with_door("MD5", uses=1)
    assert camera.door is not None
    first = camera.door.challenges()
    given = [first]
    camera.door.challenges = lambda: given.pop() if given else [] if is_silent else first  # type: ignore[method-assign]
    with pytest.raises(CameraSearchError, match="refuses"):
        stream_of(camera)
    assert len(camera.requests) == 4


@pytest.mark.parametrize(
    ("address", "port", "is_encrypted"),
    [
        ("http://127.0.0.11/onvif", 80, False),
        ("https://127.0.0.11/onvif", 443, True),
        ("https://127.0.0.11:8/onvif", 8, True),
    ],
)
def test_ports_and_encryption(address: str, port: int, is_encrypted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cameras sign their own certificates, so these are not checked."""
    made = list[tuple[str, int, ssl.SSLContext | None]]()

    def make(host: str, port: int, context: ssl.SSLContext | None) -> Connect:
        made.append((host, port, context))
        return make_connect_function("127.0.0.1", 9)

    monkeypatch.setattr(connection, "make_connect_function", make)
    with pytest.raises(CameraSearchError, match=r"^it does not answer \(Connection refused\)"):
        CameraConnection("127.0.0.11", Login("a", "b"), Clock().now, 1.0).ask(urlsplit(address), "<Get/>")
    host, to, context = made[0]
    assert (host, to, context is not None) == ("127.0.0.11", port, is_encrypted)
    assert context is None or (context.check_hostname, context.verify_mode) == (False, ssl.CERT_NONE)


def test_after_its_time_a_camera_is_asked_nothing_more() -> None:
    now_s = [0.0]
    asked = CameraConnection("127.0.0.1", Login("a", "b"), lambda: now_s[0], 12.0)
    now_s[0] = 12.0
    with pytest.raises(CameraSearchError, match=r"^its answers take longer than 12 s in all\. Restart it"):
        asked.ask(urlsplit("http://127.0.0.1:9/onvif"), "<Get/>")
    now_s[0] = 11.5
    with pytest.raises(CameraSearchError, match="Connection refused"):
        asked.ask(urlsplit("http://127.0.0.1:9/onvif"), "<Get/>")
    assert (connection.LIMITS.connect_s, connection.LIMITS.head_s, connection.EXCHANGE_S) == (3.0, 5.0, 8.0)
