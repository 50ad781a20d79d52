"""`vitrina setup` finds a camera: the technician types `find`, a user, a password and a number."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.settings.settings import load_settings_file
from edge.tools.camera.search import Networks
from edge.tools.setup.assistant import Assistant
from edge.tools.setup.camera_search import choose_camera
from edge.tools.setup.draft import SettingsDraft
from edge.tools.setup.terminal import TerminalSetup
from tests.doubles.camera_zoo import PASSWORD, USER, camera_network, first_maker, second_maker

ADDRESS = "rtsp://admin:p%26ss%20%3Cw%3Eord%3A%2F%40%22@127.0.0.11:554/Profile_3?unicast=true&proto=Onvif"


@pytest.fixture
def networks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    refusing = second_maker("127.0.0.10")
    refusing.accepts_digest = False
    with camera_network(refusing, first_maker()) as made:
        monkeypatch.setattr(Networks, "own", lambda: made)
        yield


def test_the_chosen_stream_is_in_the_settings(
    networks: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "vitrina.toml"
    path.write_text("", encoding="utf-8")
    session = TerminalSetup(Assistant(SettingsDraft(path, None)))
    lines = ["find", USER, PASSWORD, "7", "1"]
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    camera = next(step for step in session.assistant.setup_steps() if step.name == "camera")
    session._ask_question(camera.questions[0])
    assert load_settings_file(path).camera.source == ADDRESS
    shown = capsys.readouterr().err
    assert "Type find to search the local network for cameras." in shown
    assert "  -: 127.0.0.10 Lobby IPC-9: it refuses the user name and the password." in shown
    assert "  1: 127.0.0.11 NORTH DX-2143: H264 1280 x 720, 20 frames per second" in shown
    assert PASSWORD not in shown


def test_nobody_typed_a_user() -> None:
    said: list[str] = []
    assert choose_camera(lambda prompt, is_secret: "", said.append) == ""
    assert said == []


def test_a_machine_without_a_network_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Networks, "own", lambda: Networks(()))
    said: list[str] = []
    assert choose_camera(lambda prompt, is_secret: "x", said.append) == ""
    assert said[-1] == "  camera: this machine has no network connection. Connect it, and check with: ip address."
