"""The wheel of `firmware_bridge` alone: it works beside pyserial and NumPy, without the kiosk."""

import subprocess
import sys
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from edge import __version__
from tests.doubles.linked_packages import link_distribution
from tests.packaging.sources import ROOT, VERSIONED, ReleaseError, build_bridge_wheel, copy_sources, version


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel, and links to what it requires: what `pip install` makes, without a network."""
    work = tmp_path_factory.mktemp("bridge")
    packages = work / "packages"
    with ZipFile(build_bridge_wheel(copy_sources(work / "source"), work)) as wheel:
        wheel.extractall(packages)
    for requirement in map(Requirement, metadata(packages).get_all("Requires-Dist") or []):
        link_distribution(packages, requirement.name)
    return packages


def metadata(packages: Path) -> "Message[str, str]":
    (text,) = packages.glob("vitrina_firmware_bridge-*.dist-info/METADATA")
    return HeaderParser().parsestr(text.read_text(encoding="utf-8"))


def test_it_has_the_version_of_the_program_and_needs_two_packages(packages: Path) -> None:
    told = metadata(packages)
    assert (told["Name"], told["Version"]) == ("vitrina-firmware-bridge", __version__)
    names = {Requirement(line).name for line in told.get_all("Requires-Dist") or []}
    assert names == {"numpy", "pyserial"}


def test_it_has_every_module_and_its_licence(packages: Path) -> None:
    modules = {path.relative_to(ROOT) for path in (ROOT / "firmware_bridge").rglob("*.py")}
    assert {path.relative_to(packages) for path in (packages / "firmware_bridge").rglob("*.py")} == modules
    assert [path.read_text() for path in packages.rglob("LICENSE")] == [(ROOT / "LICENSE").read_text()]


def test_it_runs_without_the_kiosk(packages: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(packages)!r})\nfrom runpy import run_module\n"
    code += "run_module('firmware_bridge', run_name='__main__')"
    run = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert "shimmer3" in run.stdout


def test_a_file_of_another_version_is_named(tmp_path: Path) -> None:
    sources = copy_sources(tmp_path)
    file = sources / VERSIONED[-1]
    file.write_text(file.read_text().replace(f'"{__version__}"', '"9.9.9"'))
    with pytest.raises(ReleaseError, match=r"firmware_bridge/pyproject.toml: 9\.9\.9"):
        version(sources)
