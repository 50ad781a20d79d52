"""The tree of a version: what `python3 -m venv /opt/vitrina/versions/VERSION` and pip would make, for any Python and
processor.

It runs no program of the target, so one machine makes the packages of all. Its Python is the system's.
"""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.lock import Target, pins
from tests.packaging.sources import ROOT, run

LOCKS = ("requirements.lock", "requirements-player.lock", "requirements-comments.lock")
ONLY_TO_BUILD = ("setuptools",)
PREFIX = Path("opt/vitrina")
TREES = PREFIX / "versions"
_PROGRAM = """\
#!/{tree}/bin/python
import sys

from edge.cli.main import main

sys.exit(main())
"""


def lock_of(target: Target, locks: Sequence[str] = LOCKS) -> str:
    """The pins that a kiosk has there, with their hashes and without markers: pip would hold these against the Python
    that it runs on itself."""
    found = [pin for name in locks for pin in pins((ROOT / name).read_text(encoding="utf-8"))]
    lines = set()  # the third names packages of the first, for a server that has none of them
    for pin in found:
        wanted = pin.requirement
        if target.wants(wanted) and wanted.name not in ONLY_TO_BUILD:
            lines.add(" ".join([f"{wanted.name}{wanted.specifier}", *(f"--hash=sha256:{h}" for h in pin.hashes)]))
    return "".join(f"{line}\n" for line in sorted(lines))


def lay_out(root: Path, target: Target, wheel: Path, lock: Path) -> Path:
    """Makes the tree of a version below `root`, of the wheels of a lock file and of our own. Returns its folder.

    Raises ReleaseError, as where the index of packages does not answer.
    """
    _, version, *_ = wheel.name.split("-")
    tree = root / TREES / version
    packages = tree / f"lib/python{target.python}/site-packages"
    install_locked(target, lock, packages)
    # By a path, pip would write that path into the environment.
    run([*pip_into(target, packages), "--no-index", "--find-links", wheel.parent, f"vitrina=={version}"])
    (packages / "share/vitrina").rename(tree / "share")
    remove_extras(packages)
    add_python(tree, target.python)
    add_command(tree / "bin/vitrina", _PROGRAM.format(tree=TREES / version))
    return tree


def pip_into(target: Target, packages: Path) -> list[str | Path]:
    """The command line of pip that installs wheels of a target into a folder."""
    pip: list[str | Path] = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]
    pip += ["--target", packages, "--only-binary=:all:", "--implementation=cp", f"--python-version={target.python}"]
    return [*pip, *(f"--platform={tag}" for tag in target.platforms)]


def install_locked(target: Target, lock: Path, packages: Path) -> None:
    """Installs the wheels of a lock file into a folder. Raises ReleaseError."""
    run([*pip_into(target, packages), "--require-hashes", "--requirement", lock])
    remove_extras(packages)  # pip adds nothing to a folder that is there


def remove_extras(packages: Path) -> None:
    """Removes programs, which name the Python of this machine, manual pages, and the byte code of some wheels (NumPy's
    has one file), which an installation makes anew: then dpkg would call it changed."""
    for folder in list(packages.rglob("__pycache__")):
        shutil.rmtree(folder)
    for name in ("bin", "share"):
        shutil.rmtree(packages / name, ignore_errors=True)


def add_python(tree: Path, python: str) -> None:
    """Adds what makes a folder an environment of the system's Python."""
    programs = tree / "bin"
    programs.mkdir()
    (programs / "python").symlink_to(f"/usr/bin/python{python}")
    (programs / "python3").symlink_to("python")
    (tree / "pyvenv.cfg").write_text(
        f"home = /usr/bin\ninclude-system-site-packages = false\nversion = {python}\n", encoding="utf-8"
    )


def add_command(path: Path, text: str) -> None:
    """Adds a program to an environment."""
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
