"""One part after the other: what needs another, what hangs, what breaks."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.settings.settings import SettingsError
from edge.tools.doctor.finding import CheckContext, DoctorCheck, Finding, fault, from_error, good, untried
from edge.tools.doctor.parts import PARTS, tried
from tests.edge.tools.doctor.patient import known, only


def test_every_part_comes_after_those_that_it_needs() -> None:
    before: set[str] = set()
    for part in PARTS:
        assert set(part.needs) <= before, part.name
        before.add(part.name)


def test_all_of_them_end_in_time_whatever_hangs() -> None:
    """Each has its limit, and no name is used twice."""
    assert all(0 < part.within_s <= 30 for part in PARTS)
    assert len({part.name for part in PARTS}) == len(PARTS)


def test_what_needs_a_broken_part_is_not_tried(tmp_path: Path) -> None:
    """It says which one to mend first."""
    patient = known(tmp_path)
    broken = DoctorCheck("camera", lambda _: [fault("camera", "is broken.", "Mend it.")], needs=())
    assert only(tried(broken, patient)).ok is False
    asked: list[CheckContext] = []

    def ask(given: CheckContext) -> list[Finding]:
        asked.append(given)
        return []

    assert tried(DoctorCheck("reach", ask, needs=("camera",)), patient) == [untried("reach", "see camera")]
    assert asked == []


def test_a_part_that_hangs_is_left_behind(tmp_path: Path) -> None:
    """Its thread does not keep the command from ending."""
    free = threading.Event()

    def hang(_: CheckContext) -> Iterator[Finding]:
        free.wait()
        yield good("disk", "there after all.")

    finding = only(tried(DoctorCheck("disk", hang, within_s=0.05), known(tmp_path)))
    left = next(thread for thread in threading.enumerate() if thread.name == "doctor-disk")
    assert left.daemon
    free.set()
    left.join()
    assert finding.ok is False
    assert "within 0.05 s" in finding.text


def test_a_bug_of_ours_stops_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It is a line like the others, with the traceback on standard error for whoever reports it."""

    def break_down(_: CheckContext) -> list[Finding]:
        raise ZeroDivisionError("division by zero")

    with caplog.at_level(logging.ERROR):
        finding = only(tried(DoctorCheck("speed", break_down), known(tmp_path)))
    assert finding.ok is False
    assert "ZeroDivisionError: division by zero" in finding.text
    assert "report it" in finding.cure
    assert caplog.records[0].exc_info


def test_an_error_of_the_house_is_parted_into_text_and_cure() -> None:
    """What it says of a kiosk that was not started is no news."""
    error = SettingsError("model: x.onnx cannot be read (No such file). Nothing was started. Fetch it again.")
    assert from_error("expression", error) == fault(
        "expression", "x.onnx cannot be read (No such file).", "Fetch it again."
    )
    bare = SettingsError("settings: [broker] password_file: y has no line. Nothing was started.")
    assert from_error("broker", bare, "Write one.") == fault(
        "broker", "[broker] password_file: y has no line.", "Write one."
    )
