"""Order of the checks, and checks that are skipped, hang or raise."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from edge.settings.settings import SettingsError
from edge.tools.doctor.finding import (
    DoctorCheck,
    DoctorContext,
    DoctorFinding,
    error_finding,
    fault_finding,
    good_finding,
    untried_finding,
)
from edge.tools.doctor.parts import (
    END_TO_END,
    PARTS,
    PLACEMENT,
    LazyCheck,
    choose_checks,
    failed_needs,
    offline_checks,
    run_check,
)
from tests.edge.tools.doctor.contexts import make_context, only


def test_every_check_comes_after_those_that_it_needs() -> None:
    earlier: set[str] = set()
    for check in PARTS:
        assert set(check.needs) <= earlier, check.name
        earlier.add(check.name)


def test_a_check_that_is_asked_for_comes_with_those_that_it_needs() -> None:
    """Nothing is published unless it is asked for."""
    assert [check.name for check in PARTS if check not in choose_checks(())] == [END_TO_END]
    assert [check.name for check in choose_checks([END_TO_END])] == ["settings", "libraries", "broker", END_TO_END]
    assert [check.name for check in choose_checks([PLACEMENT, "reach"])] == [
        "settings", "libraries", "camera", "reach", PLACEMENT,
    ]  # fmt: skip
    together = choose_checks([PLACEMENT, END_TO_END])
    assert [check.name for check in together] == [check.name for check in PARTS if check in together]


def test_offline_only_what_belongs_to_the_program_is_checked() -> None:
    """An update compares two trees by it, while the kiosk runs: no check that it runs needs one from outside."""
    inside = choose_checks(offline_checks())
    assert [check.name for check in inside] == offline_checks()
    assert {"settings", "detector", "expression", "outbox"} <= {*offline_checks()}
    assert {*offline_checks()}.isdisjoint({"camera", "microphone", "kits", "broker", "browser", PLACEMENT, END_TO_END})


def test_every_check_has_a_timeout_and_its_own_name() -> None:
    """No timeout is longer than 30 s."""
    assert all(0 < check.timeout_s <= 30 for check in PARTS)
    assert len({check.name for check in PARTS}) == len(PARTS)


def test_a_check_is_not_run_if_one_that_it_needs_failed(tmp_path: Path) -> None:
    """The finding names the failed check."""
    context = make_context(tmp_path)
    failing = DoctorCheck("camera", lambda _: [fault_finding("camera", "is broken.", "Mend it.")], needs=())
    assert only(run_check(failing, context)).is_ok is False
    calls: list[DoctorContext] = []

    def record(given: DoctorContext) -> list[DoctorFinding]:
        calls.append(given)
        return []

    assert run_check(DoctorCheck("reach", record, needs=("camera",)), context) == [
        untried_finding("reach", "see camera")
    ]
    assert calls == []


def test_the_import_of_a_check_is_not_part_of_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small board takes seconds to read a large library."""
    import_s, timeout_s = 0.3, 0.1

    def slow(name: str) -> SimpleNamespace:
        threading.Event().wait(import_s)
        return SimpleNamespace(disk=lambda _: [good_finding("disk", f"came with {name}.")])

    monkeypatch.setattr("edge.tools.doctor.parts.import_module", slow)
    finding = only(
        run_check(DoctorCheck("disk", LazyCheck("storage", "disk"), timeout_s=timeout_s), make_context(tmp_path))
    )
    assert finding.is_ok


def test_a_check_that_hangs_is_a_fault(tmp_path: Path) -> None:
    """Its thread is a daemon, so that the command can end."""
    release = threading.Event()

    def hang(_: DoctorContext) -> Iterator[DoctorFinding]:
        release.wait()
        yield good_finding("disk", "there after all.")

    finding = only(run_check(DoctorCheck("disk", hang, timeout_s=0.05), make_context(tmp_path)))
    thread = next(one for one in threading.enumerate() if one.name == "doctor-disk")
    assert thread.daemon
    release.set()
    thread.join()
    assert finding.is_ok is False
    assert "within 0.05 s" in finding.text


def test_a_check_that_raises_is_a_fault(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The traceback is logged, for a bug report."""

    def break_down(_: DoctorContext) -> list[DoctorFinding]:
        raise ZeroDivisionError("division by zero")

    with caplog.at_level(logging.ERROR):
        finding = only(run_check(DoctorCheck("speed", break_down), make_context(tmp_path)))
    assert finding.is_ok is False
    assert "ZeroDivisionError: division by zero" in finding.text
    assert "report it" in finding.cure
    assert caplog.records[0].exc_info


def test_an_expected_error_is_split_into_text_and_cure() -> None:
    """ "Nothing was started" is left out."""
    error = SettingsError("model: x.onnx cannot be read (No such file). Nothing was started. Fetch it again.")
    assert error_finding("expression", error) == fault_finding(
        "expression", "x.onnx cannot be read (No such file).", "Fetch it again."
    )
    without_cure = SettingsError("settings: [broker] password_file: y has no line. Nothing was started.")
    assert error_finding("broker", without_cure, "Write one.") == fault_finding(
        "broker", "[broker] password_file: y has no line.", "Write one."
    )


def test_without_a_settings_file_devices_and_speed_are_tried_with_the_defaults(tmp_path: Path) -> None:
    """Before anything is written, a person sees whether camera and machine would do. Settings with mistakes are not
    replaced: the default camera is not theirs."""
    context = make_context(tmp_path)
    context.failed.add("settings")
    tried = {check.name for check in PARTS if not failed_needs(check, context)}
    context.has_defaults = True
    with_defaults = {check.name for check in PARTS if not failed_needs(check, context)}
    assert with_defaults - tried == {"expression", "camera", "reach", "placement", "microphone", "speed"}
