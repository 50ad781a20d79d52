"""camera_choice.py: one search at a time, and no password on the page, in a log or in an error."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import edge.tools.setup.camera_choice as camera_choice
from edge.console.hooks import SettingsRefusedError
from edge.console.setup import CameraOffer, CameraOffers
from edge.onvif.client import CameraStream
from edge.onvif.discovery import FoundCamera
from edge.onvif.errors import CameraSearchError, SearchNotAllowedError
from edge.onvif.profiles import VideoProfile
from edge.onvif.reasons import Reason
from edge.onvif.soap import Login
from edge.settings.settings import load_settings_file
from edge.tools.camera import search
from edge.tools.camera.search import SearchResult, SearchResults
from edge.tools.setup.assistant import Assistant
from edge.tools.setup.camera_choice import CameraChoice
from edge.tools.setup.draft import SettingsDraft
from tests.doubles.camera_zoo import PASSWORD, USER, Profile, camera_network, first_maker, second_maker

CAMERA = ("camera", "source")


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two cameras on the loopback network, one without a suitable profile; a search takes half a second."""
    small = second_maker()
    small.profiles = (Profile("p", "H264", 640, 360, "15"),)
    monkeypatch.setattr(search, "WAIT_S", 0.5)
    with camera_network(first_maker(), small) as networks:
        monkeypatch.setattr(
            camera_choice, "search_cameras", lambda login: search.search_cameras(login, networks), raising=True
        )
        yield


@pytest.mark.usefixtures("network")
def test_a_chosen_camera_is_the_answer_and_its_password_is_never_shown(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    config = tmp_path / "etc" / "vitrina.toml"
    assistant = Assistant(SettingsDraft(config, 8461))
    with caplog.at_level(logging.DEBUG):
        offers = assistant.find_cameras(USER, PASSWORD)
        assert offers.cameras[0] == CameraOffer("127.0.0.11", "NORTH DX-2143", "H264", 1280, 720, 20)
        assert offers.cameras[1].problem.startswith("no profile is H.264")
        with pytest.raises(SettingsRefusedError, match="did not find this camera"):
            assistant.use_camera("127.0.0.12")
        assistant.use_camera("127.0.0.11")
    shown = {one.place: one.value for step in assistant.setup_steps() for one in step.questions}
    assert shown[CAMERA] == "rtsp://127.0.0.11:554/Profile_3"
    for text in (str(offers), str(assistant.setup_steps()), caplog.text):
        assert PASSWORD not in text
        assert "p%26ss" not in text
    assistant.finish_setup()
    assert load_settings_file(config).camera.source.startswith("rtsp://admin:p%26ss")
    with pytest.raises(SettingsRefusedError, match="did not find this camera"):
        assistant.use_camera("127.0.0.11")


def test_another_search_is_refused_while_one_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    entered, ended = threading.Event(), threading.Event()

    def slow(_: Login) -> SearchResults:
        entered.set()
        ended.wait(10)
        return SearchResults((), ())

    monkeypatch.setattr(camera_choice, "search_cameras", slow)
    choice = CameraChoice()
    running = threading.Thread(target=choice.find, args=("a", "b"))
    running.start()
    assert entered.wait(10)
    with pytest.raises(SettingsRefusedError, match="a search is running"):
        choice.find("a", "b")
    ended.set()
    running.join()
    assert choice.find("a", "b") == CameraOffers()


def test_a_process_that_may_not_search_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: Login) -> SearchResults:
        raise SearchNotAllowedError("not_allowed")

    monkeypatch.setattr(camera_choice, "search_cameras", refused)
    assert not CameraChoice().find("a", "b").is_allowed


def test_a_fault_is_a_refusal_and_the_next_search_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(_: Login) -> SearchResults:
        raise CameraSearchError("no_network")

    monkeypatch.setattr(camera_choice, "search_cameras", faulty)
    choice = CameraChoice()
    for _ in range(2):
        with pytest.raises(SettingsRefusedError, match=r"^camera: this machine has no network"):
            choice.find("a", "b")


@pytest.mark.parametrize(("user", "password"), [("", "b"), ("a\ud800", "b"), ("a", "s3cret\ud800")])
def test_a_user_that_cannot_be_sent_is_refused(user: str, password: str) -> None:
    with pytest.raises(SettingsRefusedError, match="camera: the") as refused:
        CameraChoice().find(user, password)
    assert "s3cret" not in str(refused.value)


def test_settings_that_came_meanwhile_end_the_search(tmp_path: Path) -> None:
    config = tmp_path / "etc" / "vitrina.toml"
    assistant = Assistant(SettingsDraft(config, 8461), is_first=True)
    config.write_text("")
    with pytest.raises(SettingsRefusedError, match="in the meantime"):
        assistant.find_cameras("a", "b")


@pytest.mark.usefixtures("network")
def test_reasons_are_in_the_language_of_the_page() -> None:
    offers = CameraChoice().find(USER, PASSWORD, "de")
    assert offers.cameras[0].problem == ""
    assert offers.cameras[1].problem.startswith("Die Kamera hat kein Profil mit H.264, mindestens 1280 x 720")
    assert "(angeboten: H264 640 x 360, 15 Bilder pro Sekunde)" in offers.cameras[1].problem


def test_notes_are_in_the_language_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    note = Reason("outside", {"sender": "10.0.0.9"})
    monkeypatch.setattr(camera_choice, "search_cameras", lambda login: SearchResults((), (note,)))
    assert CameraChoice().find("a", "b", "de").notes == (
        "10.0.0.9 liegt außerhalb der Subnetze dieses Geräts und wurde nicht beachtet.",
    )
    assert CameraChoice().find("a", "b").notes == ("10.0.0.9 is outside this machine's subnets. It was ignored.",)


def test_a_search_that_ends_after_the_setup_keeps_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "etc" / "vitrina.toml"
    assistant = Assistant(SettingsDraft(config, 8461), is_first=True)
    stream = CameraStream(VideoProfile("t", "", "H264", 1280, 720, 15), "rtsp://a:s3cret@10.0.0.2/1")

    def late(_: Login) -> SearchResults:
        config.write_text("")
        return SearchResults((SearchResult(FoundCamera("10.0.0.2", "http://10.0.0.2/onvif", ""), stream),), ())

    monkeypatch.setattr(camera_choice, "search_cameras", late)
    assert assistant.find_cameras("a", "s3cret").cameras[0].encoding == "H264"
    with pytest.raises(SettingsRefusedError, match="did not find this camera"):
        assistant.use_camera("10.0.0.2")
