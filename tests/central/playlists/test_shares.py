"""Shares of the plays that the page shows before a playlist is sent."""

import json
from datetime import date

import pytest

from central.playlists.shares import play_shares

DAY = date(2026, 11, 4)


def content(creatives: list[dict[str, object]], experiments: list[dict[str, object]] | None = None) -> str:
    return json.dumps({"creatives": creatives, "experiments": experiments or []})


def test_shares_follow_the_weights_and_add_up_to_one() -> None:
    found = play_shares(content([{"id": "a"}, {"id": "b", "weight": 3}]), DAY)
    assert [(ad.creative, ad.weight, ad.share) for ad in found.ads] == [("a", 1, 0.25), ("b", 3, 0.75)]
    assert not found.is_only_experiment


def test_the_arms_of_an_experiment_play_once_in_each_block() -> None:
    experiment: dict[str, object] = {"id": "e", "arms": {"x": ["a"], "y": ["b"]}, "weight": 2, "until": "2026-11-04"}
    both = [{"id": "a", "weight": 0}, {"id": "b", "weight": 0}, {"id": "c", "weight": 4}]
    shares = [ad.share for ad in play_shares(content(both, [experiment]), DAY).ads]
    assert shares == pytest.approx([0.25, 0.25, 0.5])
    unmixed = play_shares(content(both[:2], [experiment]), DAY)
    assert [ad.share for ad in unmixed.ads] == [0.5, 0.5]
    assert unmixed.is_only_experiment
    over = play_shares(content(both[:2], [experiment]), date(2026, 11, 5))
    assert [ad.share for ad in over.ads] == [None, None]
    assert not over.is_only_experiment


def test_an_ad_that_begins_later_has_no_share_yet() -> None:
    found = play_shares(content([{"id": "a"}, {"id": "b", "from": "2026-11-05"}]), DAY)
    assert [ad.share for ad in found.ads] == [1.0, None]


def test_an_ad_by_day_has_the_share_of_a_day_of_its_arm() -> None:
    """On such a day, no ad of another arm plays, and the empty arm leaves the rest."""
    arms = {"on": ["a"], "more": ["b", "d"], "off": []}
    days = {"from": "2026-11-04", "until": "2026-11-24"}
    experiment: dict[str, object] = {"id": "e", "unit": "day", "arms": arms, **days}
    ads = [{"id": "a", "weight": 1}, {"id": "b", "weight": 0}, {"id": "d", "weight": 0}, {"id": "c", "weight": 2}]
    shares = {ad.creative: ad.share for ad in play_shares(content(ads, [experiment]), DAY).ads}
    assert shares == {"a": 2 / 4, "b": 1 / 4, "d": 1 / 4, "c": pytest.approx(2 / 5)}
    before = {ad.creative: ad.share for ad in play_shares(content(ads, [experiment]), date(2026, 11, 3)).ads}
    assert before == {"a": pytest.approx(1 / 3), "b": None, "d": None, "c": pytest.approx(2 / 3)}
