"""Progress of long commands: a bar on a terminal, a line now and then elsewhere."""

import gzip
import io
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, suppress
from itertools import count
from pathlib import Path

import pytest

from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE

SIMULATE = ["simulate", "--kiosks", "1", "--hours", "3", "--from", "2026-11-20", "--days", "2"]


class Terminal(io.StringIO):
    """Text that a terminal gets."""

    def isatty(self) -> bool:
        return True


def shown_by(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What the command prints to a terminal on standard error."""
    monkeypatch.setenv("TERM", "xterm")
    with redirect_stderr(Terminal()) as terminal:
        main(arguments)
    return terminal.getvalue()


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Messages of a simulated kiosk, and a line that is none."""
    file = tmp_path_factory.mktemp("progress") / "fleet.jsonl.gz"
    assert main([*SIMULATE, "--out", str(file)]) == DONE
    file.write_bytes(gzip.compress(gzip.decompress(file.read_bytes()) + b"junk\n"))
    return file


def test_simulate_shows_the_day_and_how_much_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = shown_by([*SIMULATE, "--out", str(tmp_path / "fleet.jsonl")], monkeypatch)
    assert "simulate: 2026-11-21" in shown
    assert "100%" in shown
    assert "simulate: wrote" in shown


def test_import_shows_how_much_is_read_and_bad_lines_above_it(
    lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = shown_by(["import", str(lines), "--data", str(tmp_path / "data")], monkeypatch)
    assert "lines; computing totals" in shown
    assert "100%" in shown
    assert "not JSON" in shown


def test_a_pipe_gets_no_bar(lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(lines), "--data", str(tmp_path / "data")]) == BAD_USAGE
    assert main([*SIMULATE, "--out", str(tmp_path / "fleet.jsonl")]) == DONE
    told = capsys.readouterr().err
    assert "%" not in told
    assert "\x1b" not in told
    assert len(told.splitlines()) == 4


def test_a_long_command_without_a_terminal_prints_a_line_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Such as in a log: how far it is, at most every 15 s. Here a clock on which 10 s pass between two looks."""
    seconds = count(0.0, 10.0)
    monkeypatch.setattr("central.cli.progress.monotonic_s", lambda: next(seconds), raising=False)
    assert main([*SIMULATE, "--out", str(tmp_path / "fleet.jsonl")]) == DONE
    lines = [line for line in capsys.readouterr().err.splitlines() if "%" in line]
    assert lines[0].startswith("simulate: 2026-11-20 (")
    assert all(re.fullmatch(r"simulate: 2026-11-2[01] \(\d+ %\)", line) for line in lines)
    shares = [int(re.findall(r"\d+(?= %)", line)[0]) for line in lines]
    assert shares == sorted(shares)
    assert len(lines) > 10


def test_standard_input_has_a_bar_without_an_end(lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with piped(gzip.decompress(lines.read_bytes())):
        shown = shown_by(["import", "-", "--data", str(tmp_path / "data")], monkeypatch)
    assert "lines; computing totals" in shown
    assert "100%" not in shown


@contextmanager
def piped(data: bytes) -> Iterator[None]:
    """The data at standard input, through a pipe."""
    reading, writing = os.pipe()
    before = os.dup(0)
    os.dup2(reading, 0)
    os.close(reading)

    def write() -> None:
        with suppress(BrokenPipeError), os.fdopen(writing, "wb") as out:
            out.write(data)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        os.dup2(before, 0)
        os.close(before)
        writer.join()
