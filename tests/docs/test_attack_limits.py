"""The table of attacks: its limits are the ones that the tests hold, and the promise has the same list."""

import re
from collections.abc import Iterable
from pathlib import Path

from tests.edge.audience import attack_limits as limits

DOCS = Path(__file__).parents[2] / "docs"
HELD = {
    "one of eleven leaves halfway through an ad of 8, 16, 30 s": limits.HALFWAY.values(),
    "the same, 16 s, faces that change once": [limits.HALFWAY_CHANGING],
    "one of eleven is there in the worst stretch of 16 s": [limits.WORST_STRETCH],
    "one of eleven leaves halfway through each of four ads": [limits.HALFWAY_OF_FOUR],
    "one of eleven is there in the worst stretch of each of four ads": [limits.WORST_STRETCH_OF_FOUR],
    "one of eleven is there for one ad and not for the next": limits.ONE_AD_AND_NOT_THE_NEXT.values(),
    "one of forty-one sees 4 ads": [limits.AMONG_FORTY[4]],
    "the same, 12 ads": [limits.AMONG_FORTY[12]],
    "thirty-one people turn away for six seconds again and again, 12 ads": [limits.TURNING_AWAY[12]],
    "the same, 30 ads": [limits.TURNING_AWAY[30]],
    "a regular customer, one of 16, four ads a visit, 1, 5, 10, 30 days": limits.REGULAR_CUSTOMER.values(),
    "who leaves between reactions that pauses end": limits.PAUSES.values(),
    "the same, one visit of each place, after a day with `one_place`": limits.CLERK.values(),
    "one of ten people of one reaction": [limits.PLAN],
}
"""Begin of each row with a limit, and the limits of its tests."""
WITHOUT = {"–", "the same"}


def rows_of(document: str, head: str) -> list[list[str]]:
    """Cells of the table whose head begins so."""
    table = (DOCS / document).read_text(encoding="utf-8").split(f"\n| {head} | ", 1)[1].partition("\n\n")[0]
    return [line.strip("| ").split(" | ") for line in table.split("\n")[2:] if line.startswith("|")]


def figures(cell: str) -> list[float]:
    return [float(found) for found in re.findall(r"\d\.\d\d", re.sub(r"± \d\.\d\d", "", cell))]


def cell_of(values: Iterable[float]) -> str:
    return ", ".join(f"{value:.2f}" for value in values)


def test_each_limit_of_the_table_is_the_one_that_a_test_holds() -> None:
    """No more and no fewer: a row with a limit of its own has a test with just this limit."""
    rows = [(attack, limit) for attack, _, _, limit, _ in rows_of("evidence/attacks.md", "attack")]
    assert [limit for _, limit in rows if limit not in WITHOUT] == [cell_of(held) for held in HELD.values()]
    for begin, held in HELD.items():
        assert [limit for attack, limit in rows if attack.startswith(begin)] == [cell_of(held)], begin


def test_nothing_that_was_measured_is_above_its_limit() -> None:
    """A single limit is one for all figures of its row."""
    for attack, _, now, limit, _ in rows_of("evidence/attacks.md", "attack"):
        if found := figures(limit):
            measured = figures(now)
            most = found if len(found) == len(measured) else found * len(measured)
            assert all(one <= bound for one, bound in zip(measured, most, strict=False)), attack


def test_the_promise_has_the_same_list() -> None:
    """Who writes a notice reads each attack, with what was measured and the limit of its tests."""
    attacks = [[attack, now, limit] for attack, _, now, limit, _ in rows_of("evidence/attacks.md", "attack")]
    assert rows_of("privacy/promise.md", "who is guessed") == attacks


def test_no_line_of_a_page_is_a_comment_by_mistake() -> None:
    """The site drops a line that begins with %, as the second half of "77.1 %" would."""
    pages = sorted(DOCS.rglob("*.md"))
    assert [page.name for page in pages if re.search(r"^ *%", page.read_text(encoding="utf-8"), re.MULTILINE)] == []
