"""Blocks of docs/studies.md that are run as they are printed, and the example that reads the export."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.test_commands import block_of, write_program

ROOT = Path(__file__).parents[2]


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PATH": f"{folder}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "VITRINA_CONFIG": str(folder / "vitrina.toml"),
    }
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder, timeout=120)


def test_a_study_can_be_tried_without_people(tmp_path: Path) -> None:
    """The report and the export are there, and the example finds the planted order of the adverts in the export."""
    write_program(tmp_path)
    (tmp_path / "vitrina.toml").write_text(f'[outbox]\npath = "{tmp_path}/outbox.db"\n')
    said = run(tmp_path, "sh", "-ec", block_of("docs/studies.md", "vitrina study simulate"))
    assert said.returncode == 0, said.stderr
    assert "trial-csv contains 6 participants, 6 sessions, as csv." in said.stdout
    assert "<svg" in (tmp_path / "trial.html").read_text()
    pytest.importorskip("pandas", reason="pandas is not installed: pip install pandas")
    read = run(tmp_path, sys.executable, str(ROOT / "examples" / "read_study.py"), "trial-csv")
    assert read.returncode == 0, read.stderr
    head, *rows = [line.split() for line in read.stdout.splitlines()]
    assert head[:6] == ["participant", "session", "advert", "skin_us", "heart_bpm", "smile"]
    assert len(rows) == 12
    smiles = {advert: [float(row[5]) for row in rows if row[2] == advert] for advert in ("advert-1", "advert-2")}
    assert sum(smiles["advert-2"]) > sum(smiles["advert-1"]) + 0.3
    wrong = run(tmp_path, sys.executable, str(ROOT / "examples" / "read_study.py"), "nothing")
    assert wrong.returncode == 1
    assert "usage: python read_study.py EXPORT" in wrong.stderr
