"""The updater of a kiosk: an environment of its own in /opt/vitrina/updater, which no update replaces.

It has three packages, and of ours only the files that it imports: systemd/updater-files.txt lists them, for install.sh
too. `python -m tests.packaging.updater` writes that list.
"""

import ast
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.lock import Target
from tests.packaging.environment import PREFIX, add_command, add_python, install_locked, lock_of
from tests.packaging.sources import ROOT

UPDATER = PREFIX / "updater"
LOCK = "requirements-fleet.lock"
LIST = ROOT / "systemd/updater-files.txt"
MAIN = "edge.fleet.main"
OURS = ("edge",)
"""Packages of ours that the updater may import."""
PROGRAM = f"""\
#!/{UPDATER}/bin/python
import sys

from {MAIN} import main

sys.exit(main())
"""


def lay_out_updater(root: Path, target: Target, sources: Path, lock: str | None = None) -> Path:
    """Makes the environment of the updater below `root`. Returns its folder. `lock`: its pins, by default those of
    requirements-fleet.lock. Raises ReleaseError, as where the index of packages does not answer."""
    folder = root / UPDATER
    packages = folder / f"lib/python{target.python}/site-packages"
    packages.mkdir(parents=True)
    pinned = root.parent / "updater.lock"
    pinned.write_text(lock_of(target, [LOCK]) if lock is None else lock, encoding="utf-8")
    install_locked(target, pinned, packages)
    for name in listed_files():
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(sources / name, packages / name)
    add_python(folder, target.python)
    add_command(folder / "bin/vitrina-updater", PROGRAM)
    return folder


def listed_files() -> list[str]:
    """Files of ours that the updater has, as install.sh and the package take them."""
    return LIST.read_text(encoding="utf-8").split()


def imported_files(main: str = MAIN, root: Path = ROOT) -> tuple[list[str], set[str]]:
    """Files of ours that a module imports, directly or not and however late, with the packages that they are in; and
    the names of all other packages that they import."""
    found: set[Path] = set()
    others: set[str] = set()
    waiting = [main]
    while waiting:
        name = waiting.pop()
        if name.partition(".")[0] not in OURS:
            others.add(name.partition(".")[0])
            continue
        for path in filter(None, (_file(part, root) for part in _parents(name))):
            if path not in found:
                found.add(path)
                waiting += _imports(path)
    names = sorted(path.relative_to(root).as_posix() for path in found)
    return names, others - set(sys.stdlib_module_names)


def _parents(name: str) -> Iterator[str]:
    parts = name.split(".")
    yield from (".".join(parts[:count]) for count in range(1, len(parts) + 1))


def _file(name: str, root: Path) -> Path | None:
    """File of a module or package, or None for a name within a module."""
    base = root / name.replace(".", "/")
    return next((path for path in (base / "__init__.py", base.with_suffix(".py")) if path.is_file()), None)


def _imports(path: Path) -> Iterator[str]:
    """Modules that a file imports when it runs, and names that may be modules."""
    for node in _running(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _running(tree: ast.AST) -> Iterator[ast.AST]:
    """Nodes of a file, except those that only type checkers read."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from _running(node)


if __name__ == "__main__":
    LIST.write_text("".join(f"{name}\n" for name in imported_files()[0]), encoding="utf-8")
