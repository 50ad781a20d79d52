"""`vitrina models` runs the programs of `python -m models.…`, from any folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from edge.cli import models
from edge.cli.main import main

VITRINA = str(Path(sys.executable).with_name("vitrina"))


def test_a_folder_with_models_of_its_own_is_no_obstacle(tmp_path: Path) -> None:
    """The gate judges the network that ships, although the current directory has a package of the same name."""
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "__init__.py").write_text("raise ImportError('not this one')\n")
    command = [VITRINA, "models", "gate", "body-1k"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "body-1k" in done.stdout + done.stderr


@pytest.mark.parametrize("name", models.PROGRAMS)
def test_arguments_reach_the_program(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Its own --help answers, and not that of `vitrina models`."""
    with pytest.raises(SystemExit) as ended:
        main(["models", name, "--help"])
    assert ended.value.code == 0
    assert f"vitrina models {name}" in capsys.readouterr().out


def test_exit_codes_are_passed_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Data that are missing end with 3, as `python -m models.evaluate` does."""
    assert main(["models", "evaluate", "body", "--data", str(tmp_path), "--split", "all"]) == 3
    assert str(tmp_path) in capsys.readouterr().err


def test_a_missing_library_is_one_line_with_its_cure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A kiosk has no torch."""
    monkeypatch.setitem(models.PROGRAMS, "train", "no_such_library.train")
    assert main(["models", "train", "expression"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_help_lists_the_programs(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a program, `vitrina models --help` says which there are."""
    with pytest.raises(SystemExit):
        main(["models", "--help"])
    shown = capsys.readouterr().out
    assert all(name in shown for name in models.PROGRAMS)
