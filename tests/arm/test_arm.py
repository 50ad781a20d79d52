"""The command says what is missing, and makes a table of what was found."""

import json
from pathlib import Path

import pytest

from tests.arm import __main__ as arm
from tests.arm.machine import Machine
from tests.arm.trial import Trial


def test_without_qemu_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(arm, "qemu", lambda: None)
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setattr("sys.argv", ["arm"])
    assert arm.main() == 2
    assert "apt-get install debootstrap qemu-user-static" in capsys.readouterr().err


def test_a_table_has_a_row_for_each_thing() -> None:
    assert arm.table([("numpy", "2.2.6", "2.2.6")]).splitlines() == [
        "| what | x86-64 | ARM, emulated |",
        "|---|---|---|",
        "| numpy | 2.2.6 | 2.2.6 |",
    ]


def test_findings_depend_on_the_recordings_too() -> None:
    assert arm.digest(True) == arm.digest(True) != arm.digest(False)


def test_a_trial_that_was_ended_goes_on_where_it_was(tmp_path: Path) -> None:
    """A step that is kept runs nothing: this machine has no folder."""
    kept = [["`vitrina --version`", "vitrina 0.1.0", "vitrina 0.1.0"]]
    (tmp_path / "step-command.json").write_text(json.dumps(kept))
    trial = Trial(Machine(tmp_path / "none", tmp_path, tmp_path, 1.0), tmp_path)
    assert arm.rows_of(trial, ["command"]) == [tuple(kept[0])]


def test_a_command_that_fails_ends_the_trial_with_its_output(tmp_path: Path) -> None:
    trial = Trial(Machine(tmp_path, tmp_path, tmp_path, 60.0), tmp_path)
    with pytest.raises(AssertionError, match=r"here: 3\n.*told"):
        trial.both("-c", "print('told'); raise SystemExit(3)")
