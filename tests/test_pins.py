"""The lock file resolves on every Python and machine that is promised, and there is one OpenCV only."""

import importlib.metadata
import json
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
GLIBC_2_35 = [f"manylinux_2_{minor}" for minor in range(17, 36)] + ["manylinux2014"]  # JetPack 6 has 2.35


def locked(python: str, machine: str) -> list[str]:
    """The lines of the lock file that count on a target, their markers answered for it and not for this machine."""
    target = {"python_version": python, "python_full_version": f"{python}.0", "platform_machine": machine}
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    wanted = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return [f"{r.name}{r.specifier}" for r in wanted if r.marker is None or r.marker.evaluate(target)]


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize("python", ["3.10", "3.11"])
def test_the_lock_file_resolves_where_a_kiosk_may_run(python: str, machine: str, tmp_path: Path) -> None:
    """pip finds a wheel for every pin, and nothing that they need besides, without installing anything."""
    platforms = [f"--platform={tag}_{machine}" for tag in GLIBC_2_35]
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--ignore-installed"]
    command += ["--only-binary=:all:", "--implementation=cp", f"--python-version={python}", f"--target={tmp_path}"]
    command += [*platforms, "--report=-", *locked(python, machine)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if "No matching distribution found for pip" in run.stderr or "ConnectionError" in run.stderr:
        pytest.skip("no package index can be reached")
    assert run.returncode == 0, run.stderr
    resolved = {f["metadata"]["name"].lower().replace("_", "-") for f in json.loads(run.stdout)["install"]}
    pinned = {Requirement(line).name.lower().replace("_", "-") for line in locked(python, machine)}
    # markers inside a package are answered by pip for the Python that runs this test, not for the target
    only_elsewhere = {"exceptiongroup", "tomli", "typing-extensions", "colorama"}
    assert resolved - pinned <= only_elsewhere


def test_there_is_one_opencv() -> None:
    """Two of the four opencv packages write the same folder: the last one wins, in silence."""
    names = {d.metadata["Name"].lower() for d in importlib.metadata.distributions() if d.metadata["Name"]}
    assert {name for name in names if name.startswith("opencv")} == {"opencv-contrib-python"}


def test_no_licence_that_a_shop_could_not_live_with() -> None:
    """Nothing that is imported at run time is under a GPL."""
    needed = {Requirement(line).name for line in importlib.metadata.requires("vitrina") or [] if "extra" not in line}
    for name in needed:
        try:
            metadata = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # belongs to another Python or machine
        told = " ".join(metadata.get_all("License-Expression", []) + metadata.get_all("Classifier", []))
        assert "GPL" not in told.replace("LGPL", ""), f"{name}: {told}"
