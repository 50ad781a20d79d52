"""Rollouts to simulated kiosks, with the real signatures, rings and steps.

With VITRINA_LONG=1 all scenarios run, with more kiosks and days.
"""

import os
from collections.abc import Callable

import pytest

pytest.importorskip("tuf")

from central.errors import UsageError
from central.fleet import keys
from central.simulate.updates.run import CANARIES, HOLD_H, UpdateResult, check_updates, run_updates
from central.simulate.updates.scenarios import Scenario
from central.simulate.updates.table import result_lines, result_rows

IS_LONG = os.environ.get("VITRINA_LONG") == "1"
KIOSKS, DAYS = (100, 5) if IS_LONG else (10, 2)


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "SCRYPT_COST", 2**4)


def check_bad(found: UpdateResult) -> None:
    """A bad version reaches the canaries only."""
    assert (found.returned, found.touched, found.untouched) == (CANARIES, CANARIES, KIOSKS - CANARIES)
    assert (found.kept, found.broken, [*found.rings_h]) == (0, 0, ["canary"])
    assert found.stopped_h is not None
    assert found.stopped_h < HOLD_H
    lines = result_lines(found)
    assert lines[0] == f"{KIOSKS} kiosks, the first 3 of them canaries, {DAYS} days: version that sees no camera"
    assert "  returned                 3" in lines


def check_good(found: UpdateResult) -> None:
    """A good version reaches all, ring by ring."""
    assert (found.kept, found.touched, found.broken, found.stopped_h) == (KIOSKS, KIOSKS, 0, None)
    assert [*found.rings_h.values()] == [0.0, HOLD_H, 2 * HOLD_H]


def check_away(found: UpdateResult) -> None:
    """While central is away, nothing is released and nothing stops."""
    assert (found.kept, found.broken, found.stopped_h) == (KIOSKS, 0, None)
    assert found.rings_h["early"] >= 44.0


def check_lost(found: UpdateResult) -> None:
    """Three in a hundred that never come back stop nothing."""
    assert (found.kept, found.silent, found.stopped_h) == (KIOSKS - 3, 3, None)


CHECKS: dict[Scenario, Callable[[UpdateResult], None]] = {
    "bad": check_bad,
    "good": check_good,
    "away": check_away,
    "lost": check_lost,
}
"""Each takes half a minute, except the first. docs/evidence/fleet-updates.md has the results of all."""


@pytest.mark.parametrize("scenario", [*CHECKS][: len(CHECKS) if IS_LONG else 1])
def test_a_good_version_reaches_all_and_a_bad_one_the_canaries(scenario: Scenario) -> None:
    CHECKS[scenario](run_updates(scenario, KIOSKS, DAYS, 1))


@pytest.mark.parametrize(("kiosks", "days"), [(9, 4), (1_001, 4), (100, 3), (100, 7)])
def test_sizes_that_would_show_nothing_are_refused(kiosks: int, days: int) -> None:
    with pytest.raises(UsageError, match=r"Use \d+ to \d+\.$"):
        check_updates(kiosks, days)
    check_updates(10, 4)


def test_what_did_not_happen_is_a_dash() -> None:
    found = UpdateResult(
        "lost", 100, 5, 97, 0, 3, 0, 100, 0, {"canary": 0.0, "early": 24.0}, None, 71.2, 81.4, 34_093.7
    )
    _, row = result_rows([found])
    assert row[0] == "3 % of the kiosks never come back"
    assert row[6:] == ("0.0 / 24.0 h", "–", "71.2 h", "81", "34 kB")
