"""Other orders of the arms are drawn as the plan was, and the test is right without any model."""

import numpy as np
import pytest

from central.statistics.lift_panel import NO_ARM, Panel
from central.statistics.lift_randomisation import drawn_arms, drawn_orders, mixed_orders, randomisation_p
from tests.central.statistics.test_lift import drawn_sales

RNG = np.random.default_rng(1)


@pytest.mark.parametrize("run", [1, 7])
@pytest.mark.parametrize("arms", [2, 3])
def test_drawn_arms_have_each_weekday_equally_often(run: int, arms: int) -> None:
    found = drawn_arms(RNG, 50, 14 * arms, arms, run).reshape(50, 2, arms, 7)
    assert (np.sort(found, axis=2) == np.arange(arms)[:, None]).all()
    if run == 7:
        assert (found == found[..., :1]).all()
    else:
        assert (found != found[..., :1]).any()
    assert drawn_arms(RNG, 3, 10, arms, run).shape == (3, 10)


def test_other_orders_keep_days_without_an_arm_and_are_the_same_each_time() -> None:
    arms = drawn_arms(RNG, 4, 28, 2, 1)
    arms[1, 3] = NO_ARM
    orders = list(drawn_orders(arms, 1, 7, 5))
    assert all(((order == NO_ARM) == (arms == NO_ARM)).all() for order in orders)
    assert all((one == two).all() for one, two in zip(orders, drawn_orders(arms, 1, 7, 5), strict=True))
    assert len({order.tobytes() for order in orders}) == 5


@pytest.mark.parametrize("run", [1, 7])
def test_a_plan_by_hand_keeps_the_weekdays_of_each_arm(run: int) -> None:
    arms = drawn_arms(RNG, 6, 28, 2, run)
    arms[1, 27] = arms[2, 13] = NO_ARM
    for order in mixed_orders(arms, run, 3, 5):
        assert ((order == NO_ARM) == (arms == NO_ARM)).all()
        of = [[np.bincount(table[shop, day::7] + 1, minlength=3).tolist() for shop in range(6) for day in range(7)]
              for table in (arms, order)]  # fmt: skip
        if run == 1:
            assert of[0] == of[1]
        assert (np.sort(order, axis=1) == np.sort(arms, axis=1)).all()


def test_shops_with_one_order_stay_together() -> None:
    arms = np.repeat(drawn_arms(RNG, 2, 28, 2, 1), 3, axis=0)
    for order in mixed_orders(arms, 1, 3, 5):
        assert (order[0] == order[2]).all()
        assert (order[3] == order[5]).all()
        assert (order[0] != order[3]).any()


def test_weeks_stay_whole_where_the_plan_has_weeks() -> None:
    arms = drawn_arms(RNG, 6, 28, 2, 7)
    assert all((np.diff(order.reshape(6, 4, 7), axis=2) == 0).all() for order in mixed_orders(arms, 7, 3, 5))


def test_p_is_the_share_of_orders_with_as_large_an_effect() -> None:
    panel = drawn_sales(3, lift=0.5)
    assert randomisation_p(panel, (1, 0), 0, mixed_orders(panel.arms, 1, 1, 99)) == pytest.approx(0.01)
    assert randomisation_p(panel, (1, 0), 0, [panel.arms] * 9) == 1.0
    assert randomisation_p(panel, (1, 0), 0, []) == 1.0
    together = np.tile(panel.arms[:1], (12, 1))
    assert randomisation_p(Panel(panel.values, together), (1, 0), 0, []) is None


def test_p_is_spread_evenly_where_nothing_sells() -> None:
    """The mean of uniform numbers is a half, and a fifth of them are below 0.2."""
    found = []
    for seed in range(40):
        panel = drawn_sales(seed, shops=6, days=14, lift=0.0, lost=0.0)
        found.append(randomisation_p(panel, (1, 0), 0, mixed_orders(panel.arms, 1, seed, 19)))
    values = np.array(found, dtype=float)
    assert 0.38 < values.mean() < 0.65
    assert (values < 0.2).mean() < 0.4
