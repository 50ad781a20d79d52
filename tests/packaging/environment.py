"""The environment of a package: what `python3 -m venv /opt/vitrina` and pip would make, for any Python and processor.

It runs no program of the target, so one machine makes the packages of all. Its Python is the system's.
"""

import shutil
import sys
from pathlib import Path

from tests.lock import Target, pins
from tests.packaging.sources import ROOT, run

LOCKS = ("requirements.lock", "requirements-player.lock", "requirements-comments.lock")
ONLY_TO_BUILD = ("setuptools",)
PREFIX = Path("opt/vitrina")
_PROGRAM = """\
#!/{prefix}/bin/python
import sys

from edge.cli.main import main

sys.exit(main())
"""


def lock_of(target: Target) -> str:
    """The pins that a kiosk has there, with their hashes and without markers: pip would hold these against the Python
    that it runs on itself."""
    found = [pin for name in LOCKS for pin in pins((ROOT / name).read_text(encoding="utf-8"))]
    lines = set()  # the third names packages of the first, for a server that has none of them
    for pin in found:
        wanted = pin.requirement
        if target.wants(wanted) and wanted.name not in ONLY_TO_BUILD:
            lines.add(" ".join([f"{wanted.name}{wanted.specifier}", *(f"--hash=sha256:{h}" for h in pin.hashes)]))
    return "".join(f"{line}\n" for line in sorted(lines))


def lay_out(root: Path, target: Target, wheel: Path, lock: Path) -> Path:
    """Makes the environment below `root`, of the wheels of a lock file and of our own. Returns its folder.

    Raises ReleaseError, as where the index of packages does not answer.
    """
    prefix = root / PREFIX
    packages = prefix / f"lib/python{target.python}/site-packages"
    pip: list[str | Path] = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]
    pip += ["--target", packages]
    pip += ["--only-binary=:all:", "--implementation=cp", f"--python-version={target.python}"]
    pip += [f"--platform={tag}" for tag in target.platforms]
    run([*pip, "--require-hashes", "--requirement", lock])
    remove_extras(packages)  # pip adds nothing to a folder that is there
    _, version, *_ = wheel.name.split("-")  # by a path, pip would write that path into the environment
    run([*pip, "--no-index", "--find-links", wheel.parent, f"vitrina=={version}"])
    (packages / "share/vitrina").rename(prefix / "share")
    remove_extras(packages)
    _add_python(prefix, target.python)
    return prefix


def remove_extras(packages: Path) -> None:
    """Removes programs, which name the Python of this machine, manual pages, and the byte code of some wheels (NumPy's
    has one file), which an installation makes anew: then dpkg would call it changed."""
    for folder in list(packages.rglob("__pycache__")):
        shutil.rmtree(folder)
    for name in ("bin", "share"):
        shutil.rmtree(packages / name, ignore_errors=True)


def _add_python(prefix: Path, python: str) -> None:
    """Adds what makes a folder an environment of the system's Python, and the command."""
    programs = prefix / "bin"
    programs.mkdir()
    (programs / "python").symlink_to(f"/usr/bin/python{python}")
    (programs / "python3").symlink_to("python")
    (prefix / "pyvenv.cfg").write_text(
        f"home = /usr/bin\ninclude-system-site-packages = false\nversion = {python}\n", encoding="utf-8"
    )
    command = programs / "vitrina"
    command.write_text(_PROGRAM.format(prefix=PREFIX), encoding="utf-8")
    command.chmod(0o755)
