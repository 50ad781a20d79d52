"""Expressions that are written once give the same on every engine, and what the store's own statements give."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Connection

from central.analysis import report_sums
from central.analysis.engines import Engine
from central.analysis.expressions import creative_means, curve_means, part_means, tag_trend
from central.analysis.tables import cell_days, creatives, reaction_days
from central.reports import answers
from central.reports.columns import Columns
from central.reports.query import Evidence
from central.reports.selection import Request, Selection, build_selection, find_creatives
from central.reports.sums import DatabaseSums, Sums
from central.reports.values import Report
from central.store.database import read_view
from central.store.scope import Scope
from central.store.store import Store
from tests.central.analysis.six import SIX
from tests.central.reports.test_rollups import NOW_MS, REQUESTS

SCOPE = Scope.whole_store()
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")  # those of PySpark to its Java


def assert_equal(found: Columns, expected: Columns, place: str) -> None:
    """The same columns in the same types; numbers to nine digits."""
    assert set(found.of) == set(expected.of), place
    for name, column in expected.of.items():
        assert found[name].dtype == column.dtype, f"{place}.{name}"
        if column.dtype == np.object_:
            assert found[name].tolist() == column.tolist(), f"{place}.{name}"
        else:
            np.testing.assert_allclose(found[name], column, rtol=1e-9, atol=1e-12, err_msg=f"{place}.{name}")


@pytest.fixture
def connection(sqlite_store: Store) -> Iterator[Connection]:
    with read_view(sqlite_store) as opened:
        yield opened


@pytest.mark.parametrize("name", SIX)
def test_an_expression_gives_the_same_on_every_engine(name: str, engine: Engine, reference: Engine) -> None:
    """To nine digits, in the same types; and it gives something."""
    expected = reference.run_expression(SIX[name])
    assert len(expected) > 1
    assert_equal(engine.run_expression(SIX[name]), expected, name)


@pytest.mark.parametrize("request_of", REQUESTS)
def test_the_sums_of_a_report_are_those_of_the_store(
    request_of: str, engine: Engine, sums: Sums, connection: Connection
) -> None:
    """Whichever days and sites are chosen: each table of the evidence, what a comparison and a trend read, the rest."""
    if engine.name == "spark" and request_of != "all":
        pytest.skip("Spark takes a minute for a selection: it is compared in one")
    selection = build_selection(connection, SCOPE, "acme", REQUESTS[request_of])
    own, others = DatabaseSums(connection), sums
    adverts = find_creatives(connection, SCOPE, "ab", "acme")
    for creative in adverts:
        found, expected = others.read_evidence(selection, creative), own.read_evidence(selection, creative)
        for place in ("reactions", "days", "cells", "day_cells", "parts", "sites", "weekdays", "hours", "flow_days"):
            assert_equal(getattr(found, place), getattr(expected, place), place)
        assert_equal(
            others.read_days(selection, creative, "smile"), own.read_days(selection, creative, "smile"), "days"
        )
    for measure in ("smile", "watched_share", "body_arousal"):
        assert_equal(
            others.read_weeks(selection, adverts, measure), own.read_weeks(selection, adverts, measure), measure
        )
    assert_equal(
        others.read_week_visits(selection, adverts), own.read_week_visits(selection, adverts), "visits of weeks"
    )
    assert_equal(others.own_smiles(selection), own.own_smiles(selection), "own smiles")
    for measure in ("smile", "watched_share"):
        read, expected_rows = (each.read_spread_rows(selection, measure) for each in (others, own))
        assert_equal(read.ads, expected_rows.ads, f"ads, {measure}")
        assert_equal(read.experiments, expected_rows.experiments, f"experiments, {measure}")
    if engine.name in ("duckdb", "spark"):
        assert others.kiosk_counts(selection) == own.kiosk_counts(selection)
        assert others.is_research(selection) == own.is_research(selection)


@pytest.fixture
def reports(connection: Connection) -> dict[str, Report]:
    """Reports of the store over all sites, by creative."""
    of_shops = answers.answer_reports(connection, SCOPE, "ab", Request("acme"), NOW_MS)
    return {report.creative: report for report in of_shops}


@pytest.fixture
def selection(connection: Connection) -> Selection:
    return build_selection(connection, SCOPE, "acme", Request("acme"))


def row(columns: Columns, **keys: object) -> dict[str, object]:
    """The only row with these values."""
    keep = np.all([columns[name] == value for name, value in keys.items()], axis=0)
    (place,) = np.flatnonzero(keep)
    return {
        name: column[place].item() if hasattr(column[place], "item") else column[place]
        for name, column in columns.of.items()
    }


def test_the_expressions_say_what_reports_say(
    reports: dict[str, Report], selection: Selection, connection: Connection, reference: Engine
) -> None:
    """Mean of the sites, sites and people of a creative; its curve; parts of the day."""
    shops, cells = report_sums.select_rows(reaction_days, selection), report_sums.select_rows(cell_days, selection)
    of_creatives = reference.run_expression(creative_means(shops))
    of_seconds, of_parts = reference.run_expression(curve_means(cells)), reference.run_expression(part_means(shops))
    for creative in find_creatives(connection, SCOPE, "ab", "acme"):
        report = reports[creative.creative]
        (model,) = [span.model for span in report.models if span.is_used]
        keys = {"creative_id": creative.id, "expression_model": model}
        found, measure = row(of_creatives, **keys), report.measures["smile"]
        assert (found["sites"], found["people"]) == (measure.sites, measure.people)
        assert found["mean_of_sites"] == pytest.approx(measure.mean, rel=1e-9)
        assert measure.people_mean is not None
        assert found["mean_of_people"] == pytest.approx(measure.people_mean.mean, rel=1e-9)
        for second in report.curve:
            of_second = row(of_seconds, **keys, second=second.second)
            assert of_second["sites"] == second.sites
            assert of_second["mean_of_sites"] == pytest.approx(second.smile, rel=1e-9)
        assert report.parts
        for part in report.parts:
            assert row(of_parts, **keys)[f"part_{part.at}"] == pytest.approx(part.smile.mean, rel=1e-9)


def test_a_trend_of_a_tag_adds_up_to_the_weeks_of_a_trend(
    connection: Connection, selection: Selection, reference: Engine
) -> None:
    """Its days have the people of the trend's weeks; the seven told days that end with a day, and the seven before,
    are those of its rows."""
    trend = reference.run_expression(tag_trend(report_sums.select_rows(reaction_days, selection), creatives))
    weeks = DatabaseSums(connection).read_weeks(selection, find_creatives(connection, SCOPE, "ab", "acme"), "smile")
    for model in set(weeks["model"]):
        of_model = weeks.select_rows((weeks["model"] == model) & (weeks["smile_n"] > 0))
        days = trend.select_rows(trend["expression_model"] == model)
        for week in np.unique(of_model["week"]):
            people = days["people"][(days["day"] + 3) // 7 == week].sum()
            assert people == of_model["smile_n"][of_model["week"] == week].sum()
        totals = days["mean"] * days["people"]
        rolling = [totals[max(0, end - 6) : end + 1].sum() for end in range(len(days))]
        np.testing.assert_allclose(days["week_mean"], rolling / days["week_people"], rtol=1e-9)
        np.testing.assert_allclose(days["change"][7:], days["week_mean"][7:] - days["week_mean"][:-7], atol=1e-12)
        assert np.isnan(days["change"][:7]).all()
    assert np.isfinite(trend["change"]).any()


def test_a_report_has_all_of_its_evidence() -> None:
    """The test above compares each table."""
    names = {"creative", "reactions", "days", "cells", "day_cells", "parts", "sites", "weekdays", "hours", "flow_days"}
    assert set(Evidence.__dataclass_fields__) == names


def test_the_query_of_the_documents_runs_on_an_exported_folder(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """docs/central/data.md, save for the place of the folder."""
    page = (Path(__file__).parents[3] / "docs" / "central" / "data.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert 'Path("fleet")' in block
    exec(compile(block.replace('Path("fleet")', f"Path({str(folder)!r})"), "data.md", "exec"), {})
    assert capsys.readouterr().out.strip()
