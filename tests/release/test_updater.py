"""The updater: which files of ours it needs, and that it needs nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.sources import ROOT
from tests.packaging.updater import imported_files, listed_files

ALLOWED = {"tuf", "securesystemslib", "urllib3", "tomli"}
"""Packages of requirements-fleet.lock."""


def test_the_list_is_what_the_updater_imports() -> None:
    """`python -m tests.packaging.updater` writes it."""
    assert listed_files() == imported_files()[0]


def test_the_updater_imports_no_package_beside_those_of_its_lock_file() -> None:
    """Nothing that a kiosk computes with: an update that breaks one must not break the way back."""
    assert imported_files()[1] <= ALLOWED


def test_late_imports_count_and_those_of_type_checkers_do_not(tmp_path: Path) -> None:
    files = {
        "edge/__init__.py": "",
        "edge/main.py": "import json\nfrom edge.a import b\nif TYPE_CHECKING:\n    from edge import unseen\n",
        "edge/unseen.py": "import numpy",
        "edge/a/__init__.py": "def late():\n    from edge import c",
        "edge/a/b.py": "import tuf.api.metadata",
        "edge/c.py": "import edge.a.b",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    found, others = imported_files("edge.main", tmp_path)
    assert found == ["edge/__init__.py", "edge/a/__init__.py", "edge/a/b.py", "edge/c.py", "edge/main.py"]
    assert others == {"tuf"}


@pytest.mark.skipif(not (ROOT / "edge/fleet/main.py").exists(), reason="this checkout has no updater")
def test_the_listed_files_are_enough(tmp_path: Path) -> None:
    """In a Python that sees them and the packages of the lock file, and nothing else of ours."""
    for name in listed_files():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import edge.fleet.main as m; print(m.__file__)"
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    assert run.stdout.strip() == str(tmp_path / "edge/fleet/main.py"), run.stderr
