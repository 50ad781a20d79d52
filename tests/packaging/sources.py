"""Copy of the checkout from which everything of a release is made, and the wheel that is built of it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = (
    *("edge", "models", "firmware_bridge", "central", "systemd", "examples"),
    *("setup.py", "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE"),
)
"""Folders and files of the checkout that a wheel and a package are made of."""
SITE = ROOT / "build" / "site"
"""The site of the documents, which git does not know: `make site` builds it."""
VERSIONED = ("setup.py", "edge/__init__.py", "firmware_bridge/pyproject.toml")
"""Files that name the version."""
_VERSION = re.compile(r'(?m)^(    version=|__version__ = |version = )"([^"]+)"')


class ReleaseError(Exception):
    """Something could not be made. The text says what, and what to do."""


def run(command: Sequence[str | Path], folder: Path = ROOT, **environment: str) -> str:
    """Output of a program. Raises ReleaseError with the last lines of what it said."""
    environ = {**os.environ, "SOURCE_DATE_EPOCH": str(made_s()), **environment}
    try:
        done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=True)
    except FileNotFoundError:
        raise ReleaseError(f"release: {command[0]} is not installed. Install it, and try again.") from None
    except subprocess.CalledProcessError as error:
        said = "\n".join((error.stdout + error.stderr).splitlines()[-15:])
        raise ReleaseError(f"release: {command[0]} failed. Mend what it says, and try again:\n{said}") from None
    return done.stdout


def made_s() -> int:
    """Time of the last commit, in seconds of Unix time: the date of every file of a release."""
    git = ["git", "log", "-1", "--format=%ct"]
    done = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False)
    return int(done.stdout) if done.returncode == 0 else 0


def version(sources: Path = ROOT) -> str:
    """Version of the program and of its distributions. Raises ReleaseError where a file has none, or another."""
    found = {name: _VERSION.search((sources / name).read_text(encoding="utf-8")) for name in VERSIONED}
    versions = {name: match[2] if match else "none" for name, match in found.items()}
    if len(set(versions.values())) > 1 or "none" in versions.values():
        listed = ", ".join(f"{name}: {number}" for name, number in versions.items())
        raise ReleaseError(
            f"release: the files in {sources} do not name one version ({listed}). Write the same in all."
        )
    return versions["edge/__init__.py"]


def copy_sources(folder: Path, other_version: str | None = None) -> Path:
    """Copies what git knows of the checkout, and the built site, into `folder`, with another version if one is given.

    Returns `folder`.
    """
    for name in filter(None, run(["git", "ls-files", "-z", "--", *PARTS]).split("\0")):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_file():  # one that is deleted and not committed yet is not
            shutil.copy2(ROOT / name, path)
    if SITE.is_dir():
        shutil.copytree(SITE, folder / "build" / "site")
    for name in VERSIONED if other_version else ():
        path = folder / name
        text = _VERSION.sub(rf'\g<1>"{other_version}"', path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
    return folder


def build_wheel(sources: Path, out: Path) -> Path:
    """Builds the wheel of a copy of the checkout, without a network. The same sources give the same bytes."""
    return _build(sources, out, f"vitrina-{version(sources)}-*.whl")


def build_bridge_wheel(sources: Path, out: Path) -> Path:
    """Builds the wheel of `firmware_bridge` alone, of the same copy of the checkout."""
    return _build(sources / "firmware_bridge", out, f"vitrina_firmware_bridge-{version(sources)}-*.whl")


def _build(project: Path, out: Path, name: str) -> Path:
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    run([*pip, "--wheel-dir", out, project])
    (wheel,) = out.glob(name)
    return wheel
