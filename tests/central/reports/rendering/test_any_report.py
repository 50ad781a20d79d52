"""Reports with numbers missing anywhere: page, terminal and CSV still say something true."""

import csv
from io import StringIO
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from central.reports.rendering.page import report_page
from central.reports.rendering.sheet import Screen
from central.reports.rendering.table import REPORT_COLUMNS, report_csv
from central.reports.rendering.terminal import report_text
from central.reports.values import Report
from tests.central.reports.examples import report
from tests.central.reports.honest import forbidden
from tests.central.reports.html import Document

KEPT = {"second", "from_second", "to_second", "size", "at"}
"""Fields without which a value makes no sense."""
HOLED = (
    "measures",
    "curve",
    "scores",
    "retention",
    "sites",
    "hours",
    "parts",
    "withheld",
    "wanted",
    "reported_share",
)


def holed(value: Any, draw: Any, name: str = "") -> Any:
    """The JSON of a report in which numbers that may be null are null here and there."""
    if isinstance(value, dict):
        return {key: holed(inner, draw, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [holed(inner, draw, name) for inner in value]
    if isinstance(value, float) and name not in KEPT and draw():
        return None
    return value


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Reports of any size with any numbers missing. A null where a value is required is taken back."""
    unit = draw(st.sampled_from(["sites", "participants"]))
    made = report(
        sites=draw(st.sampled_from([0, 1, 2, 3, 4, 9, 12, 40])),
        seconds=draw(st.sampled_from([0, 1, 3, 31, 90])),
        seed=draw(st.integers(0, 50)),
        level=draw(st.sampled_from([-0.05, 0.0, 0.16, 0.97])),
        unit=unit,
        simulated=draw(st.booleans()),
        research=draw(st.booleans()),
    )
    random = draw(st.randoms(use_true_random=False))
    share = draw(st.sampled_from([0.0, 0.05, 0.5, 1.0]))
    value = made.model_dump(mode="json")
    for key in HOLED:
        value[key] = holed(value[key], lambda: random.random() < share, key)
    value["wanted"]["difference"] = 0.02
    for key in draw(st.sets(st.sampled_from(["scores", "measures"]))):
        value[key] = {}
    for key in draw(st.sets(st.sampled_from(["sites", "hours", "weekdays", "parts", "models", "moments"]))):
        value[key] = []
    return Report.model_validate(value)


@settings(max_examples=40, deadline=None)
@given(reports())
def test_whatever_is_missing_is_said_in_words(made: Report) -> None:
    """A sound page, lines that fit, a table that can be read, and no word of a program."""
    document = Document(report_page([made], {}))
    visible = " ".join(document.visible)
    assert forbidden(visible) == []
    assert len(document.named("h1")) == 1
    text = report_text(made, Screen(width=80))
    assert forbidden(text) == []
    assert max(map(cell_len, text.splitlines())) <= 80
    assert forbidden(report_text(made, Screen(is_terminal=False))) == []
    rows = list(csv.reader(StringIO(report_csv([made]))))
    assert {len(row) for row in rows} == {len(REPORT_COLUMNS)}
    if made.simulated:
        assert visible.count("SIMULATED") >= 2
        assert text.startswith("SIMULATED")
