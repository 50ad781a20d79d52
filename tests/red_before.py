"""Shows which tests fail on the sources of an earlier commit: `python -m tests.red_before COMMIT [TEST…]`.

The sources of COMMIT go into a temporary folder, with the tests of this checkout in place of its own. Without TEST, the
test functions run that were added or changed since COMMIT. Exit 0, whatever they show; 2 if there is no such commit.
"""

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.git_changes import changed_files, git

ROOT = Path(__file__).parents[1]
RED, GREEN, ERROR, SKIPPED, COLLECTION = "red", "green", "error", "skipped", "red (collection)"
WORST_FIRST = (COLLECTION, ERROR, RED, GREEN, SKIPPED)
RECORD = "import sys; from tests.red_before import record; sys.exit(record(sys.argv[1], sys.argv[2:]))"


class Recorder:
    """pytest plugin: the verdict on each test function, the worst of its cases."""

    def __init__(self) -> None:
        self.verdicts = dict[str, str]()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Takes the outcome of set-up, call or tear-down of one case."""
        if report.failed:
            self._add(report.nodeid, RED if report.when == "call" else ERROR)
        elif report.skipped:
            self._add(report.nodeid, SKIPPED)
        elif report.when == "call":
            self._add(report.nodeid, GREEN)

    def _add(self, nodeid: str, verdict: str) -> None:
        test = function_of(nodeid)
        self.verdicts[test] = min(verdict, self.verdicts.get(test, SKIPPED), key=WORST_FIRST.index)


def record(path: str, arguments: Sequence[str]) -> int:
    """Runs pytest with these arguments and writes the verdicts to `path`, in a process of its own. Returns its code."""
    recorder = Recorder()
    code = pytest.main(["-q", "-p", "no:cacheprovider", *arguments], plugins=[recorder])
    Path(path).write_text(json.dumps(recorder.verdicts), encoding="utf-8")
    return int(code)


def function_of(nodeid: str) -> str:
    """A node id without the case: `a/test_b.py::test_c` of `a/test_b.py::test_c[1-2]`."""
    return nodeid.partition("[")[0]


def functions(source: str) -> dict[str, str]:
    """Test functions of a file by their name, `Class::name` in a class, with what they do. Comments and docstrings are
    left out."""
    found = dict[str, str]()

    def visit(body: Iterable[ast.stmt], prefix: str) -> None:
        for node in body:
            if isinstance(node, ast.ClassDef):
                visit(node.body, f"{prefix}{node.name}::")
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
                if ast.get_docstring(node) is not None:
                    node.body = node.body[1:]
                found[prefix + node.name] = ast.dump(node)

    visit(ast.parse(source).body, "")
    return found


def changed_functions(before: str, after: str) -> list[str]:
    """Names of the test functions of a file that were added or changed, in the order of the file."""
    old = functions(before)
    return [name for name, content in functions(after).items() if old.get(name) != content]


def changed_tests(root: Path, commit: str) -> list[str]:
    """Node ids of the test functions below tests/ that were added or changed since `commit`."""
    names = [name for name in changed_files(root, commit, "tests") if is_test_file(name) and (root / name).exists()]
    old = set(git(root, "ls-tree", "-r", "--name-only", "-z", commit, "--", "tests").split("\0"))
    found = []
    for name in names:
        before = git(root, "show", f"{commit}:{name}") if name in old else ""
        found += [f"{name}::{test}" for test in changed_functions(before, (root / name).read_text(encoding="utf-8"))]
    return found


def is_test_file(name: str) -> bool:
    """True for a path that pytest collects."""
    return Path(name).name.startswith("test_") and name.endswith(".py")


def lay_out(root: Path, commit: str, folder: Path) -> Path:
    """Writes the sources of `commit` with the present tests/ into a new folder below `folder`; returns it.

    What this checkout has beside it or ignores, and tests read, is linked: `../shared`, and `.cache`.
    """
    target = folder / root.name
    target.mkdir()
    archive = subprocess.run(["git", "archive", commit], cwd=root, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x"], cwd=target, check=True, input=archive)
    shutil.rmtree(target / "tests", ignore_errors=True)
    shutil.copytree(root / "tests", target / "tests", symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    for source, link in ((root.parent / "shared", folder / "shared"), (root / ".cache", target / ".cache")):
        if source.exists():
            link.symlink_to(source.resolve())
    return target


def verdicts(folder: Path, tests: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Runs the tests in `folder`, a process for each file, and yields each test function with its verdict."""
    by_file = dict[str, list[str]]()
    for test in tests:
        by_file.setdefault(test.partition("::")[0], []).append(test)
    for number, (file, wanted) in enumerate(by_file.items(), 1):
        print(f"red_before: file {number} of {len(by_file)}: {file}", file=sys.stderr, flush=True)
        yield from _of_file(folder, wanted).items()


def _of_file(folder: Path, tests: Sequence[str]) -> dict[str, str]:
    """Verdicts of one process. What it starts finds the sources of `folder` by PYTHONPATH, before installed ones."""
    result = folder.parent / "verdicts.json"
    result.unlink(missing_ok=True)
    command = [sys.executable, "-c", RECORD, str(result), *tests]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    found = dict[str, str]()
    missing = ERROR  # the process was killed
    if result.is_file():
        found, missing = json.loads(result.read_text(encoding="utf-8")), COLLECTION
    left = [test for test in map(function_of, tests) if not any(f"{one}::".startswith(f"{test}::") for one in found)]
    if left:
        print(run.stdout[-2000:] + run.stderr[-2000:], file=sys.stderr, flush=True)
    return found | dict.fromkeys(left, missing)


def closing(found: Mapping[str, str]) -> str:
    """Count of each verdict, in one line."""
    counts = Counter(found.values())
    red = counts[RED] + counts[COLLECTION]
    return (
        f"{red} red ({counts[COLLECTION]} of them cannot be collected), {counts[GREEN]} green, {counts[ERROR]} error, "
        f"{counts[SKIPPED]} skipped"
    )


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.red_before", description=__doc__)
    parser.add_argument("commit", metavar="COMMIT", help="whose sources are tested")
    parser.add_argument("tests", nargs="*", metavar="TEST", help="file or node id (default: all that changed since)")
    options = parser.parse_args(arguments)
    try:
        commit = git(root, "rev-parse", "--verify", f"{options.commit}^{{commit}}").strip()
    except subprocess.CalledProcessError:
        parser.error(f"there is no commit {options.commit} here. Name one of git log.")
    tests = options.tests or changed_tests(root, commit)
    found = dict[str, str]()
    with tempfile.TemporaryDirectory(prefix="red-before-") as temporary:
        folder = lay_out(root, commit, Path(temporary))
        for test, verdict in verdicts(folder, tests):
            found[test] = verdict
            print(f"{verdict:<16}  {test}", flush=True)
    print(f"{closing(found)}: the tests of now, on the sources of {commit[:8]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
