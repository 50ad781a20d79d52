"""Files of reviews as programs write them: delimiters, quotation marks, dates."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.reviews.review_file import BadRow, Layout, Review, read_reviews

TODAY = date(2026, 11, 28)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=60)
DAYS = st.dates(date(2000, 1, 1), TODAY)


def read(content: str, layout: Layout = Layout()) -> list[Review | BadRow]:  # noqa: B008 frozen
    return list(read_reviews(io.StringIO(content, newline=""), layout, TODAY))


@given(st.lists(st.tuples(DAYS, TEXTS), max_size=8), st.sampled_from(",;\t"))
def test_what_a_spreadsheet_writes_is_read(rows: list[tuple[date, str]], delimiter: str) -> None:
    """Texts of several lines, with delimiters and marks, between other columns."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["stars", "date", "text"])
    writer.writerows([(5, str(day), text) for day, text in rows])
    assert read(out.getvalue()) == [Review(day, text) for day, text in rows]


@given(st.lists(st.tuples(DAYS, TEXTS), min_size=1, max_size=8))
def test_json_lines_are_read(rows: list[tuple[date, str]]) -> None:
    content = "".join(json.dumps({"date": str(day), "text": text, "stars": 5}) + "\n" for day, text in rows)
    assert read(content) == [Review(day, text) for day, text in rows]


@given(st.text(max_size=200))
def test_nothing_raises_but_a_missing_column(content: str) -> None:
    """Whatever is in the file."""
    for row in read("date,text\n" + content):
        assert isinstance(row, Review | BadRow)
    for row in read('{"date": 1}\n' + content):
        assert isinstance(row, Review | BadRow)


@pytest.mark.parametrize(
    "written", ["2026-11-24", "2026-11-24T23:59:00Z", "2026-11-24 08:00:00", "2026-11-24T08:00:00+09:00", "24.11.2026"]
)
def test_a_date_is_the_day_as_it_is_written(written: str) -> None:
    assert read(f"date,text\n{written},fine\n") == [Review(date(2026, 11, 24), "fine")]


def test_a_date_of_another_form_wants_its_form() -> None:
    """The 5th of November or the 11th of May: nobody guesses."""
    content = "when;what\n05/11/2026;fine\n"
    layout = Layout("what", "when")
    assert isinstance(read(content, layout)[0], BadRow)
    assert read(content, Layout("what", "when", "%d/%m/%Y")) == [Review(date(2026, 11, 5), "fine")]


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), date(1989, 12, 31)])
def test_a_day_that_cannot_be_is_a_fault(day: date) -> None:
    assert read(f"date,text\n{day},fine\n") == [BadRow(2, "the date is in the future or too long ago")]


def test_a_fault_has_the_line_of_its_row() -> None:
    """Also behind a text of several lines."""
    content = 'date,text\n2026-11-24,"one\ntwo"\n2026-11-24\n'
    assert read(content)[1] == BadRow(4, "the row has 1 columns, but the first line has 2")
