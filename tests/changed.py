"""Names the test files nearest to what changed: `python -m tests.changed [BASE]`.

Changed are the files that differ from BASE, and those that are not committed; BASE is by default where this branch left
main. A test file is near if it changed, mirrors a changed file, or imports it, over few modules. The nearest FILES are
printed, one a line, and on stderr what is left out.
"""

import argparse
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path, PurePosixPath

import grimp

from tests.git_changes import changed_files, git
from tests.scheduling import is_waiting

ROOT = Path(__file__).parents[1]
PACKAGES = ("edge", "models", "firmware_bridge", "central", "tests")
MAIN = ("origin/main", "main", "origin/HEAD")
FILES = 40
"""At most so many test files that neither changed nor mirror a changed file: `make check` then stays below three
minutes of processor time."""
SHOWN = 10
"""Names of files left out that are printed."""

Importers = Mapping[str, Collection[str]]
"""Module to the modules that import it directly."""


@dataclass(frozen=True)
class Selection:
    """Test files in the order of their distance: those to run, and those that would run too with more time."""

    chosen: list[str]
    left_out: list[str]


def select(changed: Collection[str], tests: Mapping[str, str], importers: Importers, most: int = FILES) -> Selection:
    """The test files for changed paths. `tests`: path of each test file to its text.

    Files that changed or mirror a changed one are chosen in any case. Of the others the nearest `most` are; equally
    near ones in the order of how much of their path they share with a changed file. Files that mostly wait
    (tests/scheduling.py) are left out, unless they changed or mirror a changed file.
    """
    own = sorted(test for test in tests if test in changed or any(is_mirror(test, path) for path in changed))
    near = distances([module_of(path) for path in changed if is_module(path)], importers)
    reached = {test: near[module_of(test)] for test in tests if module_of(test) in near}
    for path in changed:
        reached |= {test: 1 for test, text in tests.items() if not is_module(path) and is_about(test, text, path)}
    ordered = sorted(
        set(reached) - set(own), key=lambda test: (reached[test], -max(shared(test, path) for path in changed), test)
    )
    chosen = [test for test in ordered if not is_waiting(test)][:most]
    return Selection([*own, *chosen], [test for test in ordered if test not in chosen])


def is_module(path: str) -> bool:
    """True for a path that the import graph knows. A conftest.py is none: no test imports it."""
    name = PurePosixPath(path)
    return name.suffix == ".py" and name.parts[0] in PACKAGES and name.name != "conftest.py"


def module_of(path: str) -> str:
    """Name of the module of a Python file."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def is_mirror(test: str, source: str) -> bool:
    """True for the test file of a source file: `tests/edge/audience/test_places.py` of `edge/audience/places.py`."""
    path = PurePosixPath(source)
    folder = path.parent if path.parts[0] == "tests" else "tests" / path.parent
    return path.suffix == ".py" and PurePosixPath(test) == folder / f"test_{path.name}"


def is_about(test: str, text: str, path: str) -> bool:
    """True for a test file that a changed path other than a module concerns: a document, data, a script.

    That is: of a document the files of tests/docs that name it, of a conftest.py all below it, of all else those that
    name it and those in the folder of its package.
    """
    name, folder = PurePosixPath(path), PurePosixPath(test).parent
    if name.name == "conftest.py":
        return folder.is_relative_to(name.parent)
    if name.suffix == ".md":
        return test.startswith("tests/docs/") and name.name in text
    return name.name in text or (len(name.parts) > 1 and folder == "tests" / name.parent)


def distances(changed: Iterable[str], importers: Importers) -> dict[str, int]:
    """Each module that imports one of `changed`, and over how many imports."""
    found = dict.fromkeys(changed, 0)
    queue = list(found)
    for module in queue:  # which grows
        new = [importer for importer in importers.get(module, ()) if importer not in found]
        found |= dict.fromkeys(new, found[module] + 1)
        queue += new
    return found


def shared(test: str, path: str) -> int:
    """Number of folders that a test file and a changed file have in common, from the top, below tests/."""
    ours, theirs = (PurePosixPath(name.removeprefix("tests/")).parent.parts for name in (test, path))
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))


def test_files(root: Path) -> dict[str, str]:
    """Path of each test file to its text."""
    found = sorted((root / "tests").rglob("test_*.py"))
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in found}


def import_graph() -> Importers:
    """Importers of each module of ours, tests included."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=str(ROOT / ".import_linter_cache"))
    return {module: graph.find_modules_that_directly_import(module) for module in graph.modules}


def base_of(root: Path) -> str:
    """Commit where this branch left main; without a main, the newest commit."""
    for name in MAIN:
        try:
            return git(root, "merge-base", "HEAD", name).strip()
        except subprocess.CalledProcessError:
            continue
    return "HEAD"


def explain_failure(error: FileNotFoundError | subprocess.CalledProcessError, base: str | None) -> str:
    """Why git lists no changes, and what to do."""
    if isinstance(error, FileNotFoundError):
        return "git is not installed. Run apt-get install git, or make test, which runs all tests."
    if "rev-parse" in error.cmd:
        why = "is not a git repository. Run this in a clone, or run make test, which runs all tests."
        return f"{ROOT} {why}"
    return (
        f"git cannot compare with {base or 'HEAD'}: {error.stderr.strip()}. Name a commit of this clone: BASE=COMMIT."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.changed", description=__doc__)
    parser.add_argument("base", metavar="BASE", nargs="?", help="commit to compare with (default: where main was left)")
    options = parser.parse_args(arguments)
    try:
        git(ROOT, "rev-parse", "--git-dir")
        changed = changed_files(ROOT, options.base or base_of(ROOT))
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        print(f"changed: {explain_failure(error, options.base)}", file=sys.stderr)
        return 2
    found = select(changed, test_files(ROOT), import_graph())
    print(*found.chosen, sep="\n")
    print(
        f"changed: {len(changed)} files. {len(found.chosen)} test files are nearest; {len(found.left_out)} more reach "
        "what changed (make test runs the rest).",
        file=sys.stderr,
    )
    for test in found.left_out[:SHOWN]:
        print(f"  left out: {test}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
