"""The table of places: each row has a source and a date, and a person can correct it without code."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from edge.law.codes import PARTS
from edge.law.table import LawTableError, load_law_table

OWN = '[places.NL]\nname = "Netherlands"\n'
ROW = '[[places.NL.rows]]\nsays = "a"\nsource = "b"\ndate = "{}"\nread = {}\n'
TODAY = date(2026, 12, 1)


def own_table(folder: Path, text: str) -> Path:
    path = folder / "law.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_row_has_a_source_and_says_what_the_program_does() -> None:
    rows = [row for place in load_law_table().places.values() for row in place.rows]
    assert len(rows) > 15
    assert all(row.says and row.source and row.does for row in rows)
    assert all(re.match("https?://[a-z]", row.address) for row in rows if row.address)


def test_every_row_is_in_german_too_for_the_papers() -> None:
    """An operator's own row needs no translation: then it is shown as it is."""
    for place in load_law_table().places.values():
        for row in place.rows:
            german = row.texts("de")
            assert german.says not in ("", row.says)
            assert german.does not in ("", row.does)
            assert not re.search(r"as .* reports?\b|\bof \d|\bon the\b", german.source)
            assert row.texts("en").says == row.says
    assert load_law_table().places["DE-BY"].name_in("de") == "Bayern"
    assert load_law_table().places["DE-BE"].name_in("de") == load_law_table().places["DE-BE"].name == "Berlin"


def test_the_table_has_the_places_that_the_defaults_are_about() -> None:
    table = load_law_table()
    for code in ("DE-BY", "FR", "NL", "IT", "GB", "US-IL", "US-TX"):
        assert table.place_law(code).is_known
    starting = {code for code in table.places if table.place_law(code).starts_without_smiles}
    assert starting == {"NL", "US-IL"}
    assert {code for code in table.places if table.place_law(code).asks_about_street} == {"FR"}


def test_each_land_has_an_authority_of_its_own_and_the_rows_of_germany_and_the_union() -> None:
    laws = [load_law_table().place_law(f"DE-{part}") for part in sorted(PARTS["DE"])]
    assert len({law.authority for law in laws}) == 16
    assert all(law.authority for law in laws)
    mv = load_law_table().place_law("DE-MV")
    assert str(mv.authority).endswith("Mecklenburg-Vorpommern")
    assert list(mv.places) == ["DE-MV", "DE", "EU"]
    assert next(place for place, _ in mv.rows()) == "DE-MV"


def test_a_country_without_its_part_lacks_it() -> None:
    table = load_law_table()
    lacking = {code for code in ("DE", "US", "DE-MV", "FR", "CH") if table.place_law(code).lacks_part}
    assert lacking == {"DE", "US"}
    assert table.place_law("DE").authority is None
    assert table.place_law("US").example_part == "US-AK"


def test_of_another_country_nothing_is_known_but_the_rows_of_its_union() -> None:
    austria, norway = (load_law_table().place_law(code) for code in ("AT", "NO"))
    assert (austria.is_known, norway.is_known) == (False, False)
    assert (austria.name, austria.authority, austria.asks_legal_basis) == ("AT", None, True)
    assert {place for place, _ in austria.rows()} == {"EU"}
    assert (list(norway.rows()), norway.asks_legal_basis, norway.starts_without_smiles) == ([], False, False)


@pytest.mark.parametrize(
    ("dated", "read", "is_old"),
    [
        ("2026-11-24", TODAY, False),
        ("2025-12-01", TODAY, False),
        ("2025-11-30", TODAY, True),
        ("2026", TODAY, False),
        ("2025-12", TODAY, False),
        ("2025", TODAY, True),
        ("not known", TODAY, True),
        ("2026-11-24", TODAY - timedelta(days=366), True),
    ],
)
def test_a_row_is_old_after_a_year_by_its_source_or_by_whoever_read_it(
    tmp_path: Path, dated: str, read: date, is_old: bool
) -> None:
    (row,) = load_law_table(own_table(tmp_path, OWN + ROW.format(dated, read))).places["NL"].rows
    assert row.is_old(TODAY) is is_old
    assert row.has_no_date is (dated == "not known")


def test_places_of_the_own_table_replace_those_of_the_same_code(tmp_path: Path) -> None:
    table = load_law_table(own_table(tmp_path, '[places.NL]\nname = "NL"\n[places.CH]\nname = "Switzerland"\n'))
    assert not table.place_law("NL").starts_without_smiles
    assert table.place_law("CH").name == "Switzerland"
    assert table.place_law("US-IL").starts_without_smiles
    assert load_law_table(tmp_path / "none.toml").places == load_law_table().places


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[places", "is not TOML"),
        ('[places.ZZ]\nname = "q"\n', "ISO 3166 has no ZZ"),
        ('[places.NL]\nnam = "q"\n', "is not a key of the table"),
        (OWN + ROW.format("20", TODAY), "must be a year, a month or a day"),
        (OWN + ROW.format("2026-13", TODAY), "month must be in 1..12"),
        (OWN + ROW.format("2026", '"2026-12-01"'), "date"),
        (OWN + '[[places.NL.rows]]\nsays = "a"\n', "source is missing"),
    ],
)
def test_an_own_table_with_an_error_is_refused(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(LawTableError, match=why) as refused:
        load_law_table(own_table(tmp_path, text))
    assert str(tmp_path / "law.toml") in str(refused.value)


def test_an_own_table_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "law.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(LawTableError, match="not UTF-8"):
        load_law_table(tmp_path / "law.toml")
    with pytest.raises(LawTableError, match="cannot be read"):
        load_law_table(tmp_path)
