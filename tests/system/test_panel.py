"""`vitrina replay --videos` of real people: the kiosk's code over a recording of each participant."""

import json
import shutil
from pathlib import Path

import pytest

from tests.doubles.films import write_film
from tests.people import Films
from tests.system import shop

PLAYS = "creative;name;start_s;end_s\r\nspring_a;Frühling;0:00;0:03\r\nsummer_b;;0:03;0:07,5\r\n"


@pytest.fixture
def panel(films: Films, tmp_path: Path) -> Path:
    """Ada stands before the camera alone, bo with somebody else; each has 8 s."""
    folder = tmp_path / "panel"
    folder.mkdir()
    shutil.copy(films(1), folder / "ada.mp4")
    shutil.copy(films(2), folder / "bo.mp4")
    return folder


def test_two_participants_are_told_under_sites_of_their_own(panel: Path, tmp_path: Path) -> None:
    """Windows, reactions and plays of each, exact, with k 1. Each message has its own id, and bytes are equal twice."""
    plays = tmp_path / "plays.csv"
    plays.write_bytes(b"\xef\xbb\xbf" + PLAYS.encode())
    first, second = [run("replay", "--videos", panel, "--plays", plays) for run in (shop.vitrina, shop.vitrina_here)]
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    messages = [json.loads(line) for line in first.stdout.splitlines()]
    payloads = [shop.parsed(json.dumps(message["payload"]).encode()) for message in messages]
    for message in messages:
        site = message["payload"]["site"]
        assert message["topic"].startswith(f"vitrina/1/demo/{site}/kiosk/")
    assert len({payload["id"] for payload in payloads}) == len(payloads)
    for site, people in (("panel-1", 1), ("panel-2", 2)):
        own = [payload for payload in payloads if payload["site"] == site]
        assert [payload["seq"] for payload in own] == list(range(1, len(own) + 1))
        assert sum(window["visits"] for window in shop.of("window", own)) == people
        assert {reaction["creative"] for reaction in shop.of("reaction", own)} == {"spring_a", "summer_b"}
        assert {(reaction["k"], reaction["noise_sd"]["total"]) for reaction in shop.of("reaction", own)} == {(1, 0.0)}
        assert len(shop.of("play", own)) == 2
    assert "Frühling" not in first.stdout
    assert "replay: ada.mp4: 1 visit." in first.stderr
    assert "replay: bo.mp4: warning: 2 visits, 2 at once." in first.stderr


def test_the_summary_of_a_panel_has_a_line_for_each_creative(panel: Path, tmp_path: Path) -> None:
    """Over both participants, with the title of the advert; here the adverts' own films say when they ran."""
    adverts = tmp_path / "adverts"
    adverts.mkdir()
    write_film(adverts / "1 Frühling.mp4", frames=75)
    write_film(adverts / "2 Sommer.mp4", frames=75)
    done = shop.vitrina_here("replay", "--videos", panel, "--ads", adverts, "--summary")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "2 participants, 3 visits"
    assert [line.split(":")[0] for line in lines[1:]] == ['1-fruhling "1 Frühling"', '2-sommer "2 Sommer"']
    assert all("2 participants, 2 watched, 2 plays, attention " in line for line in lines[1:])
