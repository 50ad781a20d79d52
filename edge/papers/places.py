"""The place of a paper: conditions that follow from it, and the rows of the table of the law."""

from collections.abc import Iterator
from datetime import date

from edge.law.table import LawRow, PlaceLaw
from edge.papers.build import read_paper_text
from edge.papers.paper import Language, Row
from edge.papers.sources import source_text


def place_conditions(law: PlaceLaw | None) -> Iterator[str]:
    """Conditions of a place such as "DE-BY" or "US-IL": its code and that of its country in small letters, whether the
    table has rows of the country itself, or any, and whether it names a data-protection authority.
    """
    if law is not None:
        yield from {law.code.lower(), law.code.lower().partition("-")[0]}
        if law.authority:
            yield "has_authority"
        if next(law.rows(), None):
            yield "has_law"
    if law is None or not law.is_known:
        yield "unknown_place"


def place_rows(law: PlaceLaw | None, language: Language, today: date) -> list[Row]:
    """Rows of the table of the law, from the nearest place to the widest, each with its source in the margin."""
    return [] if law is None else [_law_row(law, code, row, language, today) for code, row in law.rows()]


def _law_row(law: PlaceLaw, code: str, row: LawRow, language: Language, today: date) -> Row:
    texts = row.texts(language)
    cells = (law.places[code].name_in(language), texts.says, texts.does, _date_text(row, language, today))
    return Row(cells, (source_text(f"law {texts.source}", language, {}, {}),))


def _date_text(row: LawRow, language: Language, today: date) -> str:
    words = read_paper_text("values")
    if row.has_no_date:
        return str(words["law_undated"][language])
    return str(words["law_old"][language]).format(date=row.date) if row.is_old(today) else row.date
