"""Which ads differ is what the comparison of these ads says."""

from pathlib import Path

from central.reports.ad_differences import COMPARED_DAYS, compare_ads
from central.reports.answers import answer_comparison
from central.reports.selection import Request, day_number, local_date
from central.store.database import read_view
from central.store.scope import Scope
from tests.central.reports.shops import FIRST, Shop, fleet_of, stored

LEVELS = {"a": 0.3, "b": 0.2, "c": 0.205}
LAST = (day_number(FIRST.date()) or 0) + 5
OTHER_MODEL = "old-model@sha256:000000000000"


def test_they_are_those_of_the_comparison(tmp_path: Path) -> None:
    """Pairs, verdicts and intervals; days before the four weeks and results of another model do not count."""
    messages = fleet_of(5, 6, lambda site, day: {n: v + 0.02 * ((site + day) % 3) for n, v in LEVELS.items()})
    old = Shop("acme/shop-9/door")
    old.day(-COMPARED_DAYS, {"d": 0.9})
    old.day(1, {"a": 0.9, "b": 0.1}, model=OTHER_MODEL)
    with stored(tmp_path, [*messages, *old.made]) as store, read_view(store) as connection:
        scope = Scope.sites_scope(["acme/*"])
        found = compare_ads(connection, scope, "acme", LAST, 1, 12)
        assert found is not None
        request = Request("acme", found.from_day, found.to_day)
        asked = answer_comparison(connection, scope, list(found.names), "smile", request, 1)
        largest = compare_ads(connection, scope, "acme", LAST, 1, 2)
        few = compare_ads(connection, Scope.sites_scope(["acme/shop-1"]), "acme", LAST, 1, 12)
        alone = compare_ads(connection, scope, "acme", LAST, 1, 1)
    assert sorted(found.names) == ["a", "b", "c"]
    expected = [each for each in asked.differences if each.shown]
    assert sorted(expected, key=lambda each: -abs(each.mean or 0)) == found.shown
    assert (found.pairs, found.different) == (3, 2)
    assert (found.from_day, found.to_day) == (FIRST.date(), local_date(LAST))  # the shops measured on six days
    assert largest is not None
    assert largest.pairs == 1
    assert few is not None
    assert (few.pairs, few.different) == (0, 0)
    assert alone is None
