"""Tests of the simulations: a short form of what is quick, and that the table would show a miss."""

from itertools import islice
from math import inf
from pathlib import Path

from tests.edge.study.simulations import groups, people
from tests.edge.study.simulations.group_differences import group_differences, t_test_power
from tests.edge.study.simulations.power import planned_ads, planned_groups
from tests.edge.study.simulations.rows import Row, document


def test_the_analyses_find_what_was_planted() -> None:
    """`make study-analyses` has 200 runs and more; bands, peak-end and correlation are tried in their own tests."""
    rows = [*people.skin_responses(3, 1), *people.hearts(4, 1), *islice(people.offsets(10, 1), 8)]
    rows += islice(groups.comparisons(60, 1), 2)
    assert len(rows) == 22
    assert [row for row in rows if not row.is_reached] == []


def test_a_planted_difference_of_groups_is_found_as_often_as_theory_says() -> None:
    """In 60 studies of six and six people; `make study-analyses` has 1,000 of up to thirty and thirty."""
    rows = list(group_differences(60, 1, 60, (0.0, 1.5), (6,)))
    assert [row for row in rows if not row.is_reached] == []
    same, _, apart, _ = (row.found for row in rows)
    assert same <= 0.15
    assert apart >= 0.4


def test_the_power_of_theory_is_that_of_textbooks() -> None:
    """Cohen (1988), table 2.3.5: two groups of 26 find 0.8 standard deviations with 80 %."""
    assert round(t_test_power(0.8, 26, 0.05), 2) == 0.81
    assert t_test_power(0.0, 10, 0.05) == 0.05


def test_every_simulation_gives_its_rows() -> None:
    rows = [*islice(groups.bands(1, 1), 2), *islice(groups.peaks(1, 1), 2), *islice(groups.correlations(1, 1), 1)]
    rows += islice(groups.reliabilities(1, 1), 2)
    rows += [*islice(planned_groups(2, 1, 20), 1), *islice(planned_ads(2, 1, 20), 1)]
    found = [row.study for row in rows]
    assert found[:5] == 2 * ["simultaneous band"] + 2 * ["peak-end"] + ["inter-subject correlation"]
    assert found[5:] == 2 * ["reliability"] + 2 * ["planned"]


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
    text = (Path(__file__).parents[4] / "docs" / "evidence/study-analyses.md").read_text(encoding="utf-8")
    table = text.partition("<!-- simulations -->")[2].partition("<!-- /simulations -->")[0]
    assert "python -m tests.edge.study.simulations" in table
    people_studies = ("skin responses", "heart", "clock")
    for study in (*people_studies, "simultaneous band", "peak-end", "inter-subject", "comparison", "groups"):
        assert f"| {study}" in table, study
    assert "**no**" not in text
    for part, command in (("reliability", "make study-analyses"), ("power", "make study-power")):
        assert f"<!-- {part} -->\n`python -m tests.edge.study.simulations --part {part}" in text
        assert command in text
