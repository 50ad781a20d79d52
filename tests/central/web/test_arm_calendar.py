"""Calendar of an experiment by day: the arms that the kiosks will show."""

import json
from datetime import date, timedelta
from itertools import pairwise

from central.web.arm_calendar import MOST_SHOPS, arm_calendars
from edge.playlist.arm_days import day_arm

FIRST = date(2027, 1, 4)


def content(*ads: dict[str, object], **fields: object) -> str:
    days = {"from": str(FIRST), "until": str(FIRST + timedelta(days=27))}
    experiment = {"id": "e12", "unit": "day", "arms": {"on": ["a"], "off": []}, **days, **fields}
    return json.dumps({"creatives": [{"id": "a", "weight": 0}, *ads], "experiments": [experiment]})


def test_each_shop_has_its_days() -> None:
    sites = [f"acme/shop-{number}" for number in range(MOST_SHOPS + 2)]
    (found,) = arm_calendars(content({"id": "c"}), sites)
    assert (found.days, found.hidden, found.is_blank, list(found.rows)) == (28, 2, False, sites[:MOST_SHOPS])
    assert [(each.letter, each.arm, each.ads) for each in found.legend] == [("A", "on", ("a",)), ("B", "off", ())]
    assert found.weeks == tuple(FIRST + timedelta(days=7 * week) for week in range(4))
    shown = [found.legend[cell.arm].arm for cell in found.rows["acme/shop-3"]]
    assert shown == [day_arm(("e12", "e12", "shop-3"), ["off", "on"], day, 1) for day in range(28)]
    assert not any(cell.is_washout for cell in found.rows["acme/shop-3"])


def test_days_after_a_change_are_marked() -> None:
    (found,) = arm_calendars(content({"id": "c"}, run_days=7, washout_days=1), ["acme/shop-1"])
    cells = found.rows["acme/shop-1"]
    changes = [one.day for before, one in pairwise(cells) if before.arm != one.arm]
    assert [cell.day for cell in cells if cell.is_washout] == changes
    assert changes


def test_an_empty_arm_without_other_ads_shows_nothing() -> None:
    assert arm_calendars(content(), ["acme/shop-1"])[0].is_blank
    assert arm_calendars(content({"id": "c", "weight": 0}), ["acme/shop-1"])[0].is_blank
    arms = {"x": ["a"], "y": ["c"]}
    assert not arm_calendars(content({"id": "c", "weight": 0}, arms=arms), ["acme/shop-1"])[0].is_blank
    assert arm_calendars(json.dumps({"creatives": []}), ["acme/shop-1"]) == []
