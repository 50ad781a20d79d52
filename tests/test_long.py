"""The list of long tests is complete, and its table is what pytest reported."""

import re
from pathlib import Path

from tests import long
from tests.long import FILES, FileResult, document, read

ROOT = Path(__file__).parent.parent
REPORT = """<testsuites><testsuite tests="7" failures="1" errors="1" skipped="2" time="3.5"/></testsuites>"""


def test_every_test_file_that_is_longer_on_request_is_in_the_list() -> None:
    """Directly, or by the settings of the attacker's worlds, or by their switch."""
    asks = re.compile(rf"{long.SWITCH}|random_worlds\(|\bif LONG\b")
    files = sorted(path for path in ROOT.glob("tests/**/test_*.py") if path.name != "test_long.py")
    found = [path.relative_to(ROOT).as_posix() for path in files if asks.search(path.read_text(encoding="utf-8"))]
    assert found == sorted(FILES)


def test_no_test_is_left_out_of_ci_for_its_length() -> None:
    """The switch makes tests longer; it skips none."""
    for path in ROOT.glob("tests/**/*.py"):
        assert not re.search(rf"skip.*{long.SWITCH}.*=1", path.read_text(encoding="utf-8")), path.name


def test_a_row_counts_the_tests_of_a_file() -> None:
    """Errors outside a test count as failed."""
    assert read("tests/test_x.py", REPORT, 3.5) == FileResult("tests/test_x.py", 3, 2, 2, 3.5)


def test_the_page_has_a_row_for_each_file_their_sum_and_its_command() -> None:
    """Whoever reads it sees what ran where, and can run it again."""
    page = document([FileResult("a.py", 3, 0, 1, 61.2), FileResult("b.py", 1, 1, 0, 2.2)], "--table x.md")
    assert "| `a.py` | 4 | 3 | 0 | 1 | 61 |\n| `b.py` | 2 | 1 | 1 | 0 | 2 |\n| all | 6 | 4 | 1 | 1 | 63 |" in page
    assert f"Not in this run: `{FILES[0]}`, " in page
    assert page.endswith("Written by `python -m tests.long --table x.md`.\n")
