"""`make lint` reads what people wrote, also in a folder that git does not know."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_lint_skips_what_a_build_leaves_behind(tmp_path: Path) -> None:
    """Without a git repository, ruff does not read .gitignore. `pip install .` leaves build/lib."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for folder in ("build/lib/edge", "dist", "edge"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.py").write_text("import os\n")
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--show-files", "."]
    shown = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.splitlines()
    assert [line for line in shown if line.endswith(".py")] == [str(tmp_path / "edge" / "a.py")]
