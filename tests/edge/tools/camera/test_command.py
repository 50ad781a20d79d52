"""`vitrina camera find`: its lines, its JSON, and that no output contains a password."""

import io
import json
from collections.abc import Iterator

import pytest

from edge.cli.main import main
from edge.exit_codes import DONE, NO_SOURCE
from edge.tools.camera import search
from edge.tools.camera.search import Networks
from tests.doubles.camera_zoo import NETWORK, PASSWORD, USER, camera_network, first_maker, second_maker


@pytest.fixture
def networks(monkeypatch: pytest.MonkeyPatch) -> Iterator[Networks]:
    refusing = second_maker()
    refusing.accepts_digest = False
    with camera_network(first_maker(), refusing) as made:
        monkeypatch.setattr(Networks, "own", lambda: made)
        yield made


def test_cameras_with_their_streams(
    networks: Networks, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert main(["camera", "find", "--user", USER]) == DONE
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "127.0.0.11  NORTH DX-2143: H264 1280 x 720, 20 frames per second",
        '  [camera] source = "rtsp://USER:PASSWORD@127.0.0.11:554/Profile_3?unicast=true&proto=Onvif"',
        "  60-addresses.conf: IPAddressAllow=127.0.0.11",
        "127.0.0.12  Lobby IPC-9",
        "  it refuses the user name and the password. Type them again; many cameras need an ONVIF user of their own, "
        "which you create on the camera's page.",
    ]
    assert PASSWORD not in printed.out + printed.err
    assert "p%26ss" not in printed.out + printed.err


def test_without_a_user_the_cameras_are_listed_as_json(networks: Networks, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["camera", "find", "--json"]) == DONE
    printed = capsys.readouterr()
    first, second = json.loads(printed.out)
    assert (first["address"], first["name"], first["stream"]) == ("127.0.0.11", "NORTH DX-2143", None)
    assert second["address"] == "127.0.0.12"
    assert "--user NAME" in printed.err


def test_no_answer_says_what_to_do(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(Networks, "own", lambda: Networks((NETWORK,), ("127.0.0.1", 9)))
    monkeypatch.setattr(search, "WAIT_S", 0.2)
    assert main(["camera", "find"]) == NO_SOURCE
    assert "Type the address into [camera] source; cameras behind another VLAN do not answer" in capsys.readouterr().err


def test_a_machine_without_a_network(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(Networks, "own", lambda: Networks(()))
    assert main(["camera", "find"]) == NO_SOURCE
    assert capsys.readouterr().err.endswith(
        "camera: this machine has no network connection. Connect it, and check with: ip address.\n"
    )
