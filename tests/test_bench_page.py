"""Figures for the documents come from a machine that does nothing else."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from edge.exit_codes import UNEXPECTED
from edge.tools.bench import command
from tests import bench_page


def test_figures_measured_beside_other_programs_are_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are printed, with the reason."""
    monkeypatch.setattr(command, "run_all_measurements", lambda _: SimpleNamespace(is_idle=False, busy_cores=1.5))
    monkeypatch.setattr(bench_page, "printed", lambda _: "the tables\n")
    assert bench_page.main(["--table", str(tmp_path / "bench.md")]) == UNEXPECTED
    printed = capsys.readouterr()
    assert printed.out == "the tables\n"
    assert "other programs used 1.50 cores" in printed.err
    assert list(tmp_path.iterdir()) == []
