"""Values and actions of a session."""

import json
import threading
from pathlib import Path

import pytest

from edge.console.app import WHOLE_WAY_EVERY_S
from edge.console.diagnostics import DiagnosticsRunner
from edge.console.hooks import DiagnosticsError
from edge.console.values import Finding
from tests.doubles.player_page import request
from tests.doubles.waiting import wait_until
from tests.edge.console.served import NOW_S, served


def test_a_session_sees_the_kiosk_and_counts_of_refusals(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        request(it.port, "/state.json")
        state = json.loads(request(it.port, "/state.json", headers=it.login())[2])
        assert (state["state"], state["refused"], state["last_refused"]) == (
            "sensing", 1, "/state.json without a session",
        )  # fmt: skip
        assert (state["now_s"], state["has_doctor"]) == (NOW_S, False)
        assert state["stages"][0] == {
            "name": "perception", "rate_hz": 14.9, "latency_s": 0.06, "drops": "3 frames", "hangs": False,
        }  # fmt: skip


def test_outlines_are_rectangles_and_nothing_else(tmp_path: Path) -> None:
    """No number, no expression, no past."""
    with served(tmp_path) as it:
        told = json.loads(request(it.port, "/outlines.json", headers=it.login())[2])
        assert set(told) == {"aspect", "rectangles"}
        assert {name for one in told["rectangles"] for name in one} == {"x", "y", "w", "h"}


def test_messages_are_shown_as_they_were_sent(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        told = json.loads(request(it.port, "/sent.json", headers=it.login())[2])
        assert told["messages"][0]["payload"] == '{"schema":"vitrina.window/1"}'
        assert [one["watchers"] for one in told["windows"]] == [0, 1, 2, 3, 4] * 2


def test_pause_and_resume_ask_the_kiosk(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        headers = {**it.login(), **it.origin}
        assert request(it.port, "/pause", "POST", headers=headers)[0] == 204
        assert request(it.port, "/resume", "POST", headers=headers)[0] == 204
        assert it.did == ["pause", "resume"]
        assert [request(it.port, path, headers=headers)[0] for path in ("/pause", "/resume")] == [405, 405]
        it.is_running = False
        for path in ("/pause", "/resume"):
            status, _, text = request(it.port, path, "POST", headers=headers)
            assert (status, b"Try again" in text) == (503, True)


def test_a_self_check_runs_once_at_a_time_and_shows_its_findings(tmp_path: Path) -> None:
    go = threading.Event()

    def check() -> list[Finding]:
        go.wait(20)
        return [Finding("camera", "error", "It is gone.", "Plug it in.")]

    with served(tmp_path, check) as it:
        session = it.login()
        headers = {**session, **it.origin}
        assert request(it.port, "/doctor", "POST", headers=headers)[0] == 202
        assert request(it.port, "/doctor", "POST", headers=headers)[0] == 409
        assert json.loads(request(it.port, "/doctor.json", headers=session)[2])["is_running"]
        go.set()
        wait_until(
            lambda: not json.loads(request(it.port, "/doctor.json", headers=session)[2])["is_running"], "the end"
        )
        told = json.loads(request(it.port, "/doctor.json", headers=session)[2])
        assert told["findings"] == [
            {"part": "camera", "level": "error", "text": "It is gone.", "cure": "Plug it in.", "detail": ""}
        ]


def test_a_test_of_the_whole_way_waits_for_its_turn(tmp_path: Path) -> None:
    """However often the button is pressed, one message goes to the broker in ten seconds. A clock that was set back
    keeps nobody waiting."""
    ran: list[int] = []

    def check() -> list[Finding]:
        ran.append(1)
        return [Finding("end to end", "ok", "answered by a subscriber in 31 ms.")]

    with served(tmp_path, check) as it:
        headers = {**it.login(), **it.origin}

        def wait_for_end(count: int) -> None:
            wait_until(lambda: len(ran) == count and not state()["is_running"], "the end")

        def state() -> dict[str, object]:
            shown: dict[str, object] = json.loads(request(it.port, "/whole-way.json", headers=headers)[2])
            return shown

        answers = [request(it.port, "/whole-way", "POST", headers=headers)[0] for _ in range(50)]
        assert answers == [202, *[409] * 49]
        wait_for_end(1)
        it.now_s += WHOLE_WAY_EVERY_S - 0.1
        assert request(it.port, "/whole-way", "POST", headers=headers)[0] == 409
        it.now_s += 0.1
        assert request(it.port, "/whole-way", "POST", headers=headers)[0] == 202
        wait_for_end(2)
        it.now_s -= 3600
        headers = {**it.login(), **it.origin}
        assert request(it.port, "/whole-way", "POST", headers=headers)[0] == 202
        wait_for_end(3)
        assert state()["findings"] == [
            {
                "part": "end to end",
                "level": "ok",
                "text": "answered by a subscriber in 31 ms.",
                "cure": "",
                "detail": "",
            }
        ]


def test_a_self_check_that_fails_says_why() -> None:
    def check() -> list[Finding]:
        raise DiagnosticsError("doctor: no end. Run it yourself: vitrina doctor")

    runner = DiagnosticsRunner(check, lambda: NOW_S)
    assert runner.start()
    wait_until(lambda: not runner.state.is_running, "the end")
    assert runner.state.error == "doctor: no end. Run it yourself: vitrina doctor"


def test_a_fault_in_the_self_check_is_said_and_another_may_follow(caplog: pytest.LogCaptureFixture) -> None:
    """Its traceback is logged. The check is not tried again by itself: the page has told its end."""
    checks = []

    def check() -> list[Finding]:
        checks.append(1)
        raise ValueError("nobody foresaw it")

    runner = DiagnosticsRunner(check, lambda: NOW_S)
    for number in (1, 2):
        assert runner.start()
        wait_until(lambda: not runner.state.is_running, "the end")
        assert "unexpected error" in runner.state.error
        wait_until(lambda number=number: caplog.text.count("ValueError: nobody foresaw it") == number, "its traceback")  # type: ignore[misc]
    assert len(checks) == 2
