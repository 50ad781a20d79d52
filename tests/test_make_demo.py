"""`make demo`: its own small environment, the sizes that it prints before it installs anything, and its last lines."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.test_answers import Row, cell
from tests.lock import CENTRAL_TARGETS, DEMO, pins

ROOT = Path(__file__).parents[1]
MORE_MB = 70
"""What no package lists: pip, the modules that the demo compiles, and the ends of blocks on the disk."""
TRIED, SYSTEMS = "docs/evidence/install.md", ("Debian 12", "Debian 13")

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def recipe(folder: Path) -> str:
    """The commands of `make demo` on a machine where nothing is installed, as make prints them without running them."""
    environment = {k: v for k, v in os.environ.items() if k not in ("MAKELEVEL", "MAKEFLAGS", "MFLAGS")}
    command = ["make", "-n", "demo", f"DEMO={folder}/demo", "PYTHON=python3"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=True)
    return run.stdout


def printed(what: str, text: str) -> int:
    """The figure that the plan prints after these words."""
    (figure,) = re.findall(rf"{what}[^\n]*?: (?:up to )?(\d+) MB", text)
    return int(figure)


def tried(row: str, system: str) -> int:
    """Figure of the last try on this system."""
    return int(cell(Row(TRIED, row, system)).split()[0])


def test_it_installs_its_own_lock_and_no_package_of_the_tests(tmp_path: Path) -> None:
    text = recipe(tmp_path)
    assert set(re.findall(r"[\w-]+\.lock", text)) == {"requirements-demo.lock"}
    assert "--require-hashes" in text
    assert "--no-input" in text
    assert f"{sys.prefix}/" not in text
    assert "mosquitto" not in text
    assert "pulseaudio" not in text


def test_it_prints_what_it_installs_before_it_installs_it_and_how_to_call_it_afterwards(tmp_path: Path) -> None:
    text = recipe(tmp_path)
    assert text.index("to download") < text.index("apt-get install") < text.index("-m pip install")
    before, after = text.split(f"\n{tmp_path}/demo/bin/vitrina demo\n")
    assert "-m pip install" in before
    called = re.findall(rf"{tmp_path}/demo/bin/([\w-]+) ", after)
    assert set(called) == {"vitrina", "vitrina-central"}
    setup = (ROOT / "setup.py").read_text(encoding="utf-8")
    assert all(f'"{program} = ' in setup for program in called)


def test_it_prints_no_plan_once_everything_is_there(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / ".ready").touch()
    environment = {k: v for k, v in os.environ.items() if k not in ("MAKELEVEL", "MAKEFLAGS", "MFLAGS")}
    command = ["make", "--no-print-directory", "demo-plan", f"DEMO={tmp_path}/demo"]
    assert subprocess.run(command, capture_output=True, cwd=ROOT, env=environment, check=True).stdout == b""


@pytest.mark.parametrize(
    ("what", "row"),
    [("system packages", "system packages, on disk"), ("a kiosk, its report", ".venv-demo, on disk")],
)
def test_the_printed_size_is_that_of_the_last_try(tmp_path: Path, what: str, row: str) -> None:
    """The larger of both systems, within a tenth."""
    assert printed(what, recipe(tmp_path)) == pytest.approx(max(tried(row, system) for system in SYSTEMS), rel=0.1)


@pytest.mark.skipif(sys.version_info < (3, 11), reason="the report needs Python 3.11")
def test_the_printed_size_is_that_of_the_locked_packages(tmp_path: Path) -> None:
    """As this environment has them, so a pin that grows is found without a try."""
    here = next(target for target in CENTRAL_TARGETS if target.python == f"3.{sys.version_info.minor}")
    locked = [pin for pin in pins(DEMO.read_text(encoding="utf-8")) if here.wants(pin.requirement)]
    files = [file for pin in locked for file in importlib.metadata.files(pin.requirement.name) or ()]
    assert files
    size = sum(file.size or 0 for file in files) / 1e6
    assert printed("a kiosk, its report", recipe(tmp_path)) == pytest.approx(size + MORE_MB, rel=0.1)


def test_the_page_names_the_printed_sizes_and_the_line_of_the_readme(tmp_path: Path) -> None:
    page = " ".join((ROOT / "docs/start/try.md").read_text(encoding="utf-8").split())
    text = recipe(tmp_path)
    assert f"with `apt-get`: {printed('system packages', text)} MB" in page
    assert f"`.venv-demo`: {printed('a kiosk, its report', text)} MB" in page
    (fetched,) = re.findall(r"\((\d+) MB to download\)", text)
    assert f"MB ({fetched} MB to download)" in page
    (low, high), *_ = re.findall(r"takes (\d) to (\d) minutes", text)
    assert f"took {low} to {high} minutes" in page
    seconds = [tried(row, column) for row in ("first frame", "first window") for column in SYSTEMS]
    assert 60 * int(low) <= min(seconds)
    assert max(seconds) <= 60 * int(high)
    (line,) = re.findall(r"```sh\n(.*make demo)\n", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert line in page
