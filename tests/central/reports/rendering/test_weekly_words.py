"""Words of the Monday mail in each language: one sentence, who is behind it, and its links."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from central.languages.codes import CODES
from central.languages.language import ENGLISH, find_language
from central.reports.rendering.weekly_mail import MailLinks, weekly_html, weekly_text
from central.reports.rendering.weekly_words import WeeklyContent, build_weekly_content, label_of_arm
from central.reports.trend_values import Trend, Week
from central.reports.week_values import WeekNews
from tests.central.reports.verdict_examples import experiment, experiments, trends

MONDAY = date(2026, 11, 16)
WINNER = WeekNews("acme", MONDAY, experiment(), is_new=True)
LINKS = MailLinks("https://vitrina.example.org", "/mail/off/TOKEN")


def content(news: WeekNews, code: str = "en", *, may_play: bool = True) -> WeeklyContent:
    return build_weekly_content(news, "vitrina.example.org", find_language(code), may_play=may_play)


def week(monday: date, mean: float | None, half: float | None = 0.01, chain: int = 0) -> Week:
    low, high = (None, None) if mean is None or half is None else (mean - half, mean + half)
    return Week(
        week=monday, mean=mean, low=low, high=high, reason="", model="m", sites=7, reactions=5, people=900,
        reported_share=0.9, chain=chain,
    )  # fmt: skip


def weeks(*values: Week) -> WeekNews:
    made: Trend = trends()["twelve-weeks"]
    return WeekNews("acme", MONDAY, trend=made.model_copy(update={"weeks": list(values)}))


BEFORE = MONDAY - timedelta(days=7)
KINDS = {
    "new": WINNER,
    "others": replace(WINNER, others=2),
    "still": replace(WINNER, is_new=False),
    "running": WeekNews("acme", MONDAY, experiments()["open"]),
    "few shops": WeekNews("acme", MONDAY, experiments()["few-shops"]),
    "more": weeks(week(BEFORE, 0.1), week(MONDAY, 0.2)),
    "alone": weeks(week(MONDAY, 0.2)),
    "untold": weeks(week(BEFORE, 0.1), week(MONDAY, None)),
    "nothing": WeekNews("sim-acme", MONDAY),
}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", KINDS)
def test_text_and_html_say_the_same_in_every_language(kind: str, code: str) -> None:
    made = content(KINDS[kind], code)
    text, html = weekly_text(made, LINKS), weekly_html(made, LINKS, "")
    said = [made.sentence, made.remark, made.image_text, *made.behind, *made.marks, made.hint, made.why, made.off]
    for words in filter(None, said):
        assert words in text
        assert words.replace("&", "&amp;").replace("<", "&lt;") in html
    for link in made.links:
        assert f"https://vitrina.example.org{link.path}" in text
    assert "https://vitrina.example.org/mail/off/TOKEN" in text
    assert "https://vitrina.example.org/mail/off/TOKEN" in html
    assert f'<html lang="{code}">' in html


def test_a_decision_says_who_is_behind_it() -> None:
    made = content(WINNER)
    assert made.subject == "Week of 16\xa0Nov\xa02026: an experiment is decided"
    assert made.behind[0].startswith("From 4,220\xa0visits in 12\xa0shops within 14\xa0days: ")
    assert made.behind[1].startswith("This covers 91\xa0% of visits.")
    assert "spring_a 18.1\xa0% (95\xa0%: 16.1\xa0to\xa020.1\xa0%); spring_b 15.0\xa0%" in made.image_text
    assert content(replace(WINNER, is_new=False)).remark.startswith("This was decided before")
    assert content(replace(WINNER, others=2)).remark == "2\xa0more experiments were decided this week."


def test_a_winner_is_offered_to_who_may_play_it() -> None:
    paths = [link.path for link in content(WINNER).links]
    assert paths == ["/playlists/new?creative=acme/spring_a", "/experiments/show?tenant=acme&id=e12"]
    assert [link.path for link in content(WINNER, may_play=False).links] == paths[1:]
    assert [link.path for link in content(KINDS["running"]).links] == paths[1:]
    assert (content(WINNER).hint != "", content(KINDS["running"]).hint) == (True, "")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((week(BEFORE, 0.1), week(MONDAY, 0.2)), "smiled more"),
        ((week(BEFORE, 0.2), week(MONDAY, 0.1)), "smiled less"),
        ((week(BEFORE, 0.1), week(MONDAY, 0.12)), "smiles show no clear change"),  # the intervals touch
        ((week(BEFORE, 0.1, None), week(MONDAY, 0.2)), "smiles show no clear change"),
        ((week(BEFORE, 0.1, chain=1), week(MONDAY, 0.2)), "No experiment is running. People who watched"),
        ((week(BEFORE, 0.1),), "No results arrived"),
        ((week(MONDAY, None),), "too few people were present"),
    ],
)
def test_a_change_is_claimed_only_where_the_intervals_are_apart(values: tuple[Week, ...], said: str) -> None:
    made = content(weeks(*values))
    assert said in made.sentence
    assert (made.plot != "") == (values[-1].week == MONDAY and values[-1].mean is not None)


def test_a_image_ends_with_the_week_of_the_mail() -> None:
    later = week(MONDAY + timedelta(days=7), 0.9)
    made = content(weeks(*(week(MONDAY - timedelta(days=7 * n), 0.1) for n in range(12, -1, -1)), later))
    assert "90" not in made.image_text
    assert made.image_text.count("%") == 8


def test_simulated_data_are_marked() -> None:
    assert content(KINDS["nothing"]).marks == ["SIMULATED: a program generated this data. No people were measured."]
    assert content(WINNER).marks == []


def test_a_long_name_keeps_its_end_in_the_image() -> None:
    assert label_of_arm("Spring film A") == "Spring …lm A"
    assert label_of_arm("Spring film") == "Spring film"


def test_sentence_text_and_image_name_the_same_ads() -> None:
    """The larger is first, and two ads of one name keep the letters of their arms."""
    titles = {"a": ["Winter film A"], "b": ["Summer film"]}
    arms = [arm.model_copy(update={"titles": titles[arm.arm]}) for arm in reversed(experiment().arms)]
    made = content(replace(WINNER, experiment=experiment(arms=arms)))
    assert made.sentence.startswith("Winter film A")
    assert made.image_text.index("Winter film A 18.1") < made.image_text.index("Summer film 15.0")
    assert ("Winter …lm A" in made.plot, "Winter film A" in made.plot) == (True, False)
    alike = [arm.model_copy(update={"titles": ["Winter film A"]}) for arm in experiment().arms]
    made = content(replace(WINNER, experiment=experiment(arms=alike)))
    assert "Winter film A (a) 18.1" in made.image_text
    assert made.plot.count("Winter …") == 2


def test_long_names_do_not_make_the_mail_large() -> None:
    arms = [arm.model_copy(update={"titles": ["x" * 100_000]}) for arm in experiment().arms]
    found = experiment(arms=arms)
    made = content(WeekNews("acme", MONDAY, found, is_new=True))
    assert max(len(made.sentence), len(made.image_text)) == 1_000
    assert made.t is ENGLISH
