"""A fleet of old and new kiosks is one series in the reports."""

from pathlib import Path

import pytest

from central.messages.values import Reading
from central.reports import answers
from central.reports.selection import Request
from central.reports.values import Report
from central.store.database import read_view
from central.store.scope import Scope
from tests.central.reports.shops import fleet_of, stored
from tests.central.rows import rows

NOW_MS = 1_795_780_000_000
LEVELS = {1: 0.1, 2: 0.2, 3: 0.3}
"""Smiles by version of the reactions."""


def old_and_new() -> list[Reading]:
    """Two shops of each version, on two days."""
    return [
        message
        for version, level in LEVELS.items()
        for message in fleet_of(
            2, 2, lambda *_, level=level: {"a": level}, version=version, prefix=f"v{version}-", noise=0.5
        )
    ]


def report(folder: Path) -> Report:
    with stored(folder, old_and_new()) as store, read_view(store) as connection:
        (found,) = answers.answer_reports(connection, Scope.whole_store(), ["a"], Request(), NOW_MS)
        return found


def test_old_and_new_kiosks_are_one_series(tmp_path: Path) -> None:
    found = report(tmp_path)
    smile = found.measures["smile"]
    assert (smile.sites, smile.site_days, smile.people) == (6, 12, 240)
    assert smile.mean == pytest.approx(0.2)
    assert [span.is_used for span in found.models] == [True]
    assert [second.smile for second in found.curve] == pytest.approx([0.2] * 3)
    assert {site.site: site.smile for site in found.sites} == pytest.approx(
        {f"v{version}-{number}": level for version, level in LEVELS.items() for number in (0, 1)}
    )
    assert found.schema_ == "vitrina.report/2"


def test_each_keeps_the_variance_of_its_own_noise(tmp_path: Path) -> None:
    """None of version 1, that of Laplace's of version 2, and the one that version 3 publishes."""
    with stored(tmp_path, old_and_new()) as store:
        query = (
            "SELECT s.site, sum(r.noise_variance_sum), sum(r.noise_laughter_sum) FROM reaction_days r"
            " JOIN sites s ON s.id = r.site_id GROUP BY s.site ORDER BY s.site"
        )
        found = {site: pytest.approx(variances) for site, *variances in rows(store, query)}
    days = 2
    assert found == {
        f"v{version}-{number}": [days * of_total, days * of_laughter]
        for version, of_total, of_laughter in ((1, 0.0, 0.0), (2, 0.5, 0.0), (3, 1.0, 1.0))
        for number in (0, 1)
    }
