"""The command, as it is typed."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from firmware_bridge import cli
from firmware_bridge.conversation import Conversation
from firmware_bridge.kits import finding
from firmware_bridge.transport import Port
from tests.firmware_bridge.bodies import written

ROOT = Path(__file__).parent.parent.parent


@contextmanager
def simulated(*arguments: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The port of `simulate`, and the process."""
    command = [sys.executable, "-m", "firmware_bridge", "simulate", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process
        finally:
            process.terminate()


def test_simulate_prints_its_port_and_plays_until_it_is_told_to_stop(tmp_path: Path) -> None:
    """SIGTERM, as Ctrl-C, is a good end."""
    path = written(tmp_path / "a.csv", seconds=100)
    with simulated("--kit", "grove", "--from", str(path), "--set", "cal=500") as (port, process):
        kit = finding.make("grove", {"cal": 500})
        with Conversation(Port(port, 9600), kit) as conversation:
            while not (samples := conversation.read()):
                pass
        assert samples[0].eda_us == pytest.approx(4.0, abs=0.3)
        process.terminate()
        assert process.wait(20) == 0


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["simulate", "--kit", "groove", "--from", "a.csv"], 2, "groove cannot be simulated. These can: grove,"),
        (["simulate", "--kit", "grove", "--set", "bits=9x", "--from", "a.csv"], 2, "kit grove: "),
        (["simulate", "--kit", "grove", "--set", "bits", "--from", "a.csv"], 2, "NAME=VALUE is wanted"),
        (["simulate", "--kit", "grove", "--from", "/nowhere/a.csv"], 3, "/nowhere/a.csv could not be read"),
    ],
)
def test_what_cannot_be_is_a_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, text: str
) -> None:
    """2 for what was typed, 3 for what could not be opened; nothing on stdout."""
    assert cli.main(arguments) == code
    said = capsys.readouterr()
    assert text in said.err
    assert not said.out


@pytest.mark.parametrize("arguments", [["simulate", "--help"]])
def test_help_has_an_example(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """For each command."""
    with pytest.raises(SystemExit, match="0"):
        cli.main(arguments)
    assert "example:\n  python -m firmware_bridge" in capsys.readouterr().out
