"""An experiment names a winner at its planned end, or when the confidence sequence says so, and else nobody."""

import csv
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from central.clock import DAY_MS
from central.errors import UsageError
from central.languages.language import find_language
from central.languages.recognition import translate_known
from central.messages.values import Reading
from central.reports import answers
from central.reports.experiment_values import Comparison, Experiment
from central.reports.planned_ends import plan_end
from central.reports.rendering.table import experiment_csv
from central.reports.selection import Request, day_number
from central.reports.trend_values import Trend
from central.store.database import read_view
from central.store.scope import Scope
from central.store.sites import set_site
from central.store.store import Store
from central.store.sums import sum_all
from tests.central.reports.shops import FIRST, Shop, fleet_of, stored, time_of

HOUR_MS = 3_600_000
NOW_MS = 1_795_780_000_000
WHOLE = Scope.whole_store()
ARMS = {"x": "a", "y": "b"}
THREE = {"x": "a", "y": "b", "z": "c"}


def experiment(
    store: Store, until: date | None = None, measure: str = "smile", name: str = "e1", at_ms: int = NOW_MS
) -> Experiment:
    with read_view(store) as connection:
        return answers.answer_experiment(connection, Scope.whole_store(), name, measure, until, Request(), at_ms)


BEFORE_MS = round(FIRST.timestamp() * 1000) - DAY_MS
"""The day before the first one."""


def planned(store: Store, day: date, name: str = "e1", at_ms: int = BEFORE_MS, **of: str) -> None:
    number = day_number(day)
    assert number is not None
    with store.engine.begin() as connection:
        plan_end(connection, "acme", name, number, at_ms, **of)


def more(store: Store, messages: list[Reading]) -> None:
    """Stores these messages; those that are there stay."""
    store.write_messages(messages)
    sum_all(store)


class Levels:
    """Smiles of arms that differ by `effect`, with chance in each site-day and a spread of the effect over sites."""

    def __init__(self, effect: float, names: str = "xy", seed: int = 1) -> None:
        self._effect, self._names, self._seed = effect, names, seed

    def __call__(self, site: int, day: int) -> Mapping[str, float]:
        rng = np.random.default_rng([self._seed, site, day])
        of_site = np.random.default_rng([self._seed, site]).normal(self._effect, 0.002)
        x = 0.15 + rng.normal(0, 0.02)
        levels = {
            "x": round(x, 2),
            "y": round(x + of_site + rng.normal(0, 0.01), 2),
            "z": round(x + rng.normal(0, 0.01), 2),
        }
        return {name: levels[name] for name in self._names}


def of_the_end(found: Experiment) -> tuple[float | None, ...]:
    difference = found.difference
    assert difference is not None
    return difference.low, difference.high, difference.p, difference.adjusted_p


def last_day(days: int) -> date:
    return (FIRST + timedelta(days=days - 1)).date()


def test_the_difference_is_that_of_paired_site_days(tmp_path: Path) -> None:
    with stored(tmp_path, fleet_of(5, 3, lambda s, _: {"x": 0.1, "y": 0.1 + 0.01 * s}, arms=ARMS)) as store:
        found = experiment(store)
    assert [(arm.arm, arm.creatives, arm.plays, arm.sites, arm.site_days) for arm in found.arms] == [
        ("a", ["x"], 15, 5, 15),
        ("b", ["y"], 15, 5, 15),
    ]
    assert found.difference is not None
    assert found.difference.of == ("a", "b")
    assert found.difference.mean == pytest.approx(-0.02)
    assert (found.difference.sites, found.difference.site_days) == (5, 15)
    assert (found.blocks, found.incomplete_blocks) == (15, 0)
    assert found.winner is None


def test_a_winner_at_the_planned_end(tmp_path: Path) -> None:
    with stored(tmp_path, []) as store:
        planned(store, last_day(5))
        more(store, fleet_of(8, 4, Levels(0.04), arms=ARMS))
        early = experiment(store, last_day(30))
        more(store, fleet_of(8, 5, Levels(0.04), arms=ARMS))
        at_end = experiment(store)
    assert (early.winner, early.reason) == (None, "fewer than 7 days")
    assert (at_end.winner, at_end.reason) == ("b", "the interval at the planned end excludes 0")
    assert at_end.planned_end == last_day(5)


def test_the_planned_day_decides_once_it_is_over_in_every_time_zone(tmp_path: Path) -> None:
    """Until then shops that send later would change p, and who looks often stops on a lucky one."""
    next_day_ms = BEFORE_MS - 9 * HOUR_MS + 6 * DAY_MS
    with stored(tmp_path, []) as store:
        planned(store, last_day(5))
        more(store, fleet_of(8, 5, Levels(0.04), arms=ARMS))
        early = [experiment(store, at_ms=next_day_ms + hours * HOUR_MS) for hours in (-6, 0, 11)]
        at_end = experiment(store, at_ms=next_day_ms + 12 * HOUR_MS)
    assert [(each.winner, each.reason, *of_the_end(each)) for each in early] == [
        (None, "fewer than 7 days", None, None, None, None)
    ] * 3
    assert (at_end.winner, at_end.reason) == ("b", "the interval at the planned end excludes 0")


def test_before_the_planned_end_there_is_no_p_and_no_interval_at_the_end(tmp_path: Path) -> None:
    """Who sees them every day stops on a lucky one. The confidence sequence is there for that, on every look."""
    with stored(tmp_path, []) as store:
        planned(store, last_day(9))
        more(store, fleet_of(8, 8, Levels(0.04), arms=ARMS))
        early = experiment(store)
        with read_view(store) as connection:
            looks = answers.answer_experiment_by_day(connection, WHOLE, "e1", "smile", None, Request(), NOW_MS)
        more(store, fleet_of(8, 9, Levels(0.04), arms=ARMS))
        at_end, part = experiment(store), experiment(store, last_day(8))
    shown = [of_the_end(each) for each in (early, part, *looks)]
    assert shown == [(None,) * 4] * len(shown)
    assert early.difference is not None
    assert early.difference.sequence_low is not None
    assert None not in of_the_end(at_end)
    assert [next(csv.DictReader(experiment_csv(early).splitlines()[::3]))[name] for name in ("low", "high")] == ["", ""]


def test_without_a_planned_end_there_is_no_p(tmp_path: Path) -> None:
    """Nor where it was moved: p at a day that was chosen after a look is one of many."""
    with stored(tmp_path, fleet_of(8, 8, Levels(0.04), arms=ARMS)) as store:
        assert of_the_end(experiment(store)) == (None,) * 4
        planned(store, last_day(15))
        planned(store, last_day(16))
        more(store, fleet_of(8, 16, Levels(0.04), arms=ARMS))
        assert of_the_end(experiment(store)) == (None,) * 4


def test_an_end_is_planned_before_the_first_day_or_a_week_ahead(tmp_path: Path) -> None:
    with stored(tmp_path, fleet_of(4, 3, Levels(0.0), arms=ARMS)) as store:
        for days in (2, 3, 4, 9):
            with pytest.raises(UsageError, match=f"at least 7 days later: {last_day(10)} or after"):
                planned(store, last_day(days))
        assert experiment(store).planned_end is None
        planned(store, last_day(10))
        assert experiment(store).planned_end == last_day(10)


def test_an_end_before_today_is_refused_while_nothing_is_stored(tmp_path: Path) -> None:
    """A typing error would be over on every look. A day that goes on in some time zone is not over."""
    words = "2025-12-20 is over, so it cannot be the planned end of e1. Plan 2026-11-26 or a later day."
    with stored(tmp_path, []) as store:
        with pytest.raises(UsageError, match=re.escape(words)):
            planned(store, date(2025, 12, 20), at_ms=NOW_MS)
        planned(store, date(2026, 11, 26), at_ms=NOW_MS)


def test_a_refused_end_is_said_in_the_language_of_the_page(tmp_path: Path) -> None:
    with stored(tmp_path, []) as store:
        with pytest.raises(UsageError) as is_over:
            planned(store, date(2025, 12, 20), at_ms=NOW_MS)
        more(store, fleet_of(1, 1, Levels(0.0), arms=ARMS))
        with pytest.raises(UsageError) as too_late:
            planned(store, last_day(2))
    assert [translate_known("problem", find_language("de"), str(each.value)).code for each in (is_over, too_late)] == [
        "de",
        "de",
    ]


def test_an_end_before_all_data_decides_nothing(tmp_path: Path) -> None:
    """Stores of earlier versions may have one. The confidence sequence goes on without it."""
    with stored(tmp_path, []) as store:
        planned(store, (FIRST - timedelta(days=5)).date(), at_ms=BEFORE_MS - 9 * DAY_MS)
        more(store, fleet_of(10, 14, Levels(0.05), arms=ARMS))
        found = experiment(store)
    assert (found.winner, found.reason) == ("b", "the confidence sequence excludes 0")
    assert of_the_end(found) == (None,) * 4


def test_data_after_the_planned_end_do_not_change_its_verdict(tmp_path: Path) -> None:
    """From the eighth day on the other arm is far ahead; the planned end was the sixth."""

    def levels(site: int, day: int) -> Mapping[str, float]:
        return Levels(0.04)(site, day) if day < 6 else {"x": 0.6, "y": 0.1}

    with stored(tmp_path, []) as store:
        planned(store, last_day(6))
        more(store, fleet_of(8, 9, levels, arms=ARMS))
        found = experiment(store)
        assert found.to == last_day(9)
    assert found.winner == "b"


def test_a_winner_by_the_confidence_sequence(tmp_path: Path) -> None:
    with stored(tmp_path, fleet_of(10, 14, Levels(0.05), arms=ARMS)) as store:
        found = experiment(store)
    assert (found.winner, found.reason) == ("b", "the confidence sequence excludes 0")
    assert any("No end was planned" in note for note in found.notes)


def test_a_tie_has_no_winner(tmp_path: Path) -> None:
    with stored(tmp_path, fleet_of(10, 7, Levels(0.0), arms=ARMS)) as store:
        assert experiment(store).winner is None
        planned(store, last_day(14))
        more(store, fleet_of(10, 14, Levels(0.0), arms=ARMS))
        found = experiment(store)
    assert (found.winner, found.reason) == (None, "the planned end has been reached, and the interval includes 0")


def test_never_a_winner_below_four_sites(tmp_path: Path) -> None:
    with stored(tmp_path, []) as store:
        planned(store, last_day(14))
        more(store, fleet_of(3, 14, Levels(0.3), arms=ARMS))
        found = experiment(store)
    assert (found.winner, found.reason) == (None, "reported by 3 sites; a winner needs at least 4")
    assert found.difference is not None
    assert (found.difference.low, found.difference.sequence_low) == (None, None)


def test_the_winner_of_three_arms_beats_each_other_one(tmp_path: Path) -> None:
    with stored(tmp_path, []) as store:
        planned(store, last_day(6))
        more(store, fleet_of(8, 6, Levels(0.06, "xyz"), arms=THREE))
        found = experiment(store)
    assert [difference.of for difference in found.differences] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert found.difference is None
    assert found.winner == "b"
    assert all(
        difference.adjusted_p >= difference.p  # type: ignore[operator]
        for difference in found.differences
    )


def test_a_change_of_the_planned_end_is_shown(tmp_path: Path) -> None:
    with stored(tmp_path, fleet_of(4, 2, Levels(0.0), arms=ARMS)) as store:
        for day in (20, 20, 25, 30):
            planned(store, last_day(day))
        found = experiment(store)
    assert (found.planned_end, found.former_planned_end) == (last_day(30), last_day(20))


BESIDES = (
    "The end was planned for smile, but this report shows watched_share, so only the confidence sequence can name a"
    " winner."
)


def test_the_planned_end_decides_the_measure_that_it_was_planned_for(tmp_path: Path) -> None:
    """Of seven measures one is far apart by chance more often than a p says: the others are looked at besides."""
    with stored(tmp_path, []) as store:
        planned(store, last_day(9))
        more(store, fleet_of(8, 9, Levels(0.04), arms=ARMS))
        smiles, others = experiment(store), experiment(store, measure="watched_share")
        planned(store, last_day(9), measure="watched_share")
        again = experiment(store, measure="watched_share")
    assert None not in of_the_end(smiles)
    assert BESIDES not in smiles.notes
    for found in (others, again):
        assert of_the_end(found) == (None,) * 4
        assert BESIDES in found.notes
    assert translate_known("note", find_language("de"), BESIDES).code == "de"


def test_an_end_can_be_planned_for_another_measure_than_smiles(tmp_path: Path) -> None:
    with stored(tmp_path, []) as store:
        planned(store, last_day(9), measure="watched_share")
        more(store, fleet_of(8, 9, Levels(0.04), arms=ARMS))
        assert of_the_end(experiment(store)) == (None,) * 4
        assert None not in of_the_end(experiment(store, measure="watched_share"))


def test_another_measure(tmp_path: Path) -> None:
    with stored(tmp_path, fleet_of(4, 2, Levels(0.0), arms=ARMS)) as store:
        found = experiment(store, measure="watched_share")
    assert [arm.mean for arm in found.arms] == pytest.approx([0.5, 0.5])


def test_visits_that_saw_both_are_bounded(tmp_path: Path) -> None:
    """40 exposed of each arm among 40 visits: all of them saw both."""
    with stored(tmp_path, fleet_of(1, 1, Levels(0.0), arms=ARMS)) as store:
        found = experiment(store)
    assert found.seen_both is not None
    assert (found.seen_both.at_least, found.seen_both.at_most) == (40, 40)


def test_an_experiment_that_is_not_stored(tmp_path: Path) -> None:
    with stored(tmp_path, fleet_of(1, 1, Levels(0.0), arms=ARMS)) as store:
        with pytest.raises(UsageError, match=r"nothing is stored for 'e2'. Stored: e1\."):
            experiment(store, name="e2")
        with pytest.raises(UsageError, match="nothing is stored for"):
            experiment(store, name="' OR 1=1 --")


def test_site_days_without_a_complete_block_are_left_out(tmp_path: Path) -> None:
    """On the second day arm b was played alone."""
    shop = Shop("acme/shop/door")
    shop.day(0, {"x": 0.1, "y": 0.2}, arms=ARMS)
    shop.day(1, {"x": 0.5}, arms=ARMS)
    with stored(tmp_path, shop.made) as store:
        found = experiment(store)
    assert [arm.mean for arm in found.arms] == pytest.approx([0.1, 0.2])


def in_parts(shop: Shop, day: int, arms: Mapping[str, str]) -> None:
    """A day of two parts. People smile alike in both arms, and more in the busy part, where arm a has nine of ten."""
    of_people = {0: {"x": (90, 0.3), "y": (10, 0.3)}, 1: {"x": (10, 0.1), "y": (10, 0.1)}}
    for part, told in of_people.items():
        for creative, (n, level) in told.items():
            span = {"from": time_of(day, 4.0 * part), "to": time_of(day, 4.0 * part + 1)}
            curve = {"step_s": 1, "watchers": [n], "n": [n]} | {name: [level] for name in ("smile", *OTHER_CURVES)}
            people = {"n": n, "watchers": n, "exposed": n, "smile": level, "curve": curve}
            arm, at = {"id": "e1", "arm": arms[creative]}, time_of(day, 4.0 * part + 1.1)
            shop.add("reaction", at=at, creative=creative, experiment=arm, **span, **people)


OTHER_CURVES = ("negative", "surprise", "valence", "arousal", "laughter")


@pytest.mark.parametrize("has_parts", [True, False])
def test_arms_are_compared_within_the_parts_of_the_day(tmp_path: Path, has_parts: bool) -> None:
    """A difference of who was there when is no difference of the arms; where no parts are set it cannot be told."""
    shops = [Shop(f"acme/shop-{number}/door") for number in range(5)]
    with stored(tmp_path, []) as store:
        for shop in shops:
            in_parts(shop, 0, ARMS)
            set_site(store, shop.device.rpartition("/")[0], zone="UTC", parts="12:00" * has_parts or None, is_new=True)
        more(store, [message for shop in shops for message in shop.made])
        found = experiment(store)
    assert found.difference is not None
    assert found.difference.mean == pytest.approx(0.0 if has_parts else 0.28 - 0.2)
    unequal = "Arm a has at least twice as many people as arm b. Quiet hours may be missing only from the smaller arm."
    assert unequal in found.notes
    assert translate_known("note", find_language("de"), unequal).code == "de"


def comparison(store: Store, *names: str) -> Comparison:
    with read_view(store) as connection:
        return answers.answer_comparison(connection, Scope.whole_store(), names, "smile", Request(), NOW_MS)


def test_adverts_that_were_not_assigned_have_no_winner(tmp_path: Path) -> None:
    with stored(tmp_path, fleet_of(8, 10, Levels(0.05, "xyz"))) as store:
        found = comparison(store, "x", "y", "z")
        with pytest.raises(UsageError, match="at least two ads"):
            comparison(store, "x", "x")
    assert [(each.of, each.winner) for each in found.differences] == [
        (("x", "y"), None),
        (("x", "z"), None),
        (("y", "z"), None),
    ]
    assert found.differences[0].reason == "a difference is shown; the ads were not assigned at random"
    assert found.differences[1].reason == "no difference is shown"
    assert [report.creative for report in found.reports] == ["x", "y", "z"]


def trend(store: Store, names: list[str], tag: str | None = None) -> Trend:
    with read_view(store) as connection:
        return answers.answer_trend(connection, Scope.whole_store(), names, tag, "smile", Request(), NOW_MS)


def test_weeks_begin_on_monday_and_are_of_one_network(tmp_path: Path) -> None:
    """A new network from the second week on."""
    with stored(tmp_path, fleet_of(5, 14, lambda s, d: {"x": 0.1 + 0.01 * s + 0.1 * (d >= 7)})) as store:
        found = trend(store, ["x"])
        with store.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE creatives SET tag = 'cola'")
        tagged = trend(store, [], "cola")
        with pytest.raises(UsageError, match="no creative has the tag 'other'"):
            trend(store, [], "other")
    assert [week.week for week in found.weeks] == [date(2026, 11, 2), date(2026, 11, 9)]
    assert [week.mean for week in found.weeks] == pytest.approx([0.12, 0.22])
    assert all(week.low is not None for week in found.weeks)
    assert tagged.creatives == ["x"]
    assert tagged.weeks == found.weeks


def test_a_moved_end_names_nobody(tmp_path: Path) -> None:
    """Moving it after a look takes one look of many."""
    with stored(tmp_path, []) as store:
        planned(store, last_day(20))
        planned(store, last_day(5))
        more(store, fleet_of(8, 5, Levels(0.04), arms=ARMS))
        found = experiment(store)
    assert found.winner is None
    assert any("The planned end was changed, so only the confidence sequence" in note for note in found.notes)


def test_a_part_that_is_chosen_names_nobody(tmp_path: Path) -> None:
    with stored(tmp_path, []) as store:
        planned(store, last_day(5))
        more(store, fleet_of(8, 5, Levels(0.04), arms=ARMS))
        assert experiment(store).winner == "b"
        with read_view(store) as connection:
            part = Request(sites=("shop-0", "shop-1", "shop-2", "shop-3", "shop-4"))
            found = answers.answer_experiment(connection, Scope.whole_store(), "e1", "smile", None, part, NOW_MS)
    assert found.winner is None
    assert any("The report covers only some days or sites" in note for note in found.notes)


def test_a_look_cuts_all_of_the_experiment(tmp_path: Path) -> None:
    """Plays, blocks and visits too; a look into the future is one at the last day."""
    with stored(tmp_path, fleet_of(5, 5, Levels(0.0), arms=ARMS)) as store:
        found, future = experiment(store, last_day(2)), experiment(store, last_day(400))
    assert [(arm.plays, arm.blocks, arm.site_days) for arm in found.arms] == [(10, 10, 10)] * 2
    assert found.blocks == 10
    assert found.seen_both is not None
    assert found.seen_both.at_least == 400
    assert future.arms[0].plays == 25


def test_the_days_of_an_experiment_are_looks_at_it(tmp_path: Path) -> None:
    """Each as if it had been asked for at the end of that day, though the store is read once. Arm z began late."""
    messages = fleet_of(5, 20, Levels(0.01), arms=ARMS)
    late = Shop("acme/shop-9/door")
    for day in range(10, 20):
        late.day(day, {"x": 0.2, "z": 0.3}, arms=THREE)
    with stored(tmp_path, [*messages, *late.made]) as store:
        planned(store, last_day(40))
        with read_view(store) as connection:
            scope = Scope.whole_store()
            found = answers.answer_experiment_by_day(connection, scope, "e1", "smile", None, Request(), NOW_MS)
        single = [experiment(store, each.to) for each in found]
    assert [each.to for each in found] == [last_day(day) for day in range(2, 21, 2)]
    assert found == single
    assert {len(each.arms) for each in found} == {2, 3}


def test_arms_of_other_shops_share_nobody(tmp_path: Path) -> None:
    messages = fleet_of(4, 2, lambda *_: {"x": 0.1}, arms=ARMS, prefix="one-")
    messages += fleet_of(4, 2, lambda *_: {"y": 0.1}, arms=ARMS, prefix="other-")
    with stored(tmp_path, messages) as store:
        found = experiment(store)
    assert found.seen_both is not None
    assert (found.seen_both.at_least, found.seen_both.at_most) == (0, 0)


def test_an_advert_counts_once(tmp_path: Path) -> None:
    """By its tag and by its name; with and without its tenant."""
    with stored(tmp_path, fleet_of(4, 2, lambda *_: {"x": 0.1, "y": 0.3})) as store:
        with store.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE creatives SET tag = 'cola'")
        found = trend(store, ["x"], "cola")
        with pytest.raises(UsageError, match="at least two ads"):
            comparison(store, "x", "acme/x")
    assert sorted(found.creatives) == ["x", "y"]
    assert found.weeks[0].mean == pytest.approx(0.2)
