"""Recommendation for a site of a store: what it is made of, what it leaves out, and what it refuses."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from central.errors import NotFoundError, UsageError
from central.playlists.weights import Fields
from central.recommend.reasons import RAILS
from central.reports.recommendation import Recommended, Wanted, recommend
from central.reports.recommendation_values import Rail, Recommendation
from central.reports.rendering.recommendation_words import (
    evidence_sentences,
    gain_headline,
    no_change_reason,
    rail_sentences,
    shares_table,
)
from central.reports.rendering.sheet import Screen
from central.reports.rendering.terminal import recommendation_text
from central.store.database import open_store, read_view
from central.store.scheduled import Scheduled, drop_scheduled, put_scheduled
from central.store.scope import Scope
from central.store.store import Store
from tests.central.reports.told_shops import THREE, ToldShop, content, messages, show, store_all
from tests.doubles.ready_store import ready

TODAY = date(2026, 11, 27)
NOW_MS = round(datetime(2026, 11, 27, 15, 0, tzinfo=timezone.utc).timestamp() * 1000)
YESTERDAY = TODAY - timedelta(days=1)
WHOLE = Scope.whole_store()


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Six shops of 30 days up to yesterday; the second one shows a playlist of the three adverts."""
    with open_store(ready(tmp_path_factory.mktemp("shops") / "data")) as store:
        store_all(store, messages(YESTERDAY))
        yield store


def recommended(store: Store, scope: Scope = WHOLE, now_ms: int = NOW_MS, **wanted: object) -> Recommended:
    with read_view(store) as connection:
        return recommend(connection, scope, Wanted(**{"site": "acme/shop-1", **wanted}), now_ms)  # type: ignore[arg-type]


def of(store: Store, **wanted: object) -> Recommendation:
    return recommended(store, **wanted).value  # type: ignore[arg-type]


def by_name(found: Recommendation) -> dict[str, tuple[float, float, str]]:
    return {each.creative: (round(each.share, 2), round(each.recommended, 2), each.why) for each in found.adverts}


def test_the_advert_that_draws_most_gets_more(shops: Store) -> None:
    """By ten points; the gain has an interval that does not hold 0."""
    version = show(shops)
    found = recommended(shops)
    value = found.value
    assert by_name(value) == {"a": (0.33, 0.28, "least"), "b": (0.33, 0.42, "most"), "c": (0.33, 0.29, "least")}
    assert [round(each.at_end, 2) for each in value.adverts] == [0.05, 0.9, 0.05]
    assert (value.playlist, value.day, value.to) == (version, TODAY + timedelta(days=1), YESTERDAY)
    assert value.from_ == YESTERDAY - timedelta(days=29)
    assert value.reason is None
    assert value.gain.low is not None
    assert value.gain_at_end.mean is not None
    assert 0 < value.gain.low < (value.gain.mean or 0) < value.gain_at_end.mean
    assert value.gain_at_end.mean == pytest.approx(0.57 * 0.055, abs=0.008)
    assert found.content is not None
    fields: Fields = json.loads(found.content)
    assert [each["weight"] for each in fields["creatives"]] == [each.weight for each in value.adverts]
    drawn = {each.creative: each.effect or 0.0 for each in value.adverts}
    assert drawn["b"] - drawn["a"] == pytest.approx(0.05, abs=0.01)
    assert all(each.here is not None and each.sites == 6 for each in value.adverts)


def test_either_database_gives_the_same(store: Store, shops: Store) -> None:
    store_all(store, messages(YESTERDAY))
    show(store)
    show(shops)
    found, same = of(store).model_dump(), of(shops).model_dump()
    for each, other in zip(found["adverts"], same["adverts"], strict=True):
        assert each == pytest.approx(other)
    assert found["gain"] == pytest.approx(same["gain"])
    assert (found["watchers"], found["k"], found["reported_share"]) == (300.0, 10, pytest.approx(0.9))


def test_nothing_of_today_changes_it(shops: Store) -> None:
    """Whatever was told this morning: only whole local days that are over count."""
    show(shops)
    before = of(shops)
    shop = ToldShop("acme/shop-1/door")
    shop._seq = 100_000
    shop.tell(TODAY, {"a": 0.99, "b": 0.01, "c": 0.99}, watchers=1)
    store_all(shops, shop.made)
    assert of(shops).model_dump(exclude={"generated"}) == before.model_dump(exclude={"generated"})


def test_a_day_counts_when_it_is_over_in_every_shop(shops: Store) -> None:
    """A shop ahead of the others does not make its morning part of theirs."""
    show(shops)
    with shops.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sites SET zone = 'Pacific/Auckland' WHERE site = 'shop-1'")
    late_ms = round(datetime(2026, 11, 27, 20, 0, tzinfo=timezone.utc).timestamp() * 1000)
    value = of(shops, now_ms=late_ms)
    assert (value.to, value.day) == (YESTERDAY, TODAY + timedelta(days=2))
    with shops.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sites SET zone = NULL WHERE site = 'shop-1'")


def test_no_day_follows_the_last_one(shops: Store) -> None:
    show(shops)
    with read_view(shops) as connection, pytest.raises(UsageError, match="no day follows 9999-12-31"):
        recommend(connection, WHOLE, Wanted(site="acme/shop-1"), NOW_MS, date.max)


def test_what_waits_is_promised_while_it_can_be_put_in_place(shops: Store) -> None:
    """Another push takes the place of the playlist that it was made for."""
    base = show(shops)
    with shops.engine.begin() as connection:
        put_scheduled(connection, Scheduled("acme/shop-1", base + 1_000, base, NOW_MS + 1))
    pending = of(shops).pending
    assert pending is not None
    assert pending.version == base + 1_000
    show(shops)
    assert of(shops).pending is None
    with shops.engine.begin() as connection:
        drop_scheduled(connection, "acme/shop-1")


def test_who_sees_one_shop_gets_no_advice_of_others(shops: Store) -> None:
    show(shops)
    found = recommended(shops, Scope.sites_scope(["acme/shop-1"]))
    assert (found.value.reason, found.content, found.value.sites) == ("few_sites", None, 1)
    with pytest.raises(NotFoundError, match="there is no site acme/shop-2"):
        recommended(shops, Scope.sites_scope(["acme/shop-1"]), site="acme/shop-2")


def test_experiments_hours_and_dates_stay_as_they_are(shops: Store) -> None:
    """Their shares stay, and so does everything else of the playlist."""
    experiment = {"id": "e12", "arms": {"x": ["d"], "y": ["e", "f"]}, "weight": 1}
    over = {"id": "old", "arms": {"x": ["a"], "y": ["b"]}, "until": "2026-11-20"}
    text = content(
        {
            **{name: {"weight": 2} for name in "abc"},
            "d": {"weight": 0},
            "e": {"weight": 1, "muted": True},
            "f": {"weight": 0},
            "noon": {"weight": 2, "open": "Mo-Fr 11:00-14:00"},
            "later": {"weight": 3, "from": "2027-01-01"},
        },
        experiment,
        over,
    )
    show(shops, text)
    found = recommended(shops)
    assert found.value.reason is None
    whys = {each.creative: each.why for each in found.value.adverts}
    in_blocks = {"d": "experiment", "e": "experiment", "f": "experiment"}
    assert whys == {"a": "least", "b": "most", "c": "least", "noon": "hours", **in_blocks}
    shares = {each.creative: (each.share, each.recommended, each.at_end) for each in found.value.adverts}
    assert {name: shares[name] for name in "def"} == {
        "d": pytest.approx((1 / 12,) * 3),
        "e": pytest.approx((2 / 12,) * 3),
        "f": pytest.approx((1 / 12,) * 3),
    }
    assert found.content is not None
    before, after = json.loads(text), json.loads(found.content)

    def without_weights(fields: Fields) -> list[Fields]:
        entries = [*fields["creatives"], *fields["experiments"]]
        return [{key: value for key, value in each.items() if key != "weight"} for each in entries]

    assert without_weights(after) == without_weights(before)
    weights = {each["id"]: each["weight"] for each in [*after["creatives"], *after["experiments"]] if "weight" in each}
    plays = sum(weights[name] for name in ("a", "b", "c", "e", "noon")) + 3 * weights["e12"]
    assert weights["e"] / plays == pytest.approx(1 / 12)
    assert weights["e12"] / plays == pytest.approx(1 / 12)
    assert weights["noon"] / plays == pytest.approx(2 / 12)
    assert weights["later"] / plays == pytest.approx(3 / 12)
    assert weights["d"] == weights["f"] == 0
    assert {rail.rail for rail in found.value.rails} == {"experiment", "hours", "step"}


def test_plays_inside_blocks_are_in_the_shares(shops: Store) -> None:
    """A cycle of a, b, c and a block with b and c: two of five plays are of b."""
    experiment = {"id": "e12", "arms": {"x": ["b"], "y": ["c"]}}
    show(shops, content({"a": {}, "b": {}, "c": {}}, experiment))
    adverts = of(shops).adverts
    assert {each.creative: each.share for each in adverts} == pytest.approx({"a": 0.2, "b": 0.4, "c": 0.4})
    assert {each.creative: each.recommended for each in adverts} == pytest.approx({"a": 0.2, "b": 0.4, "c": 0.4})


def test_the_days_are_those_of_the_data(shops: Store) -> None:
    """30 days are stored of the 8 weeks that are asked for; without a told reaction there is no day."""
    show(shops)
    value = of(shops)
    assert (value.from_, value.to) == (YESTERDAY - timedelta(days=29), YESTERDAY)
    show(shops, content({"new": {}, "other": {}}))
    none = of(shops)
    assert (none.from_, none.to) == (None, None)
    assert len(evidence_sentences(none)) == 1


def test_a_booked_share_comes_first(shops: Store) -> None:
    show(shops)
    value = of(shops, booked={"c": 0.4})
    assert by_name(value)["c"] == (0.33, 0.4, "booked")
    assert value.gain.mean is not None
    assert ("booked", ["c"]) in [(rail.rail, rail.creatives) for rail in value.rails]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (
            {"booked": {"nix": 0.1}},
            "'nix' is booked, but this shop does not play it. Ads that this shop plays: a, b, c.",
        ),
        ({"booked": {"a": 1.5}}, "booked share of 'a' is 1.5. Use a share from 0 to 1"),
        ({"booked": {"a": 0.7, "b": 0.7}}, "the booked shares add up to more than the ads can have"),
        ({"weeks": 3}, "3 weeks are out of range. Use 4 to 52"),
        ({"site": "shop-2"}, "this server has sent no playlist to acme/shop-2. Send one"),
        ({"site": "nix"}, "there is no site nix"),
    ],
)
def test_what_cannot_be_is_said(shops: Store, wanted: dict[str, object], words: str) -> None:
    show(shops)
    with pytest.raises(UsageError, match=words):
        recommended(shops, **wanted)  # type: ignore[arg-type]


def test_what_is_in_an_experiment_or_has_hours_cannot_be_booked(shops: Store) -> None:
    experiment = {"id": "e12", "arms": {"x": ["a"], "y": ["b"]}}
    show(shops, content({"a": {}, "b": {}, "c": {"open": "Mo 10:00-11:00"}}, experiment))
    with pytest.raises(UsageError, match="'a' is in a running experiment"):
        recommended(shops, booked={"a": 0.2})
    with pytest.raises(UsageError, match="'c' plays only at certain hours"):
        recommended(shops, booked={"c": 0.2})


def test_a_playlist_of_experiments_alone_has_nothing_to_change(shops: Store) -> None:
    experiment = {"id": "e12", "arms": {"x": ["a"], "y": ["b"]}}
    show(shops, content({"a": {"weight": 0}, "b": {"weight": 0}}, experiment))
    found = recommended(shops)
    assert (found.value.reason, found.content) == ("untold", None)
    assert [(each.creative, each.share, each.at_end) for each in found.value.adverts] == [
        ("a", 0.5, 0.5),
        ("b", 0.5, 0.5),
    ]


def test_a_measure_that_nobody_told_gives_no_advice(shops: Store) -> None:
    """And one that all adverts have alike gives none either."""
    show(shops)
    assert of(shops, measure="watched_share").reason == "no_difference"
    assert of(shops, measure="laughter_s").reason == "no_difference"


def test_a_new_network_begins_a_new_series(tmp_path: Path) -> None:
    """Days that another one read are left out, however many they are."""
    with open_store(ready(tmp_path / "data")) as store:
        old = messages(TODAY - timedelta(days=11), 30, model="smile-mesh@sha256:000000000000")
        store_all(store, old)
        new = messages(YESTERDAY, 10, seed=2, prefix="shop-", effects={"a": 0.1, "b": 0.0, "c": 0.0}, first_seq=50_000)
        store_all(store, new)
        show(store)
        value = of(store)
        assert (value.reason, value.model) == ("few_weeks", "smile-mesh@sha256:ab12cd34ef56")
        assert value.gain.mean is None


def test_words_say_what_is_recommended_and_what_is_not(shops: Store) -> None:
    show(shops)
    value = of(shops)
    text = recommendation_text(value, Screen(is_terminal=False)).replace("\u00a0", " ")
    assert text.startswith("With these shares, smiles in shops like shop-1 are expected to rise by 0.5")
    for words in (
        "Today is not included.",
        "nothing about individual people",
        "more likely to perform best",
        "by at most 10 points per day",
    ):
        assert words in text
    assert len(shares_table(value).rows) == 3
    none = value.model_copy(update={"reason": "no_difference"})
    assert "other shares have no clear advantage" in gain_headline(none)
    assert len(evidence_sentences(none)) == 2
    assert rail_sentences(value)[-1].endswith("a, b and c.")
    for reason in [
        "untold",
        "few_sites",
        "few_weeks",
        "few_adverts",
        "few_people",
        "short_cycle",
        "best_already",
    ]:
        assert no_change_reason(value.model_copy(update={"reason": reason})).startswith(
            "No change is recommended, because "
        )
    whys = (*RAILS, "most", "least", "stays")
    adverts = [value.adverts[0].model_copy(update={"why": why}) for why in whys]
    rails = [Rail(rail=rail, creatives=["a"]) for rail in (*RAILS, "few_told", "step")]
    all_codes = value.model_copy(update={"adverts": adverts, "rails": rails})
    assert len({row[-1].text for row in shares_table(all_codes).rows}) == len(whys)
    assert len(set(rail_sentences(all_codes))) == len(rails)
    for measure in ("attention_s", "watched_share", "laughter_s"):
        assert "shops like shop-1" in gain_headline(value.model_copy(update={"measure": measure}))
    assert THREE
