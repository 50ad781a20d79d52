"""`vitrina study console`: attacks on its page, a session that is led by its buttons, and the list without one."""

import json
import socket
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.settings.settings import load_settings_file
from edge.study.sessions import StudySession
from edge.study_sessions.access import open_study_with_settings
from edge.study_sessions.pages.lead_routes import MAX_BYTES
from tests.doubles.kits import played
from tests.doubles.leader import NO_DEVICE, Json, LeaderPage, led, new_study
from tests.doubles.recordings import write_worn

PLANTED_US = 7.7531
POSTS = (("/session", "participant", "w1"), ("/act", "do", "end"), ("/mark", "text", "cue"))


def sessions(place: Path) -> tuple[StudySession, ...]:
    with open_study_with_settings(place / "study", load_settings_file(place / "vitrina.toml")) as study:
        found = study.readable_sessions()
        for one in found:
            one.read_events()
        return found


def types(session: StudySession) -> list[str]:
    return list(session.read_events()["type"])


def odd_bodies(key: str) -> list[str]:
    """Forty bodies of which none is the object with one text that is wanted."""
    wrong: list[object] = [None, True, 0, 1.5, -1, [], {}, "", "end", [key], {key: None}, {key: 1}, {key: True}]
    wrong += [{key: ["end"]}, {key: {"do": "end"}}, {key: "end", "more": 1}, {key.upper(): "end"}, {"": "end"}]
    wrong += [{f"{key} ": "end"}, {key: 1.5}, {key: []}, {key: {}}, [[key, "end"]], {"__proto__": "end"}]
    texts = [json.dumps(one) for one in wrong]
    texts += ["", " ", "{", "}", "[", '{"', f"{key}=end", f'{{"{key}":}}', f'{{"{key}":"end"', "[" * 5000, "{" * 5000]
    texts += ["\x00", "NaN", "Infinity", f'{{"{key}": NaN}}', "1" * 5000]
    assert len(texts) == 40
    return texts


def test_attacks_on_the_page_change_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No token, that of another page, another host or origin, odd bodies: no session starts, ends, or gets a mark."""
    (tmp_path / "other").mkdir()
    new_study(tmp_path, "kits")
    new_study(tmp_path / "other", "kits")
    with led(tmp_path, capsys) as page, led(tmp_path / "other", capsys) as elsewhere:
        attack(page, elsewhere)
        assert not page.state["is_busy"]
        assert page.post("/session", {"participant": "w1"}) == 204
        page.wait_for_phase("contact")
        attack(page, elsewhere)
        assert page.state["live"]["control"]["phase"] == "contact"
        assert page.post("/session", {"participant": "w1"}) == 409  # one at a time
        assert page.post("/act", {"do": "adverts"}) == 422  # the baseline comes first
        assert page.post("/act", {"do": "end"}) == 204
        page.wait_for(lambda told: not told["is_busy"], "the end of the session")
    (only,) = sessions(tmp_path)
    assert types(only) == ["session_start", "session_end"]
    assert sessions(tmp_path / "other") == ()


def attack(page: LeaderPage, elsewhere: LeaderPage) -> None:
    for token in ("", "vitrina_study=", "vitrina_study=x", f"vitrina_study={elsewhere.token}"):
        assert page.ask("/state.json", Cookie=token)[0] == 403
        for path, key, value in POSTS:
            assert page.post(path, {key: value}, Cookie=token) == 403
    assert page.ask("/login", "POST", elsewhere.token, Cookie="")[0] == 403
    assert page.ask("/login", "POST", "x" * 500)[0] == 413
    for host in ("evil.example", "127.0.0.1", f"localhost.evil.example:{page.port}"):
        assert page.ask("/state.json", Host=host)[0] == 400
        assert page.post("/act", {"do": "end"}, Host=host) == 400
    for origin in ("", "null", "http://evil.example", f"http://127.0.0.1:{elsewhere.port}"):
        for path, key, value in POSTS:
            assert page.post(path, {key: value}, Origin=origin) == 403
        assert page.ask("/login", "POST", page.token, Origin=origin)[0] == 403
    for path, key, value in POSTS:
        for body in odd_bodies(key):
            assert page.ask(path, "POST", body)[0] == 400, body
        assert page.ask(path, "POST", " " * (MAX_BYTES + 1))[0] == 413
        assert page.ask(path)[0] == page.ask(path, "PUT", json.dumps({key: value}))[0] == 405
    for name in ("w0", "W1", "w1;", "../w1", "w1\n", "w" + "1" * 50, "Mary"):
        assert page.post("/session", {"participant": name}) == 409
    for action in ("", "start", "baseline; end", "END", "x" * 3000):
        assert page.post("/act", {"do": action}) in (409, 422)
    for text in ("", "x" * 1001):
        assert page.post("/mark", {"text": text}) in (409, 422)
    assert page.ask("/page/app.py")[0] == page.ask("/page/ask.html")[0] == page.ask("/page/../app.py")[0] == 404


def test_the_page_is_reached_on_loopback_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new_study(tmp_path, "kits")
    with led(tmp_path, capsys) as page:
        with socket.create_connection(("127.0.0.1", page.port), 5):
            pass
        for host in ("127.0.0.2", socket.gethostbyname(socket.gethostname())):
            if host != "127.0.0.1":
                with pytest.raises(OSError, match="refused"):
                    socket.create_connection((host, page.port), 5).close()


def test_a_session_is_led_from_its_list_to_its_end_by_buttons(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A kit with its lines, marks, a pause of which nothing is stored, and what is kept is told at the end."""
    new_study(tmp_path, "kits,answers")
    wanted = replace(NO_DEVICE, seconds=30.0, baseline_s=0.3)
    body = write_worn(tmp_path / "body.csv", 60, skin_us=PLANTED_US)
    with (
        played("csv_lines", body) as port,
        led(tmp_path, capsys, replace(wanted, kits=(f"{port},csv_lines",))) as page,
    ):
        (row,) = [one for one in page.state["overview"]["participants"] if not one["is_planned"]]
        assert (row["name"], row["scopes"], row["sessions"]) == ("w1", ["kits", "answers"], [])
        assert page.post("/session", {"participant": "w1"}) == 204
        told = page.wait_for(lambda told: told["live"] and told["live"]["kits"][0]["contact"], "a kit")
        live = told["live"]
        assert (live["participant"], live["number"], live["control"]["phase"]) == ("w1", 1, "contact")
        assert live["scopes"]["kits"]
        assert not live["scopes"]["face"]
        assert live["has_face"] is None
        assert "overview" not in told
        page.wait_for(lambda told: told["live"]["kits"][0]["skin_us"][-4:].count(None) < 4, "a line")
        assert page.post("/act", {"do": "baseline"}) == 204
        page.wait_for_phase("ready")
        assert page.post("/mark", {"text": "looked away"}) == 204
        assert page.post("/act", {"do": "adverts"}) == 204
        told = page.wait_for(lambda told: told["live"]["advert"], "an advert")
        assert told["live"]["advert"]["creative"] == "spring"
        assert 0 < told["live"]["advert"]["left_s"] <= 20
        assert page.post("/act", {"do": "pause"}) == 204
        page.wait_for(lambda told: told["live"]["control"]["is_paused"], "the pause")
        page.wait_for(lambda told: told["live"]["kits"][0]["gap_s"], "a gap in a pause")
        assert page.post("/act", {"do": "pause"}) == 422
        assert page.post("/act", {"do": "resume"}) == 204
        page.wait_for(lambda told: told["live"]["kits"][0]["gap_s"] is None, "data after the pause")
        assert page.post("/act", {"do": "end"}) == 204
        told = page.wait_for(lambda told: not told["is_busy"], "the end of the session")
        assert "session 1 of w1 is stored" in told["said"][0]
        (row,) = [one for one in told["overview"]["participants"] if not one["is_planned"]]
        assert [(one["number"], one["measured"]) for one in row["sessions"]] == [(1, [])]
    (only,) = sessions(tmp_path)
    with open_study_with_settings(tmp_path / "study", load_settings_file(tmp_path / "vitrina.toml")):
        events, times_s = only.read_events(), only.read_series("kit1")["time_s"]
    by_type = {kind: events["time_s"][events["type"] == kind] for kind in set(events["type"])}
    inside = (times_s >= by_type["pause_start"][0]) & (times_s < by_type["pause_end"][0])
    assert not inside.any()
    assert (times_s > by_type["pause_end"][0]).any()
    assert list(events["name"][events["type"] == "mark"]) == ["looked away"]
    assert events["origin"][events["type"] == "mark"] == ["page"]
    assert {"baseline_start", "baseline_end", "advert_start"} <= set(by_type)


def test_what_a_button_does_a_command_can_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new_study(tmp_path, "kits")
    folder = str(tmp_path / "study")
    with led(tmp_path, capsys) as page:
        assert main(["study", "control", folder, "end"]) == 2
        assert "no session is recording into" in capsys.readouterr().err
        assert page.post("/session", {"participant": "w1"}) == 204
        page.wait_for_phase("contact")
        assert main(["study", "control", folder, "adverts"]) == 2
        assert "adverts is not possible now. Possible: baseline, pause, end" in capsys.readouterr().err
        for action in ("pause", "resume", "baseline"):
            assert main(["study", "control", folder, action]) == 0
            if action == "pause":
                paused = page.wait_for(lambda told: told["live"]["control"]["is_paused"], "the pause")
                page.wait_for(partial(is_later, paused["live"]["at_s"]), "a turn of the loop")
        page.wait_for_phase("ready")
        assert main(["study", "mark", folder, "hello"]) == 0
        assert main(["study", "control", folder, "end"]) == 0
        page.wait_for(lambda told: not told["is_busy"], "the end of the session")
    (only,) = sessions(tmp_path)
    kinds = types(only)
    assert kinds[0] == "session_start"
    assert {"pause_start", "pause_end", "baseline_end", "mark"} <= set(kinds)


def is_later(at_s: float, told: Json) -> bool:
    return bool(told["live"]["at_s"] > at_s)


def test_a_participant_who_withdraws_ends_the_session_on_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new_study(tmp_path, "kits", "kits")
    with led(tmp_path, capsys) as page:
        assert page.post("/session", {"participant": "w1"}) == 204
        page.wait_for_phase("contact")
        assert main(["study", "participant", "withdraw", str(tmp_path / "study"), "w1", "--yes"]) == 0
        told = page.wait_for(lambda told: not told["is_busy"], "the end of the session")
        assert told["said"] == ["study: the participant has withdrawn; nothing of the session is stored."]
        assert "w1" not in [one["name"] for one in told["overview"]["participants"]]


def test_a_session_that_cannot_begin_is_told_and_the_next_one_can(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A participant whom nobody added; then a camera that is not there, which the page tells while it is tried."""
    new_study(tmp_path, "face")
    with led(tmp_path, capsys, replace(NO_DEVICE, camera=str(tmp_path / "none.mp4"))) as page:
        assert page.post("/session", {"participant": "w7"}) == 204
        told = page.wait_for(lambda told: not told["is_busy"] and told["said"], "the reason")
        assert told["is_fault"]
        assert "there is no participant w7" in told["said"][0]
        assert page.post("/session", {"participant": "w1"}) == 204
        told = page.wait_for(lambda told: told["live"] and told["live"]["alerts"], "an alert")
        assert "none.mp4" in told["live"]["alerts"][0]
        told = page.wait_for(lambda told: told["live"]["face_gap_s"], "the gap")
        assert told["live"]["has_face"] is False


def test_the_list_has_the_plan_of_the_latin_square_and_the_exports(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two adverts make a square of two participants: with three, a fourth is planned."""
    new_study(tmp_path, "kits", "kits", "kits")
    with led(tmp_path, capsys) as page:
        told = page.state
        overview = told["overview"]
        assert (overview["planned"], overview["exports"]) == (4, [])
        assert [(one["name"], one["is_planned"]) for one in overview["participants"]] == [
            ("w1", False), ("w2", False), ("w3", False), ("w4", True)
        ]  # fmt: skip
        orders = [tuple(one["order"]) for one in overview["participants"]]
        assert sorted(orders[:2]) == sorted(orders[2:]) == [("spring", "summer"), ("summer", "spring")]
        assert told["study"]["last_day"] == "2099-12-31"
        assert told["study"]["free_bytes"] > 0
        with open_study_with_settings(tmp_path / "study", load_settings_file(tmp_path / "vitrina.toml")) as study:
            study.record_export("csv", str(tmp_path / "csv"), ["w1"])
        (made,) = page.state["overview"]["exports"]
        assert (made["kind"], made["place"]) == ("csv", str(tmp_path / "csv"))


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINA_CONFIG", str(tmp_path / "vitrina.toml"))
