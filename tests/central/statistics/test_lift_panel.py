"""Days that count for a pair of arms."""

import numpy as np

from central.statistics.lift_panel import NO_ARM, Panel, log_units, pair_cells, washed_days

ARMS = np.array([[0, 0, 1, 1, NO_ARM, 0, 0], [1, 1, 1, 1, 1, 1, 1], [0, 1, 2, 0, 1, 2, 0]])


def test_returns_above_sales_and_days_without_a_total_have_no_value() -> None:
    found = log_units(np.array([0.0, 1.0, -1.0, np.nan]))
    assert found[:2].tolist() == [0.0, np.log(2.0)]
    assert np.isnan(found[2:]).all()


def test_the_first_days_after_each_change_are_washed_out() -> None:
    """Not those at the start, nor those after a day without an arm."""
    assert washed_days(ARMS, 0).sum() == 0
    assert washed_days(ARMS, 1).astype(int).tolist() == [[0, 0, 1, 0, 0, 0, 0], [0] * 7, [0, 1, 1, 1, 1, 1, 1]]
    assert washed_days(ARMS, 2).astype(int).tolist()[0] == [0, 0, 1, 1, 0, 0, 0]


def test_a_pair_has_the_days_of_its_arms_in_shops_that_showed_both() -> None:
    panel = Panel(np.ones(ARMS.shape), ARMS)
    panel.values[2, 0] = np.nan
    cells = pair_cells(panel, ARMS, (0, 1), 0)
    assert cells.astype(int).tolist() == [[1, 1, 1, 1, 0, 1, 1], [0] * 7, [0, 1, 0, 1, 1, 0, 1]]
    assert pair_cells(panel, ARMS, (0, 1), 2)[0].astype(int).tolist() == [0] * 7
    assert pair_cells(panel, ARMS, (2, 1), 0).astype(int).tolist() == [[0] * 7, [0] * 7, [0, 1, 1, 0, 1, 1, 0]]
