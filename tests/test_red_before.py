"""red_before.py: the tests of now run on the sources of before, whatever is installed."""

import subprocess
from pathlib import Path

import pytest

from tests.red_before import ROOT, changed_functions, changed_tests, function_of, main

SOURCE = "PRICE = 1\n"
OLD_TESTS = """
from central import PRICE

def test_old():
    assert PRICE > 0
"""
NEW_TESTS = """
import subprocess, sys
from pathlib import Path

import pytest
from central import PRICE

@pytest.fixture
def broken():
    raise OSError("no")

def test_old():
    "Now with a docstring."
    assert PRICE > 0

def test_price():
    assert PRICE == 2

@pytest.mark.parametrize("price", [1, 2])
def test_cases(price):
    assert PRICE == price

class TestIn:
    def test_set_up(self, broken):
        pass

def test_processes_use_the_same_sources():
    command = [sys.executable, "-c", "import central; print(central.__file__)"]
    where = subprocess.run(command, cwd="/", capture_output=True, text=True, check=True).stdout.strip()
    assert Path(where) == Path.cwd() / "central" / "__init__.py"
    assert Path("page.md").read_text() == "before"

def test_skipped():
    pytest.skip("not here")
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit, and changes that are not committed. Its package is called as an installed one."""
    folder = tmp_path / "shop"
    write(folder, {"central/__init__.py": SOURCE, "tests/test_a.py": OLD_TESTS, "page.md": "before"})
    for name in ("tests/red_before.py", "tests/git_changes.py"):
        write(folder, {name: (ROOT / name).read_text(encoding="utf-8")})
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "--quiet", "--message", "Begin")
    write(folder, {"central/__init__.py": "PRICE = 2\nNAME = 'x'\n", "tests/test_a.py": NEW_TESTS, "page.md": "now"})
    write(folder, {"tests/b/test_new.py": "from central import NAME\n\ndef test_name():\n    assert NAME\n"})
    return folder


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)


def test_changed_tests_run_on_the_sources_of_before(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With their documents, in the processes that they start too. The checkout is as it was."""
    assert main(["HEAD"], repository) == 0
    out, err = capsys.readouterr()
    *lines, closing = out.splitlines()
    assert [line.rsplit(maxsplit=1) for line in lines] == [
        ["red (collection)", "tests/b/test_new.py::test_name"],
        ["red", "tests/test_a.py::test_price"],
        ["red", "tests/test_a.py::test_cases"],
        ["error", "tests/test_a.py::TestIn::test_set_up"],
        ["green", "tests/test_a.py::test_processes_use_the_same_sources"],
        ["skipped", "tests/test_a.py::test_skipped"],
    ]
    assert closing.startswith("3 red (1 of them cannot be collected), 1 green, 1 error, 1 skipped: ")
    assert "file 2 of 2" in err
    assert "cannot import name 'NAME'" in err
    assert (repository / "page.md").read_text(encoding="utf-8") == "now"


def test_named_tests_run_alone(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that cannot be collected is one line."""
    assert main(["HEAD", "tests/b/test_new.py"], repository) == 0
    assert capsys.readouterr().out.splitlines()[0] == "red (collection)  tests/b/test_new.py"


def test_tests_that_are_not_committed_count_as_changed(repository: Path) -> None:
    """A file that was removed has none."""
    (repository / "tests" / "test_a.py").unlink()
    assert changed_tests(repository, "HEAD") == ["tests/b/test_new.py::test_name"]


def test_a_function_changed_if_it_does_something_else() -> None:
    """Not if it moved, or says something else about itself."""
    before = 'def test_a():\n    "A."\n    assert 1\n\ndef test_b():\n    assert 2\n\ndef a(): pass\n'
    after = 'def test_b():\n    assert 3\n\ndef test_a():\n    "B."\n    assert 1  # so\n\ndef a(): return 1\n'
    assert changed_functions(before, after) == ["test_b"]
    assert changed_functions("", after) == ["test_b", "test_a"]
    marked = before.replace("def test_a", "@pytest.mark.slow\ndef test_a")
    assert changed_functions(before, marked) == ["test_a"]


def test_cases_of_a_function_are_one_test() -> None:
    assert function_of("tests/a.py::A::test_b[x::y[1]]") == "tests/a.py::A::test_b"


def test_an_unknown_commit_is_bad_usage(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["nothing"], repository)
    assert ended.value.code == 2
    assert "there is no commit nothing here. Name one of git log." in capsys.readouterr().err
