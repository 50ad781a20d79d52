"""Whether the machine's clock can be true, and who keeps it so."""

from pathlib import Path

import pytest

from edge.tools.doctor import timekeeping
from edge.tools.doctor.timekeeping import chrony_says, clock, kernel_says, synchronised
from tests.edge.tools.doctor.patient import known, only


def chrony(folder: Path, answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chronyc that says so."""
    program = folder / "chronyc"
    program.write_text(f"#!/bin/sh\ncat <<END\n{answer}\nEND\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


@pytest.mark.parametrize("at_s", [0.0, 1_600_000_000.0, 4_200_000_000.0])
def test_a_clock_that_woke_up_in_another_year(tmp_path: Path, at_s: float) -> None:
    finding = only(list(clock(known(tmp_path, at_s=at_s))))
    assert finding.ok is False
    assert "timedatectl" in finding.cure


@pytest.mark.parametrize(("kept", "level"), [(True, "ok"), (False, "warning"), (None, "warning")])
def test_who_keeps_the_clock(tmp_path: Path, kept: bool | None, level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown is said as unknown."""
    monkeypatch.setattr(timekeeping, "synchronised", lambda _: kept)
    finding = only(list(clock(known(tmp_path))))
    assert finding.level == level
    assert ("cannot be told" in finding.text) == (kept is None)


def test_any_of_three_may_say_that_the_clock_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel, systemd's client by its file, chrony; without them it is what the kernel says."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(timekeeping, "kernel_says", lambda: None)
    assert synchronised(tmp_path) is None
    chrony(tmp_path, "Leap status     : Normal", monkeypatch)
    assert synchronised(tmp_path) is True
    chrony(tmp_path, "Leap status     : Not synchronised", monkeypatch)
    assert synchronised(tmp_path) is False
    told = tmp_path / "run/systemd/timesync/synchronized"
    told.parent.mkdir(parents=True)
    told.touch()
    assert synchronised(tmp_path) is True


def test_chrony_that_does_not_run_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chrony(tmp_path, "506 Cannot talk to daemon", monkeypatch)
    assert chrony_says() is None
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert chrony_says() is None


def test_the_kernel_answers_whoever_asks() -> None:
    """Yes, no, or that nobody may ask here; never a fault."""
    assert kernel_says() in (True, False, None)
