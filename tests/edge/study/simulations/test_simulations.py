"""Tests of the simulations: a short form of what is quick, and that the table would show a miss."""

from itertools import islice
from math import inf
from pathlib import Path

from tests.edge.study.simulations import groups, people
from tests.edge.study.simulations.rows import Row, document


def test_the_analyses_find_what_was_planted() -> None:
    """`make study-analyses` has 200 runs and more; bands, peak-end and correlation are tried in their own tests."""
    rows = [*people.skin_responses(3, 1), *people.hearts(4, 1), *islice(people.offsets(10, 1), 8)]
    rows += islice(groups.comparisons(60, 1), 2)
    assert len(rows) == 22
    assert [row for row in rows if not row.is_reached] == []


def test_every_simulation_gives_its_rows() -> None:
    rows = [*islice(groups.bands(1, 1), 2), *islice(groups.peaks(1, 1), 2), *islice(groups.correlations(1, 1), 1)]
    assert [row.study for row in rows] == 2 * ["simultaneous band"] + 2 * ["peak-end"] + ["inter-subject correlation"]


def test_the_table_shows_what_was_not_reached() -> None:
    rows = [
        Row("curve", "few", 1_000, "share", 0.95, (0.93, inf)),
        Row("curve", "few", 10, "share", 0.92, (0.93, inf)),
        Row("pairs", "few", 10, "share", 0.07, (-inf, 0.065)),
        Row("peak", "few", 10, "error, s", 1.26, (-2.0, 2.0), 1),
        Row("peak", "few", 10, "error", 0.5, None),
    ]
    text = document(rows, "python -m command")
    assert "`python -m command`" in text
    assert "| curve | few | 1,000 | share | 0.950 | ≥ 0.93 | yes |" in text
    assert "| curve | few | 10 | share | 0.920 | ≥ 0.93 | **no** |" in text
    assert "| pairs | few | 10 | share | 0.070 | ≤ 0.065 | **no** |" in text
    assert "| peak | few | 10 | error, s | 1.3 | -2 to 2 | yes |" in text
    assert "| peak | few | 10 | error | 0.500 | no promise |  |" in text


def test_the_document_holds_the_table_and_reaches_all_aims() -> None:
    text = (Path(__file__).parents[4] / "docs" / "study-analyses.md").read_text(encoding="utf-8")
    table = text.partition("<!-- simulations -->")[2].partition("<!-- /simulations -->")[0]
    assert "python -m tests.edge.study.simulations" in table
    for study in ("skin responses", "heart", "simultaneous band", "peak-end", "inter-subject", "comparison", "clock"):
        assert f"| {study}" in table, study
    assert "**no**" not in table
