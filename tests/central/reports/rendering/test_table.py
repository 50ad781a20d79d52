"""CSV for people with a spreadsheet: every number once, no formula, no lost mark."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.reports.rendering.table import comparison_csv, experiment_csv, report_csv, table_cell, trend_csv
from tests.central.reports.examples import report, reports
from tests.central.reports.verdict_examples import comparisons, experiments, trends


def rows(text: str) -> list[dict[str, str]]:
    """Rows of a table by its header."""
    return list(csv.DictReader(StringIO(text)))


def test_the_columns_are_those_of_the_contract() -> None:
    """In this order; more may come after them."""
    header = report_csv([report()]).splitlines()[0]
    assert header == "creative,second,measure,n,value,low,high,simulated,research"


def test_every_second_and_every_total_is_a_row() -> None:
    """Values as they were told, noise and all; what may not be told is empty."""
    made = reports()["lone-second"]
    found = {(row["second"], row["measure"]): row for row in rows(report_csv([made]))}
    assert len(found) == len(rows(report_csv([made])))
    assert float(found["", "smile"]["value"]) == pytest.approx(0.16)
    assert found["", "smile"]["n"] == "4224"
    assert found["", "hr_bpm"]["value"] == ""
    assert found["3", "smile"]["value"] == ""
    for second in made.curve:
        value = found[str(second.second), "smile"]["value"]
        assert (value == "") == (second.smile is None)
        if second.smile is not None:
            assert float(value) == pytest.approx(second.smile, rel=1e-5)
    assert float(found["", "peak"]["value"]) == pytest.approx(made.scores["peak"].mean or 0)


def test_negative_noise_stays_a_number() -> None:
    """An apostrophe before it would make it a text."""
    made = report()
    cells = [made.curve[0].model_copy(update={"smile": -0.013})]
    (row,) = [
        row
        for row in rows(report_csv([made.model_copy(update={"curve": cells})]))
        if (row["second"], row["measure"]) == ("0", "smile")
    ]
    assert row["value"] == "-0.013"


@given(st.text(max_size=30), st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\u202e=", "\x00="]))
def test_no_text_is_a_formula(text: str, start: str) -> None:
    """A spreadsheet would run it."""
    shown = table_cell(start + text)
    assert shown == "" or shown[0] not in "=+-@\t\r"
    assert "\n" not in shown
    assert "\r" not in shown


@pytest.mark.parametrize("attack", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_names_of_an_experiment_and_of_a_tag_are_no_formulas(attack: str) -> None:
    """Free text comes from outside."""
    made = experiments()["winner"].model_copy(update={"id": attack, "winner": attack})
    trend = trends()["twelve-weeks"].model_copy(update={"tag": attack})
    for text in (experiment_csv(made), trend_csv(trend)):
        for row in csv.reader(StringIO(text)):
            for value in row:
                is_text = value and not value.lstrip("-").replace(".", "").replace("e-", "").isdigit()
                assert not (is_text and value[0] in "=+-@\t\r"), value


def test_simulated_rows_are_marked() -> None:
    """Every one, in the last column."""
    assert {row["simulated"] for row in rows(report_csv([reports()["simulated"]]))} == {"true"}
    assert {row["simulated"] for row in rows(report_csv([report()]))} == {"false"}
    assert {row["simulated"] for row in rows(experiment_csv(experiments()["few-shops"]))} == {"true"}


def test_experiments_comparisons_and_trends_have_their_rows() -> None:
    """Arms and pairs; reports and pairs; weeks."""
    found = rows(experiment_csv(experiments()["winner"]))
    assert [row["arm"] for row in found] == ["a", "b", "a - b"]
    assert found[2]["sequence_low"] == "0.012"
    assert found[0]["winner"] == "a"
    pairs = [row for row in rows(comparison_csv(comparisons()["three"])) if " - " in row["creative"]]
    assert [row["creative"] for row in pairs] == [
        "spring_a - spring_b",
        "spring_a - spring_c",
        "spring_b - spring_c",
    ]
    weeks = rows(trend_csv(trends()["twelve-weeks"]))
    assert len(weeks) == 12
    assert weeks[4]["value"] == ""
    assert weeks[0]["week"] == "2026-08-31"
    assert (weeks[0]["reported_share"], weeks[0]["chain"], weeks[0]["is_whole"]) == ("0.9", "0", "true")
    assert weeks[11]["is_whole"] == "false"
