"""Blocks of documents about studies that are run or read as they are printed, and the example that reads an export."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from edge.study.attributes import FILE, read_attributes
from edge.study.measures.values import COMPARED
from edge.study.plan import read_plan
from edge.study.scenes import read_scenes
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
    said = run(tmp_path, "sh", "-ec", block_of("docs/start/first-study.md", "vitrina study simulate"))
    assert said.returncode == 0, said.stderr
    assert "trial-csv contains 12 participants, 12 sessions, as csv." in said.stdout
    assert "<svg" in (tmp_path / "trial.html").read_text()
    if program := shutil.which("Rscript"):
        read = run(tmp_path, program, str(ROOT / "examples" / "read_study.R"), "trial-csv")
        assert read.stdout.splitlines()[-1].split() == ["largest", "change", "of", "smiles:", "advert-2"], read.stderr
    pytest.importorskip("pandas", reason="pandas is not installed: pip install pandas")
    read = run(tmp_path, sys.executable, str(ROOT / "examples" / "read_study.py"), "trial-csv")
    assert read.returncode == 0, read.stderr
    head, *rows = [line.split() for line in read.stdout.splitlines()]
    assert head[:6] == ["participant", "session", "advert", "skin_us", "heart_bpm", "smile"]
    assert len(rows) == 24
    smiles = {advert: [float(row[5]) for row in rows if row[2] == advert] for advert in ("advert-1", "advert-2")}
    assert sum(smiles["advert-2"]) > sum(smiles["advert-1"]) + 0.3
    wrong = run(tmp_path, sys.executable, str(ROOT / "examples" / "read_study.py"), "nothing")
    assert wrong.returncode == 1
    assert "usage: python read_study.py EXPORT" in wrong.stderr


def test_the_files_of_a_study_in_the_documents_are_accepted(tmp_path: Path) -> None:
    """The definitions of attributes, the plan, and the list of scenes."""
    research = ROOT / "docs" / "research"
    (definitions,) = re.findall(r"```toml\n(\[age\].*?)```", (research / "studies.md").read_text(), re.DOTALL)
    (tmp_path / FILE).write_text(definitions)
    assert [(one.name, one.is_personal, one.is_compared) for one in read_attributes(tmp_path)] == [
        ("age", True, False),
        ("condition", False, True),
    ]
    (plan,) = re.findall(r"```toml\n(question.*?)```", (research / "studies.md").read_text(), re.DOTALL)
    (tmp_path / "plan.toml").write_text(plan)
    planned = read_plan(tmp_path / "plan.toml", COMPARED, read_attributes(tmp_path))
    assert [one.between for one in planned.comparisons] == ["groups", "ads"]
    analysis = (research / "analysis.md").read_text()
    (scenes,) = re.findall(r"```\n(creative,start_s,end_s,label\n.*?)```", analysis, re.DOTALL)
    (tmp_path / "scenes.csv").write_text(scenes)
    assert [scene.label for scene in read_scenes(tmp_path / "scenes.csv")] == ["kitchen", "dog"]
