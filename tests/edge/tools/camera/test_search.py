"""search.py against simulated cameras of three makers, and against every camera that needs a sentence."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from edge.onvif.soap import Login
from edge.sources.camera.network_address import NetworkAddress
from edge.tools.camera import search
from edge.tools.camera.search import SearchResult, SearchResults, search_cameras
from tests.doubles.camera_zoo import (
    BOMB,
    PASSWORD,
    USER,
    Camera,
    Profile,
    camera_network,
    first_maker,
    second_maker,
    third_maker,
)


def odd_cameras() -> list[Camera]:
    """One camera for each fault."""
    ahead, refusing, silent, elsewhere, bomb, small, closed = (first_maker(f"127.0.0.2{number}") for number in range(7))
    ahead.clock_error = timedelta(hours=9)
    refusing.clock_error, refusing.accepts_digest = timedelta(hours=-3), False
    silent.tells_clock, silent.accepts_digest = False, False
    elsewhere.stream_host = "127.0.0.99"
    bomb.answer = BOMB
    small.profiles = (Profile("p", "H264", 640, 360, "15"),)
    closed.service_host = "127.0.0.98"
    return [ahead, refusing, silent, elsewhere, bomb, small, closed]


@pytest.fixture(scope="module")
def found() -> Iterator[SearchResults]:
    """One search for all tests, because it takes 3 s."""
    with camera_network(first_maker(), second_maker(), third_maker(), *odd_cameras()) as networks:
        yield search_cameras(Login(USER, PASSWORD), networks)


def result(found: SearchResults, last: int) -> SearchResult:
    return next(each for each in found.results if each.camera.address == f"127.0.0.{last}")


@pytest.mark.parametrize(
    ("last", "name", "path", "size"),
    [
        (11, "NORTH DX-2143", "/Profile_3", (1280, 720, 20)),
        (12, "Lobby IPC-9", "/MediaProfile001", (1920, 1080, 15)),
        (13, "WEST P32-LV", "/profile_1_h264", (1280, 720, 25)),
        (20, "NORTH DX-2143", "/Profile_3", (1280, 720, 20)),  # its clock is nine hours ahead
    ],
)
def test_each_maker_gives_its_smallest_suitable_stream(
    found: SearchResults, last: int, name: str, path: str, size: tuple[int, int, int]
) -> None:
    """User and password are in the address, escaped, so that the kiosk's settings accept it."""
    one = result(found, last)
    assert (one.camera.name, one.problem) == (name, None)
    assert one.stream is not None
    profile = one.stream.profile
    assert (profile.width_px, profile.height_px, profile.rate_hz) == size
    address = NetworkAddress.parse(one.stream.address)
    assert (address.host, address.port, address.rest) == (f"127.0.0.{last}", 554, f"{path}?unicast=true&proto=Onvif")
    assert address.user == "admin:p%26ss%20%3Cw%3Eord%3A%2F%40%22"
    assert one.stream.shown_address == f"rtsp://127.0.0.{last}:554{path}?unicast=true&proto=Onvif"


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (
            21,
            "it refuses the user name and the password. Its clock is 3.0 h behind, so it may refuse the right password",
        ),
        (22, "it refuses the user name and the password. Type them again"),
        (23, "its stream is on another host (127.0.0.99). If that is right, type the stream's address."),
        (24, "its XML declares entities, which may be an attack."),
        (25, "no profile is H.264 with at least 1280 x 720"),
    ],
)
def test_each_fault_has_its_sentence(found: SearchResults, last: int, words: str) -> None:
    one = result(found, last)
    assert one.stream is None
    assert str(one.problem).startswith(words)
    assert PASSWORD not in str(one.problem)


def test_a_camera_that_names_another_host_is_a_note(found: SearchResults) -> None:
    assert [each for each in found.results if each.camera.address == "127.0.0.26"] == []
    notes = [*map(str, found.notes)]
    assert notes == ["127.0.0.26: its answer names another host as the camera. It was ignored."]


def test_all_cameras_are_asked_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """None answers before every other one was asked, so one after the other would take minutes."""
    monkeypatch.setattr(search, "WAIT_S", 0.5)
    cameras = [first_maker(f"127.0.2.{number + 1}") for number in range(24)]
    met = threading.Barrier(len(cameras))
    answer = Camera.answer_http

    def answer_together(self: Camera, path: str, authorization: str, request: str) -> tuple[int, list[str], bytes]:
        if not self.requests:
            met.wait(4)
        return answer(self, path, authorization, request)

    monkeypatch.setattr(Camera, "answer_http", answer_together)
    with camera_network(*cameras) as networks:
        found = search_cameras(Login(USER, PASSWORD), networks)
    assert [one.stream is not None for one in found.results] == [True] * len(cameras)
