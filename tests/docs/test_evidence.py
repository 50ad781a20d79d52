"""Heads of the pages in docs/evidence: what they claim is what the rows of their tables have."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.docs.test_answers import Row, agrees, cell

ROOT = Path(__file__).parents[2]
SOAK, ARM = "docs/evidence/soak.md", "docs/evidence/arm.md"


def head(document: str) -> str:
    """The text before the first heading of a section, in one line."""
    return " ".join((ROOT / document).read_text(encoding="utf-8").partition("\n## ")[0].split())


def cells(document: str, table: str) -> Iterator[list[str]]:
    """Cells of each row of a marked table, without its heading."""
    part = (ROOT / document).read_text(encoding="utf-8").partition(f"<!-- {table} -->")[2].partition("<!-- /")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    yield from ([text.strip() for text in row] for row in rows[2:])


def test_two_hours_with_a_bad_broker_lose_and_leak_what_the_head_says() -> None:
    said = re.search(
        r"In (\d+) hours with (\d+) outages of the broker, (\d+) messages arrived and (\d+) were missing\. "
        r"- Memory grew by ([\d.]+) MiB per hour; the limit is ([\d.]+) MiB per hour",
        head(SOAK),
    )
    assert said
    hours, outages, arrived, missing, growth, limit = said.groups()
    names = (
        "outages of the broker",
        "messages received",
        "missing after requests",
        "slope of the resident after ten minutes",
    )
    for figure, name in zip((outages, arrived, missing, growth), names, strict=True):
        assert agrees(figure, cell(Row(SOAK, name, "", table="hours"))), name
    assert cell(Row(SOAK, "length", "", table="hours")) == f"{60 * int(hours)} min"
    assert float(growth) < float(limit)


def test_sessions_of_a_study_lost_no_line_that_was_recorded() -> None:
    rows = list(cells(SOAK, "study"))
    (sessions,) = re.findall(r"In (\d+) sessions of a study with a fault each, no line .* was lost", head(SOAK))
    assert sum(int(row[1]) for row in rows) == int(sessions)
    assert [row[3] for row in rows] == ["0"] * len(rows)


def test_the_kiosk_on_arm_gives_the_messages_and_outputs_that_the_head_says() -> None:
    rows = {row[0]: row[2] for row in cells(ARM, "arm")}
    replays = [text for name, text in rows.items() if name.startswith("`vitrina replay`")]
    apart = [float(number) for text in rows.values() for number in re.findall(r"numbers at most (\S+) apart", text)]
    (limit,) = re.findall(r"outputs of the models differ by less than (\d+\.\d+)", head(ARM))
    assert len(replays) == 2
    assert all("messages: the same" in text for text in replays)
    assert 0 < max(apart) < float(limit)
