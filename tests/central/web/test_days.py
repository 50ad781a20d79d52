"""Days in forms: in the form of the page's language, and in ISO 8601."""

from datetime import date, timedelta

import pytest

from central.languages.language import find_language
from central.web.days import parse_day

DAY = date(2026, 11, 4)


@pytest.mark.parametrize("text", ["2026-11-04", "04.11.2026", "4.11.2026", " 4. 11. 2026 ", "20261104", "04112026"])
def test_each_form_of_a_day_is_read(text: str) -> None:
    assert parse_day(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "11/04/2026",
            "4.11.26",
            "2026-13-01",
            "31.02.2026",
            "2026-1104",
            "today",
            "2026-11-04T00:00",
            "1762214400",
        ),
        *("04.11.0026", "0000-00-00", "٠٤.١١.٢٠٢٦", "2026-11-04\x00", "99999999"),
    ],
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert parse_day(text) is None


def test_eight_digits_are_one_day_only() -> None:
    """Either order of its parts gives the same day back, for a hundred years."""
    for number in range(0, 100 * 365, 13):
        day = date(1970, 1, 1) + timedelta(days=number)
        assert parse_day(f"{day:%Y%m%d}") == parse_day(f"{day:%d%m%Y}") == day


@pytest.mark.parametrize(("code", "text"), [("en", "2026-11-04"), ("de", "04.11.2026"), ("ru", "04.11.2026")])
def test_a_day_is_read_as_its_language_writes_it(code: str, text: str) -> None:
    assert find_language(code).numeric_day_text(DAY) == text
    assert parse_day(text) == DAY
