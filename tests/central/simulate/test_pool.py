"""The pool: what the real audience core told, committed as sums."""

import gzip
import json
import random

import pytest

from central.simulate import pool
from central.simulate.pool import PARTS_S, ShopClass, load_pool
from central.simulate.shop import MEASURES, OPEN_FOR_S, OPEN_S, Shop, shop_day_releases
from edge.events import ReleasedReaction, ReleasedWindow


@pytest.mark.parametrize("key", [(size, parts) for size in pool.SIZES for parts in (False, True)])
def test_the_rules_of_the_contract_hold_in_the_pool(key: tuple[str, bool]) -> None:
    """Enough people behind each number, batches nested in the day and in its parts, no noise yet."""
    shops: ShopClass = load_pool()[key]
    assert len(shops.days) == pool.DAYS[PARTS_S if key[1] else ()]
    for day in shops.days:
        assert day.windows
        assert day.reactions
        releases: list[ReleasedWindow | ReleasedReaction] = [*day.windows, *day.reactions]
        for release in releases:
            assert OPEN_S <= release.from_s < release.to_s <= OPEN_S + OPEN_FOR_S
            assert not key[1] or not any(release.from_s < part_s < release.to_s for part_s in PARTS_S)
        assert all(window.k == 5 and window.visits >= 5 for window in day.windows)
        for reaction in day.reactions:
            assert (reaction.k, reaction.noise_sd.total) == (10, 0.0)
            assert reaction.n >= 10
            assert all(n is None or n >= 10 for n in reaction.curve.n)
            assert reaction.experiment is None


def test_shops_of_each_size_tell_what_their_visitors_allow() -> None:
    """A quiet shop withholds more, and people of all sizes show the same on average."""
    told = {}
    for size in pool.SIZES:
        shops = load_pool()[size, False]
        cells = [n for day in shops.days for reaction in day.reactions for n in reaction.curve.n]
        told[size] = sum(n is not None for n in cells) / len(cells)
        assert shops.means["smile"] == pytest.approx(0.15, abs=0.01)
        assert shops.cell_means.keys() == set(MEASURES)
        assert 3.0 < shops.attention_s < 5.0
    assert told["quiet"] < told["busy"]


def test_the_command_makes_the_committed_pool() -> None:
    """Its first day, made anew, is that of the file."""
    day = json.loads(gzip.decompress(pool.FILE.read_bytes()))[0]
    rate = pool.SIZES[day["size"]]
    anew = [pool._fields(release) for release in shop_day_releases(Shop(rate), random.Random(pool.SEED))]
    assert json.loads(json.dumps([release for release in anew if "curve" not in release])) == day["windows"]
    assert json.loads(json.dumps([release for release in anew if "curve" in release])) == day["reactions"]
