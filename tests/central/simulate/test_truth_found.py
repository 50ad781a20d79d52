"""Planted values are found again in the sums of a store, within what noise and chance allow."""

import json
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from central.simulate.planting import NOISE_SCALE
from central.simulate.shop import OPEN_FOR_S
from central.simulate.truth_file import fleet_truth
from central.store.database import open_store
from central.store.location import Location
from central.store.sums import sum_all
from central.transfer.importer import import_lines
from central.transfer.lines import make_line
from tests.central.rows import rows
from tests.central.simulate.fleets import fleet_of, sent_by

PERSON_SD = 0.3 / sqrt(12)
"""Value of one person: between 0 and 0.3."""
WRONG = 4.5
"""Standard errors that a right sum exceeds once in 100,000."""


@pytest.fixture(scope="module")
def stored(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[dict[str, Any], list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Truth, sums of reactions and sums of cells, of 9 kiosks over 2 days."""
    fleet = fleet_of(9, sites=9, open_for_s=OPEN_FOR_S)
    lines = [make_line(item.topic, item.payload) for item in sent_by(fleet, 2) if item.kind in ("reaction", "window")]
    data: Path = tmp_path_factory.mktemp("store")
    with open_store(Location(data)) as store:
        bad: list[int] = []
        import_lines(store, [line.rstrip() for line in lines], lambda number, _: bad.append(number))
        assert not bad
        sum_all(store)
        totals = rows(
            store,
            "SELECT c.creative, sum(r.n), sum(r.smile_sum), sum(r.reactions), sum(r.exposed),"
            " sum(r.attention_s_sum) FROM reaction_days r JOIN creatives c ON c.id = r.creative_id GROUP BY c.creative",
        )
        cells = rows(
            store,
            "SELECT c.creative, d.second, sum(d.n), sum(d.smile_sum), sum(d.reactions)"
            " FROM cell_days d JOIN creatives c ON c.id = d.creative_id GROUP BY c.creative, d.second",
        )
    return fleet_truth(fleet, []), totals, cells


Stored = tuple[dict[str, Any], list[tuple[Any, ...]], list[tuple[Any, ...]]]


def test_the_mean_of_each_advert_is_found(stored: Stored) -> None:
    """Of smiles: chance of the people, noise of the sums. The people of a pool of days come again: twice the error."""
    truth, totals, _ = stored
    told = {row["creative"]: row for row in truth["told"]}
    assert len(totals) == 6
    for creative, n, smile, reactions, _, _ in totals:
        assert told[creative]["n"] == n
        error = 2 * sqrt(n * PERSON_SD**2 + reactions * 2 * NOISE_SCALE**2) / n
        assert abs(smile / n - told[creative]["smile"]) < WRONG * error, creative


def test_the_curve_of_each_advert_is_found(stored: Stored) -> None:
    """The second at which most people smile stands out from the first one."""
    truth, _, cells = stored
    told = {(row["creative"], second["second"]): second for row in truth["told"] for second in row["seconds"]}
    found: dict[tuple[str, int], float] = {}
    for creative, second, n, smile, reactions in cells:
        assert told[creative, second]["n"] == n
        error = 2 * sqrt(n * PERSON_SD**2 + reactions * 2 * (NOISE_SCALE**2 + (2 * NOISE_SCALE) ** 2)) / n
        found[creative, second] = smile / n
        assert abs(smile / n - told[creative, second]["smile"]) < WRONG * error, (creative, second)
    assert len(found) == 6 * 15
    highest = max(truth["adverts"], key=lambda advert: max(advert["smile"]) - advert["smile"][0])
    peak = highest["smile"].index(max(highest["smile"]))
    assert found[highest["creative"], peak] > found[highest["creative"], 0] + 0.01


def test_the_attention_of_each_advert_is_found(stored: Stored) -> None:
    truth, totals, _ = stored
    sites = sum(site["attention_s"] for site in truth["sites"]) / len(truth["sites"])
    planted = {advert["creative"]: advert["attention_s"] + sites for advert in truth["adverts"]}
    for creative, _, _, _, exposed, attention_s in totals:
        assert attention_s / exposed == pytest.approx(planted[creative], abs=0.6), creative
    order = [creative for creative, *_, exposed, s in sorted(totals, key=lambda row: row[5] / row[4])]
    assert {order[0], order[-1]} == {min(planted, key=planted.__getitem__), max(planted, key=planted.__getitem__)}


def test_the_truth_is_json(stored: Stored) -> None:
    truth = json.loads(json.dumps(stored[0]))
    assert truth["schema"] == "vitrina.truth/2"
    assert truth["experiment"] == {"id": "sim-ab", "arms": {"a": "advert_a", "b": "advert_b"}}
    assert {tuple(site["parts"]) for site in truth["sites"]} <= {(), ("12:00", "15:00")}
    assert len(truth["hours"]) == 24
