"""No selection reaches below one message: every number of a report is a sum over whole messages."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from central.errors import UsageError
from central.reports import answers
from central.reports.selection import Request
from central.reports.values import Report
from central.store.database import read_view
from central.store.scope import Scope
from central.store.store import Store
from central.web.queries import ReportQuery, parse_query, report_request
from tests.central.reports.shops import FIRST, Shop, stored

SITES, DAYS = 3, 4
NOW_MS = 1_795_780_000_000


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Each message has a number of people of its own, a power of two: a sum of them says which messages it has."""
    shops = []
    for site in range(SITES):
        shop = Shop(f"acme/shop-{site}/door")
        for day in range(DAYS):
            shop.day(day, {"a": 0.1}, n=16 << (site * DAYS + day))
        shops.append(shop)
    folder: Path = tmp_path_factory.mktemp("store")
    with stored(folder, [message for shop in shops for message in shop.made]) as opened:
        yield opened


def messages_of(count: int) -> set[tuple[int, int]]:
    """Site and day of each message in a sum of people."""
    assert count % 16 == 0
    bits = count // 16
    return {(bit // DAYS, bit % DAYS) for bit in range(SITES * DAYS) if bits >> bit & 1}


def report(store: Store, request: Request) -> Report:
    with read_view(store) as connection:
        (found,) = answers.answer_reports(connection, Scope.whole_store(), ["a"], request, NOW_MS)
    return found


@settings(max_examples=60, deadline=None)
@given(
    given_sites=st.lists(st.integers(-1, SITES), max_size=4),
    may_see=st.none() | st.sets(st.integers(0, SITES - 1)),
    begin=st.none() | st.integers(-2, DAYS + 1),
    end=st.none() | st.integers(-2, DAYS + 1),
    others=st.dictionaries(
        st.sampled_from(["hour", "device", "tenant", "to", "site"]), st.text(max_size=6), max_size=1
    ),
    key=st.sampled_from(["site", "site", "site", "sites"]),
)
def test_a_query_takes_messages_whole_or_is_refused(
    store: Store,
    given_sites: list[int],
    may_see: set[int] | None,
    begin: int | None,
    end: int | None,
    others: dict[str, str],
    key: str,
) -> None:
    """Whatever stands in a query string: days and sites that may be seen, whole, or an error. A filter that is not
    known is no answer without it."""
    days = {"from": begin, "to": end}
    pairs = [(key, f"shop-{site}") for site in given_sites]
    pairs += [(k, (FIRST + timedelta(days=day)).date().isoformat()) for k, day in days.items() if day is not None]
    pairs += list(others.items())
    scope = Scope.whole_store() if may_see is None else Scope.sites_scope([f"acme/shop-{site}" for site in may_see])
    try:
        query = parse_query(ReportQuery, QueryParams(pairs), {"tenant": "acme", "creative": "a"})
        with read_view(store) as connection:
            (found,) = answers.answer_reports(connection, scope, ["a"], report_request(query), NOW_MS)
    except UsageError:
        return
    assert not {k for k, value in others.items() if value} - {"to", "site"}
    visible = set(range(SITES)) if may_see is None else may_see
    named = {int(name.removeprefix("shop-")) for name in query.site}
    assert named <= visible
    wanted = {
        (site, day)
        for site in (named or visible)
        for day in range(DAYS)
        if (query.from_ is None or (FIRST + timedelta(days=day)).date() >= query.from_)
        and (query.to is None or (FIRST + timedelta(days=day)).date() <= query.to)
    }
    assert messages_of(found.measures["smile"].people) == wanted
    assert messages_of(sum(row.people for row in found.sites)) == wanted
    for second in found.curve:
        assert messages_of(second.n) == messages_of(second.watchers) == wanted


@settings(max_examples=60, deadline=None)
@given(
    sites=st.sets(st.integers(0, SITES - 1)),
    begin=st.none() | st.integers(-1, DAYS),
    end=st.none() | st.integers(-1, DAYS),
)
def test_a_selection_takes_messages_whole_or_not_at_all(
    store: Store, sites: set[int], begin: int | None, end: int | None
) -> None:
    """The total, the curve, the sites and the watchers are of the same messages: those of the days and sites."""
    assume(begin is None or end is None or begin <= end)
    days = [None if day is None else (FIRST + timedelta(days=day)).date() for day in (begin, end)]
    found = report(store, Request(None, days[0], days[1], tuple(f"shop-{site}" for site in sites)))
    wanted = {
        (site, day)
        for site in (sites or range(SITES))
        for day in range(DAYS)
        if (begin is None or day >= begin) and (end is None or day <= end)
    }
    assert messages_of(found.measures["smile"].people) == wanted
    assert messages_of(sum(row.people for row in found.sites)) == wanted
    for second in found.curve:
        assert messages_of(second.n) == messages_of(second.watchers) == wanted
    assert found.measures["smile"].reactions == len(wanted)
    assert found.flow.windows == 2 * len(wanted)
    assert sum(hour.windows for hour in found.hours) == sum(day.windows for day in found.weekdays) == 2 * len(wanted)
