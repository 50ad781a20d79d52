"""`vitrina update` hands over to a program of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.exit_codes import UNEXPECTED
from edge.tools.update import UpdaterMissingError, run_updater


def test_the_updater_gets_the_arguments_and_its_exit_code_is_that_of_the_command(tmp_path: Path) -> None:
    updater = tmp_path / "vitrina-updater"
    updater.write_text('#!/bin/sh\necho "$@"\nexit 7\n')
    updater.chmod(0o755)
    code = "import sys; from pathlib import Path; from edge.tools import update; from edge.cli.main import main; "
    code += "update.run_updater.__defaults__ = (Path(sys.argv[1]),); main(sys.argv[2:])"
    arguments = ["update", "--config", "/x.toml", "--from", "/media/stick"]
    run = subprocess.run([sys.executable, "-c", code, str(updater), *arguments], capture_output=True, text=True)
    assert (run.stdout, run.returncode) == ("--config /x.toml --from /media/stick\n", 7)


def test_without_the_updater_the_error_says_how_to_install_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UpdaterMissingError, match="No such file"):
        run_updater(["--status"], tmp_path / "none")
    monkeypatch.setattr(run_updater, "__defaults__", (tmp_path / "none",))
    assert main(["update", "--status"]) == UNEXPECTED
    assert "Install Vitrina by one of them" in capsys.readouterr().err
