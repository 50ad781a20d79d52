"""Impressions in words: what has no number says so, and small multipliers keep their digits."""

import pytest

from central.languages.codes import CODES
from central.languages.language import ENGLISH, find_language
from central.reports.impression_values import Impressions, Multiplier, WeekHour
from central.reports.rendering.impression_words import ImpressionsPart, impressions_part
from central.reports.rendering.text import NO_NUMBER
from central.reports.values import OverDays
from tests.central.reports.examples import FIRST, GENERATED, LAST, report


def impressions(**changed: object) -> Impressions:
    values: dict[str, object] = {
        "tenant": "acme",
        "creative": "a",
        "from_": FIRST,
        "to": LAST,
        "generated": GENERATED,
        "simulated": False,
        "plays": 1_204,
        "play_s": 18_060.0,
        "share_of_voice": 0.25,
        "overlapping_visits": 9_310.4,
        "overlapping_visits_interval": OverDays(low=8_900.2, high=9_720.7, days=14),
        "opportunity_to_see": 8_620.6,
        "opportunity_to_see_interval": OverDays(low=8_230.0, high=9_011.2, days=14),
        "exposed": 7_700,
        "likelihood_to_see": report().seen,
        "multiplier": Multiplier(mean=0.312, low=0.28, high=0.344, days=14),
        "week_hours": [WeekHour(mean=0.05, low=0.041, high=0.062, days=5, weekday=1, hour=9)],
        "sensed_share": 0.98,
        "reported_share": 0.75,
    }
    return Impressions.model_validate(values | changed)


NO_DAYS = OverDays(low=None, high=None, days=0, reason="nothing reported")


def steps_of(part: ImpressionsPart) -> dict[str, tuple[str, str, str]]:
    """Number, interval and explanation of each step."""
    return {row[0].text: (row[1].text, row[2].text, row[0].note) for row in part.steps.rows}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_each_step_has_its_number_and_says_what_it_counts() -> None:
    steps = steps_of(impressions_part(impressions()))
    assert [plain(each) for each in steps["Gross impressions (faces)"][:2]] == ["9,310", "8,900 to 9,721"]
    assert [plain(each) for each in steps["Opportunity to see (faces)"][:2]] == ["8,621", "8,230 to 9,011"]
    assert "Counted in published reactions: 7,700" in steps["Opportunity to see (faces)"][2]
    assert [plain(each) for each in steps["Impression multiplier (faces)"][:2]] == ["0.31", "0.28 to 0.34"]
    assert "25.0 %" in plain(steps["Ad plays"][2])
    assert steps["Audience by age or sex"][0] == steps["Reach and frequency"][0] == "not computed"


def test_small_multipliers_keep_their_digits_by_hour_of_the_week() -> None:
    (table,) = impressions_part(impressions()).hours
    ((hour, monday, tuesday, *_),) = table.rows
    assert (hour.text, monday.text) == ("9", NO_NUMBER)
    assert [plain(each) for each in (tuesday.text, tuesday.note)] == ["0.050", "0.041 to 0.062"]


@pytest.mark.parametrize("code", CODES)
def test_an_ad_that_no_camera_measured_has_plays_only(code: str) -> None:
    none = Multiplier(mean=None, low=None, high=None, reason="nothing", days=0)
    nothing: dict[str, object] = {
        "overlapping_visits": None,
        "opportunity_to_see": None,
        "exposed": None,
        "likelihood_to_see": None,
    }
    nothing |= dict.fromkeys(("overlapping_visits_interval", "opportunity_to_see_interval"), NO_DAYS)
    t = find_language(code)
    part = impressions_part(
        impressions(**nothing, multiplier=none, week_hours=[], sensed_share=None, reported_share=None), t
    )
    assert [(row[1].text, row[2].text) for row in part.steps.rows][1:5] == [(NO_NUMBER, NO_NUMBER)] * 4
    assert t("impressions.few_days") not in "".join(row[0].note for row in part.steps.rows)
    assert part.notes[-1] == t("impressions.not_measured")
    assert list(part.hours) == []


def test_a_multiplier_of_few_days_says_why_it_has_no_interval() -> None:
    few = Multiplier(mean=0.3, low=None, high=None, reason="fewer than 4 days", days=3)
    number, span, how = steps_of(impressions_part(impressions(multiplier=few), ENGLISH))[
        "Impression multiplier (faces)"
    ]
    assert (number, span) == ("0.30", NO_NUMBER)
    assert "fewer than four days" in how


def test_gross_impressions_of_few_days_say_why_they_have_no_interval() -> None:
    few = OverDays(low=None, high=None, days=3, reason="fewer than 4 days")
    part = impressions_part(impressions(overlapping_visits_interval=few, opportunity_to_see_interval=few))
    for step, number in (("Gross impressions (faces)", "9,310"), ("Opportunity to see (faces)", "8,621")):
        assert steps_of(part)[step][:2] == (number, NO_NUMBER)
        assert "fewer than four days" in steps_of(part)[step][2]


def test_the_section_says_what_its_intervals_cover_and_what_not() -> None:
    said = " ".join(impressions_part(impressions()).notes)
    assert "what the same plays would meet on other days in the same shops" in said
    assert "do not cover the model either" in said
