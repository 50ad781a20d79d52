"""Page about OWASP ASVS: each row names a test that exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/evidence/asvs.md").read_text("utf-8")
ROW = re.compile(r"(?m)^\| (\d+\.\d+\.\d+) \| (.+) \| (.+) \|$")
SHOWN, _, MISSING = PAGE.partition("## Not met")
LEVEL_3 = {"1.2.10", "6.3.8", "8.3.2"}


@pytest.mark.parametrize(("number", "named"), [(row[0], row[2]) for row in ROW.findall(SHOWN)])
def test_each_requirement_names_a_test_that_exists(number: str, named: str) -> None:
    file, _, name = named.strip("`").partition("::")
    source = (ROOT / "tests" / file).read_text("utf-8")
    assert re.search(rf"(?m)^def {re.escape(name)}\(", source), f"{number}: {named}"


def test_at_least_forty_requirements_of_levels_1_and_2_are_shown_once_each() -> None:
    numbers = [row[0] for row in ROW.findall(SHOWN)]
    assert len(set(numbers) - LEVEL_3) >= 40
    assert len(numbers) == len(set(numbers))
    assert sorted(numbers, key=_order) == numbers
    assert all(number in PAGE.partition("Rows of level 3 are ")[2].partition(".\n")[0] for number in LEVEL_3)


def test_what_is_not_met_is_in_no_other_row() -> None:
    missing = [row[0] for row in ROW.findall(MISSING)]
    assert missing
    assert set(missing).isdisjoint(row[0] for row in ROW.findall(SHOWN))


def _order(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))
