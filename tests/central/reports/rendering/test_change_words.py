"""Words of a change against the days before: its interval, chance, and few shops."""

from datetime import date

import pytest

from central.languages.language import find_language
from central.reports.rendering.change_words import change_sentence, change_short
from central.reports.values import PeriodChange

WEEK = {"from_": date(2026, 11, 2), "to": date(2026, 11, 8), "sites": 38}
MORE = PeriodChange(mean=0.012, low=0.003, high=0.021, **WEEK)
CHANCE = PeriodChange(mean=0.003, low=-0.005, high=0.011, **WEEK)
FEW = PeriodChange(mean=-0.012, low=None, high=None, **{**WEEK, "sites": 2})
NONE = PeriodChange(mean=None, low=None, high=None, **{**WEEK, "sites": 0})


@pytest.mark.parametrize(
    ("change", "sentence", "short"),
    [
        (
            MORE,
            "Compared with the 7 days before: +1.2 points (95 %: +0.3 to +2.1), in 38 shops.",
            "+1.2 points on the 7 days before",
        ),
        (
            CHANCE,
            "Compared with the 7 days before: no change beyond chance (+0.3 points; 95 %: −0.5 to +1.1), in 38 shops.",
            "no change beyond chance on the 7 days before",
        ),
        (
            FEW,
            "Compared with the 7 days before: −1.2 points in 2 shops. There is no interval for fewer than 4 shops.",
            "",
        ),
        (NONE, "", ""),
        (None, "", ""),
    ],
)
def test_a_change_says_how_sure_it_is(change: PeriodChange | None, sentence: str, short: str) -> None:
    assert change_sentence(change).replace("\u00a0", " ") == sentence
    assert change_short(change, is_shown=change is MORE).replace("\u00a0", " ") == short


def test_a_change_that_is_chance_among_the_others_of_its_table_is_called_chance() -> None:
    assert "no change beyond chance" in change_short(MORE, is_shown=False)


def test_other_languages_inflect_days_and_shops() -> None:
    german = change_sentence(MORE, find_language("de")).replace("\u00a0", " ")
    assert german == "Gegenüber den 7 Tagen davor: +1,2 Prozentpunkte (95 %: +0,3 bis +2,1), in 38 Filialen."
    one = MORE.model_copy(update={"from_": WEEK["to"], "sites": 21})
    assert "Gegenüber dem Tag davor" in change_sentence(one, find_language("de"))
    russian = change_sentence(one, find_language("ru")).replace("\u00a0", " ")
    assert russian.startswith("По сравнению с предыдущим 1 днём: +1,2 п. п.")
    assert russian.endswith("в 21 магазине.")
