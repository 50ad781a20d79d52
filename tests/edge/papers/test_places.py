"""The place of a paper: conditions, and the rows of the law as `vitrina law` has them."""

from datetime import date
from pathlib import Path

import pytest

from edge.law.table import load_law_table
from edge.papers.places import place_conditions, place_rows

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("country", "conditions"),
    [
        ("DE", {"de", "has_law"}),
        ("DE-BY", {"de", "de-by", "has_law", "has_authority"}),
        ("US-IL", {"us", "us-il", "has_law"}),
        ("US-NY", {"us", "us-ny", "unknown_place"}),
        ("AT", {"at", "has_law", "unknown_place"}),
        ("JP", {"jp", "unknown_place"}),
    ],
)
def test_a_place_has_its_code_and_what_the_table_knows(country: str, conditions: set[str]) -> None:
    assert set(place_conditions(load_law_table().place_law(country))) == conditions


def test_without_a_country_the_place_is_unknown() -> None:
    assert list(place_conditions(None)) == ["unknown_place"]
    assert place_rows(None, "en", TODAY) == []


def test_rows_are_those_of_the_table_from_the_land_to_the_union() -> None:
    law = load_law_table().place_law("DE-BY")
    english, german = place_rows(law, "en", TODAY), place_rows(law, "de", TODAY)
    assert [row.cells[1] for row in english] == [row.says for _, row in law.rows()]
    assert [row.cells[2] for row in german] == [row.does_de for _, row in law.rows()]
    assert [english[0].cells[0], german[0].cells[0], german[-1].cells[0]] == ["Bavaria", "Bayern", "Europäische Union"]
    assert english[0].sources == ("Law (summary): heise online on the inspection at Echion",)
    assert german[0].sources == ("Recht (Zusammenfassung): heise online über die Prüfung bei Echion",)


def test_dates_that_are_old_or_not_known_are_marked(tmp_path: Path) -> None:
    own = tmp_path / "law.toml"
    row = '[[places.CH.rows]]\nsays = "a"\nsource = "b"\nread = 2026-11-24\ndate = "{}"\n'
    rows = "".join(row.format(when) for when in ("2017", "not known", "2026-10"))
    own.write_text(f'[places.CH]\nname = "Switzerland"\n{rows}', encoding="utf-8")
    law = load_law_table(own).place_law("CH")
    assert [row.cells[3] for row in place_rows(law, "en", TODAY)] == [
        "2017; older than a year: check it", "not known: check it", "2026-10",
    ]  # fmt: skip
    assert place_rows(law, "de", TODAY)[0].cells == (
        "Switzerland",
        "a",
        "",
        "2017; älter als ein Jahr: prüfen",
    )
