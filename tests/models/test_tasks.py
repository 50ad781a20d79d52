"""Commands that need the train extra, where it is not installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from models import tasks
from models.tasks import LibraryMissingError, load_function

ROOT = Path(__file__).parents[2]
WITHOUT_TORCH = """import runpy, sys
sys.modules['torch'] = None
sys.argv = {argv}
runpy.run_module({module!r}, run_name='__main__')
"""


def without_torch(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`python -m module` as on a machine without torch."""
    code = WITHOUT_TORCH.format(argv=[module, *arguments], module=module)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)


@pytest.mark.parametrize("task", tasks.TASKS)
def test_training_without_torch_is_one_line_and_exit_code_2(task: str) -> None:
    """The line has the command that installs it, and nothing was written."""
    done = without_torch("models.train", task, "--out", "/nowhere/run")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "models: torch is not installed. Install it: pip install 'vitrina[train]'\n"


def test_exporting_without_torch_is_the_same_line(tmp_path: Path) -> None:
    done = without_torch("models.export", str(tmp_path / "voice"))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "pip install 'vitrina[train]'" in done.stderr


@pytest.mark.parametrize("module", ["models.train", "models.export"])
def test_help_needs_no_torch(module: str) -> None:
    """Whoever wonders whether to install it can read what it is for."""
    done = without_torch(module, "--help")
    assert done.returncode == 0
    assert "usage:" in done.stdout


def test_a_module_of_ours_that_is_not_there_is_a_fault() -> None:
    """It is not taken for a library that somebody could install."""
    with pytest.raises(ModuleNotFoundError):
        load_function("models.nothing", "task")
    with pytest.raises(LibraryMissingError, match="no_such_library is not installed"):
        load_function("no_such_library", "task")
