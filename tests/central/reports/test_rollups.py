"""A report that is read from rollups says what the same sums by site and day say."""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from central.messages.values import Reading
from central.reports import answers
from central.reports.comment_rows import read_comments
from central.reports.comments import build_comment_shares
from central.reports.creatives import Search, creative_summaries
from central.reports.query import count_kiosks, is_research
from central.reports.selection import Request, Selection, build_selection, find_creatives, local_date
from central.reports.spread_rows import read_spread_rows
from central.reports.values import PeriodChange
from central.statistics.intervals import mean_of_values
from central.store.database import open_store, read_view
from central.store.location import Location
from central.store.scope import Scope
from central.store.sites import set_site
from central.store.store import Store
from central.store.sums import mark_every_day, sum_all, sum_dirty
from central.store.tables.totals import ROLLUPS
from tests.central.filled_year import CREATIVES, TENANT, Year, fill
from tests.central.reports.by_days import build
from tests.central.reports.by_days.query import Evidence, evidence_of, smiles_of_creatives
from tests.central.reports.shops import FIRST, Shop, fleet_of, stored, time_of
from tests.central.rows import rows
from tests.central.year import PAGES, rows_of, statements_of

NOW_MS = 1_795_780_000_000
SITES = ("shop-0", "shop-1", "shop-2", "shop-3", "shop-4", "panel-1")
DAYS = 9
MODELS = ("smile-mesh@sha256:ab12cd34ef56", "older@sha256:ab12cd34ef56", "none")
NAMES = ("smile", "negative", "surprise", "valence", "arousal", "laughter")
PLANNED = {"wanted": {"detectable", "low", "high", "sites", "taste"}}
"""Figures that are simulated: central/reports/wanted.py."""
REQUESTS = {
    "all": Request("acme"),
    "days": Request("acme", FIRST.date() + timedelta(days=2), FIRST.date() + timedelta(days=6)),
    "from a day on": Request("acme", FIRST.date() + timedelta(days=4)),
    "sites": Request("acme", sites=("shop-1", "shop-3", "panel-1")),
    "a participant": Request("acme", sites=("panel-1",)),
    "no day": Request("acme", datetime(2030, 1, 1, tzinfo=timezone.utc).date()),
}


def messages(seed: int) -> list[Reading]:
    """Messages of some days, two kiosks a site, three networks; the days are before and after the end of a month."""
    rng = random.Random(seed)
    made: list[Reading] = []
    for site in SITES:
        for device in ("door", "till"):
            shop = Shop(f"acme/{site}/{device}")
            for day in range(DAYS):
                for _ in range(rng.randrange(6)):
                    _add(shop, rng, day - 4)
            _add_comments(shop, seed)
            made += shop.made
    rng.shuffle(made)
    return made


def _add_comments(shop: Shop, seed: int) -> None:
    """Some batches of comments, of either advert and of none; their counts may be below 0."""
    rng = random.Random(f"{seed} {shop.device} comments")
    for day in range(-4, DAYS - 4, 2):
        counts = {name: rng.randrange(-4, 20) for name in ("negative", "neutral", "positive", "unclear")}
        span = {"from": time_of(day, 0), "to": time_of(day, 8)}
        shop.add(
            "comments",
            at=time_of(day, 8.1),
            **span,
            **counts,
            n=sum(counts.values()),
            creative=rng.choice(("a", "b", None)),
        )


def _add(shop: Shop, rng: random.Random, day: int) -> None:
    hour = rng.randrange(8)
    span = {"from": time_of(day, hour), "to": time_of(day, hour + rng.choice((0.5, 1.0)))}
    at, creative = time_of(day, hour + 1.1), rng.choice("ab")
    kind = rng.choice(("window", "play", "reaction", "reaction"))
    if kind == "window":
        dwell_s, visits = rng.choice((None, 6.2, 3.1)), rng.randrange(40)
        people = {"visits": visits, "watchers": min(3, visits), "dwell_s": dwell_s}
        shop.add(kind, at=at, **span, **people, coverage=rng.choice((0.0, 0.9)))
    elif kind == "play":
        shop.add(kind, at=at, creative=creative, experiment=None, start=span["from"], end=span["to"])
    else:
        n = rng.randrange(10, 60)
        told = [rng.choice((None, n)) for _ in range(5)]
        curve: dict[str, Any] = {"step_s": 1, "watchers": [n] * 5, "n": told}
        curve |= {name: [of and round(rng.random(), 2) for of in told] for name in NAMES}
        body = {"n": 10, "arousal": 0.5, "hr_bpm": rng.choice((None, 70.0)), "scr_per_min": 2.0}
        fields = {"exposed": 2 * n, "watchers": n, "n": n, "curve": curve, "body": rng.choice((None, body))}
        fields |= {"smile": round(rng.random(), 2), "laughter_s": rng.choice((None, 0.5))}
        fields |= {"models": {"expression": rng.choice(MODELS), "valence": "none"}, "noise": 0.5, "plays": 2}
        shop.add(kind, at=at, **span, creative=creative, experiment=None, **fields)


def store_in_pieces(store: Store, made: list[Reading]) -> None:
    """Writes messages in pieces with sums in between, so that most of them are late."""
    set_site(store, "acme/shop-1", zone="Asia/Kolkata", parts="10:00,14:00", is_new=True)
    for begin in range(0, len(made), 60):
        assert store.write_messages(made[begin : begin + 60]).rejections == []
        sum_dirty(store, at_most=7)
    sum_all(store)


def reference(connection: Connection, request: Request) -> list[dict[str, Any]]:
    """Reports, and weeks, made of all rows by site and day."""
    scope = Scope.whole_store()
    selection = build_selection(connection, scope, "acme", request)
    context = build.Context(
        selection,
        datetime.fromtimestamp(NOW_MS / 1000, timezone.utc),
        count_kiosks(connection, selection),
        is_research(connection, selection),
        smiles_of_creatives(connection, selection),
    )
    creatives_of = find_creatives(connection, scope, "ab", "acme")
    evidence = [evidence_of(connection, selection, each) for each in creatives_of]
    found = [build.report_of(each, context).model_dump(exclude=PLANNED) for each in evidence]
    for report, of in zip(found, evidence, strict=True):
        change = _change_of(connection, selection, of, context)
        report["change"] = change and change.model_dump()
    for report, creative in zip(found, creatives_of, strict=True):  # comments have no sums of days: they are few
        shares = build_comment_shares(read_comments(connection, selection, [creative]))
        report["comments"] = shares and shares.model_dump()
    for measure in ("smile", "watched_share"):
        found += [week.model_dump() for week in build.weeks_of(evidence, measure, context)]
    return found


def _change_of(
    connection: Connection, selection: Selection, of: Evidence, context: build.Context
) -> PeriodChange | None:
    """Change against the days before, from the sites' values in two reports."""
    first, last = selection.from_day, selection.to_day
    if first is None or last is None or selection.is_panel:
        return None
    days = replace(selection, from_day=2 * first - last - 1, to_day=first - 1)
    now = build.report_of(of, context)
    used = next((span.model for span in now.models if span.is_used), None)
    rows = evidence_of(connection, days, of.creative)
    before = {site.site: site.smile for site in build.report_of(rows, replace(context, selection=days), used).sites}
    pairs = [(site.smile, before.get(site.site)) for site in now.sites]
    found = mean_of_values([a - b for a, b in pairs if a is not None and b is not None], rounding=0.01 * 2**0.5)
    numbers = {name: getattr(found, name) for name in ("mean", "low", "high", "reason")}
    from_day, to_day = (local_date(day) for day in (2 * first - last - 1, first - 1))
    return PeriodChange(from_=from_day, to=to_day, sites=found.clusters, **numbers)


def answer(connection: Connection, request: Request) -> list[dict[str, Any]]:
    """The same as pages ask for it."""
    scope = Scope.whole_store()
    reports = answers.answer_reports(connection, scope, "ab", request, NOW_MS)
    found = [each.model_dump(exclude=PLANNED) for each in reports]
    for measure in ("smile", "watched_share"):
        trend = answers.answer_trend(connection, scope, "ab", None, measure, request, NOW_MS)
        found += [week.model_dump() for week in trend.weeks]
    return found


def assert_alike(found: Any, expected: Any, place: str = "") -> None:
    """Equal, and numbers to twelve digits."""
    if isinstance(expected, dict):
        assert found.keys() == expected.keys(), place
        for key, value in expected.items():
            assert_alike(found[key], value, f"{place}.{key}")
    elif isinstance(expected, list | tuple):
        assert len(found) == len(expected), place
        for number, value in enumerate(expected):
            assert_alike(found[number], value, f"{place}[{number}]")
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, rel=1e-12, abs=1e-12), place
    else:
        assert found == expected, place


@pytest.fixture(params=[1, 2, 3])
def seed(request: pytest.FixtureRequest) -> int:
    """Number of a fleet of random messages."""
    number: int = request.param
    return number


def test_rollups_say_what_the_days_say(store: Store, seed: int) -> None:
    """Of all days and of some, of all sites and of some; the list has the numbers of the reports."""
    store_in_pieces(store, messages(seed))
    with read_view(store) as connection:
        for name, request in REQUESTS.items():
            expected = reference(connection, request)
            assert_alike(answer(connection, request), expected, name)
            listed = creative_summaries(connection, Scope.whole_store(), Search(order="name"), request)
            of_reports = [each["measures"]["smile"] | {"reported_share": None} for each in expected[:2]]
            if name != "no day":
                assert_alike([each.smile.model_dump() for each in listed], of_reports, f"list {name}")


def test_rollups_of_a_month_are_made_anew_by_a_late_message(store: Store) -> None:
    """A whole store and one that got each message late have the same rollups; made once more they stay."""
    store_in_pieces(store, messages(4))
    found = contents(store)
    assert all(found.values())
    with store.engine.begin() as connection:
        for table in ROLLUPS:
            connection.exec_driver_sql(f"DELETE FROM {table.name}")
        mark_every_day(connection)
    sum_all(store)
    for name, expected in contents(store).items():
        assert_alike(found[name], expected, name)


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of the rollups."""
    return {
        table.name: [
            tuple(float(v) if not isinstance(v, str) else v for v in row)
            for row in rows(
                store, f"SELECT * FROM {table.name} ORDER BY {', '.join(c.name for c in table.primary_key)}"
            )
        ]
        for table in ROLLUPS
    }


def test_a_play_makes_the_rollups_of_plays_alone(tmp_path: Path) -> None:
    """Most messages are plays: what they do not change is not made anew."""
    with stored(tmp_path, fleet_of(2, 2, lambda *_: {"a": 0.2})) as store:
        with store.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE cell_rollups SET watchers = -1")
            connection.exec_driver_sql("UPDATE hour_rollups SET visits = -1")
        shop = Shop("acme/shop-0/door")
        shop._seq = 100
        shop.add("play", creative="a", experiment=None, at=time_of(1, 3.0), start=time_of(1, 2.0), end=time_of(1, 2.1))
        store.write_messages(shop.made)
        sum_all(store)
        assert {row[0] for row in rows(store, "SELECT watchers FROM cell_rollups")} == {-1}
        assert {row[0] for row in rows(store, "SELECT visits FROM hour_rollups")} == {-1}
        plays = "SELECT sum(plays) FROM flow_rollups WHERE month = -1"
        assert rows(store, plays) == [(5,)]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_the_rows_of_a_page_do_not_grow_with_days(database: str, new_location: Callable[[str], Location]) -> None:
    """A creative's by one row a day of all sites together; the lists' by one for each creative. Site-days that show how
    ads differ are of the newest days alone: with more days there are fewer of an experiment that ran at the start. The
    visits during its plays are one more row a day, of at most 92 days."""
    found, newest = {}, {}
    for days in (40, 160):
        with open_store(new_location(database)) as store:
            fill(store, Year(sites=5, days=days, detailed=10))
            found[days] = {name: rows_of(store, PAGES[name]) for name in ("creative", "creatives", "fleet", "shop")}
            newest[days] = rows_of(store, _read_newest)
    assert newest[160] <= newest[40]
    visit_days = 40  # none of 160 days
    assert found[160]["creative"] - newest[160] - (found[40]["creative"] - newest[40] - visit_days) == 120
    assert found[160]["creatives"] - found[40]["creatives"] == 120 * len(CREATIVES)
    assert found[160]["fleet"] == found[40]["fleet"] == 11
    assert found[160]["shop"] == found[40]["shop"]


def test_a_report_reads_the_smiles_of_all_ads_once(tmp_path: Path) -> None:
    """The other ads of a shop, and the third of an ad among all, are computed from the same rows."""
    fleet = fleet_of(2, 2, lambda *_: {"a": 0.2, "b": 0.3})
    with stored(tmp_path, fleet) as store, read_view(store) as connection, statements_of(store.engine) as found:
        answers.answer_reports(connection, Scope.whole_store(), "a", Request("acme"), NOW_MS)
    of_all = [query for query, _ in found if "FROM reaction_rollups r" in query and "r.smile_n > 0" in query]
    assert len(of_all) == 1


def test_the_days_of_the_spread_of_ads_are_numbers_in_the_statement(tmp_path: Path) -> None:
    """Else a database reads whole years to find the newest ones."""
    fleet = fleet_of(2, 2, lambda *_: {"a": 0.2, "b": 0.3})
    with stored(tmp_path, fleet) as store, read_view(store) as connection, statements_of(store.engine) as found:
        answers.answer_reports(connection, Scope.whole_store(), "a", Request("acme"), NOW_MS)
    of_days = [query for query, _ in found if "FROM reaction_days r" in query]
    assert len(of_days) == 3
    assert all(re.search(r"r\.day > \d+", query) or "1 = 0" in query for query in of_days)


def _read_newest(connection: Connection) -> None:
    read_spread_rows(connection, build_selection(connection, Scope.whole_store(), TENANT, Request(TENANT)), "smile")


def test_a_filled_year_is_a_store_like_others(store: Store) -> None:
    """The store with which the pages over a year are measured has all that a report reads."""
    fill(store, Year(sites=5, days=70, detailed=70))
    with read_view(store) as connection:
        (report,) = answers.answer_reports(connection, Scope.whole_store(), CREATIVES[:1], Request(TENANT), NOW_MS)
    assert report.measures["smile"].sites == 5
    assert report.measures["smile"].here is not None
    assert report.measures["smile"].here.days == 70
    assert report.flow.plays == 5 * 70 * 400
    assert [second.sites for second in report.curve] == [5] * 15
    assert [name for name, some in contents(store).items() if not some] == ["part_rollups"]
