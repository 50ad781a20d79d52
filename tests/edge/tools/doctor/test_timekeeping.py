"""Check of the clock: plausible and synchronised."""

from pathlib import Path

import pytest

from edge.tools.doctor import timekeeping
from edge.tools.doctor.timekeeping import (
    clock_findings,
    is_chrony_synchronised,
    is_kernel_synchronised,
    is_synchronised,
)
from tests.edge.tools.doctor.contexts import make_context, only


def install_chronyc(folder: Path, answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a chronyc that prints `answer`."""
    program = folder / "chronyc"
    program.write_text(f"#!/bin/sh\ncat <<END\n{answer}\nEND\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


@pytest.mark.parametrize("at_s", [0.0, 1_600_000_000.0, 4_200_000_000.0])
def test_a_clock_in_another_year_is_a_fault(tmp_path: Path, at_s: float) -> None:
    finding = only(list(clock_findings(make_context(tmp_path, at_s=at_s))))
    assert finding.is_ok is False
    assert "timedatectl" in finding.cure


@pytest.mark.parametrize(("is_kept", "level"), [(True, "ok"), (False, "warning"), (None, "warning")])
def test_an_unsynchronised_clock_is_a_warning(
    tmp_path: Path, is_kept: bool | None, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The finding says if the state is unknown."""
    monkeypatch.setattr(timekeeping, "is_synchronised", lambda _: is_kept)
    finding = only(list(clock_findings(make_context(tmp_path))))
    assert finding.level == level
    assert ("does not report" in finding.text) == (is_kept is None)


def test_kernel_timesyncd_or_chrony_report_synchronisation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of them is enough; timesyncd reports by a file."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(timekeeping, "is_kernel_synchronised", lambda: None)
    assert is_synchronised(tmp_path) is None
    install_chronyc(tmp_path, "Leap status     : Normal", monkeypatch)
    assert is_synchronised(tmp_path) is True
    install_chronyc(tmp_path, "Leap status     : Not synchronised", monkeypatch)
    assert is_synchronised(tmp_path) is False
    file = tmp_path / "run/systemd/timesync/synchronized"
    file.parent.mkdir(parents=True)
    file.touch()
    assert is_synchronised(tmp_path) is True


def test_chrony_that_does_not_answer_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_chronyc(tmp_path, "506 Cannot talk to daemon", monkeypatch)
    assert is_chrony_synchronised() is None
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert is_chrony_synchronised() is None


def test_the_kernel_answers_every_user() -> None:
    """True, False, or None if the call is forbidden; never an exception."""
    assert is_kernel_synchronised() in (True, False, None)
