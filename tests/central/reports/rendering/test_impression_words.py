"""Impressions in words: what has no number says so, and small multipliers keep their digits."""

import pytest

from central.languages.codes import CODES
from central.languages.language import ENGLISH, find_language
from central.reports.impression_values import Impressions, Multiplier, WeekHour
from central.reports.rendering.impression_words import ImpressionsPart, impressions_part
from central.reports.rendering.text import NO_NUMBER
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
        "opportunity_to_see": 8_620.6,
        "exposed": 7_700,
        "likelihood_to_see": report().seen,
        "multiplier": Multiplier(mean=0.312, low=0.28, high=0.344, days=14),
        "week_hours": [WeekHour(mean=0.05, low=0.041, high=0.062, days=5, weekday=1, hour=9)],
        "sensed_share": 0.98,
        "reported_share": 0.75,
    }
    return Impressions.model_validate(values | changed)


def steps_of(part: ImpressionsPart) -> dict[str, tuple[str, str, str]]:
    """Number, interval and explanation of each step."""
    return {row[0].text: (row[1].text, row[2].text, row[0].note) for row in part.steps.rows}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_each_step_has_its_number_and_says_what_it_counts() -> None:
    steps = steps_of(impressions_part(impressions()))
    assert steps["Gross impressions (faces)"][0] == "9,310"
    assert steps["Opportunity to see (faces)"][0] == "8,621"
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
    nothing = {"overlapping_visits": None, "opportunity_to_see": None, "exposed": None, "likelihood_to_see": None}
    t = find_language(code)
    part = impressions_part(
        impressions(**nothing, multiplier=none, week_hours=[], sensed_share=None, reported_share=None), t
    )
    assert [row[1].text for row in part.steps.rows][1:5] == [NO_NUMBER] * 4
    assert part.notes[1] == t("impressions.not_measured")
    assert list(part.hours) == []


def test_a_multiplier_of_few_days_says_why_it_has_no_interval() -> None:
    few = Multiplier(mean=0.3, low=None, high=None, reason="fewer than 4 days", days=3)
    number, span, how = steps_of(impressions_part(impressions(multiplier=few), ENGLISH))[
        "Impression multiplier (faces)"
    ]
    assert (number, span) == ("0.30", NO_NUMBER)
    assert "fewer than four days" in how
