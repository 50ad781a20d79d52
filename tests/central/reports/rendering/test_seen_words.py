"""Words of the visits that saw an ad: rounded, estimated, with a range, and never people."""

import pytest

from central.languages.language import ENGLISH, find_language
from central.reasons import FEW_SITES
from central.reports.rendering.seen_words import seen_headline, seen_note
from central.reports.rendering.sheet import Screen
from central.reports.rendering.table import report_csv
from central.reports.rendering.terminal import report_text
from central.reports.values import Seen
from tests.central.reports.examples import report

RANGED = Seen(visits=12_338, low=12_117, high=12_561, at_least=False, watchers=11_900)
QUIET = RANGED.model_copy(update={"at_least": True})
FEW = Seen(visits=1_234, low=None, high=None, at_least=False, watchers=1_190, reason=FEW_SITES)
NARROW = " "


def words(seen: Seen | None, code: str = "en") -> str:
    made, t = report().model_copy(update={"seen": seen}), find_language(code)
    return f"{seen_headline(made, t)}. {seen_note(made, t)}".replace("\u00a0", NARROW)


def test_it_is_about_so_many_visits_with_a_range() -> None:
    assert words(RANGED) == (
        "Seen by about 12,300 visits. A visit counts if it looked at the ad for 1 s or more. Estimated (95 %: 12,100 to"
        " 12,600)."
    )


def test_where_few_people_come_it_is_at_least_the_lower_end() -> None:
    said = words(QUIET)
    assert said.startswith("Seen by at least 12,100 visits.")
    assert "Estimated: about 12,300 (95 %: 12,100 to 12,600)." in said
    assert "Fewer than two people per minute come to these shops" in said
    counted = words(FEW.model_copy(update={"at_least": True}))
    assert counted.startswith("Seen by at least 1,190 visits.")


def test_below_four_shops_it_says_that_there_is_no_range() -> None:
    assert words(FEW) == (
        "Seen by about 1,230 visits. A visit counts if it looked at the ad for 1 s or more. Estimated."
        " There is no range for fewer than 4 shops."
    )


@pytest.mark.parametrize("seen", [None, Seen(visits=None, low=None, high=None, at_least=False, watchers=0)])
def test_without_a_number_nothing_is_said(seen: Seen | None) -> None:
    assert words(seen) == ". "


@pytest.mark.parametrize(
    ("code", "begins"),
    [("de", "Bei etwa 12.300 Besuchen gesehen."), ("ru", "Увидели примерно в 12 300 посещениях.")],
)
def test_other_languages_count_in_their_form(code: str, begins: str) -> None:
    assert words(RANGED, code).startswith(begins)
    one = Seen(visits=1, low=None, high=None, at_least=False, watchers=1, reason=FEW_SITES)
    assert "1 Besuch " in words(one, "de")
    assert "1 посещении" in words(one, "ru")


def test_the_terminal_and_the_csv_have_it_too() -> None:
    made = report().model_copy(update={"seen": RANGED})
    shown = report_text(made, Screen())
    assert "Seen by about 12,300 visits" in shown
    assert shown.index("Seen by") < shown.index(ENGLISH("advert.screens"))
    rows = report_csv([made]).splitlines()
    assert "spring_a,,seen,11900,12338,12117,12561,false,false" in rows
    assert "spring_a,,seen_at_least,,0,,,false,false" in rows
