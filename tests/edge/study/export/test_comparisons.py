"""Attributes and comparisons in exports: personal ones only if asked for, and compared from the exported data."""

import csv
import json
from pathlib import Path

import pytest

from edge.study.analysis.groups import SMALL_GROUP, GroupDifference
from edge.study.analysis.people import FEW_PEOPLE, Mean
from edge.study.analysis.reliability import Reliability
from edge.study.attributes import FILE, AttributeValue
from edge.study.export.comparisons import COLUMNS, comparison_rows
from edge.study.export.content import ExportContent
from edge.study.export.export import ExportRequest, export_study
from edge.study.export.reliability import reliability_rows
from edge.study.export.selection import Selection
from edge.study.report.results import ComparisonResult, GroupComparisonResult, ReliabilityResult
from tests.doubles.study import Lab
from tests.edge.study.export.shared import SHARED, session

DEFINED = """
[age]
type = "integer"
personal = true
meaning = "age of the participant"
unit = "years"

[sex]
type = "choice"
personal = true
values = ["f", "m"]
compare = true

[group]
type = "choice"
personal = false
meaning = "music during the ads"
values = ["loud", "soft"]
compare = true
"""


PEOPLE: dict[str, dict[str, AttributeValue]] = {
    "w1": {"age": 31, "sex": "f", "group": "soft"},
    "w2": {"age": 32, "sex": "m", "group": "loud"},
    "w3": {},
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Exports of three participants; w3 has no attributes. `asked` has the personal ones."""
    place = tmp_path_factory.mktemp("comparisons")
    lab = Lab(place)
    (lab.folder / FILE).write_text(DEFINED)
    with lab.open() as study:
        for name, values in PEOPLE.items():
            study.participants.add(name, lab.terms(SHARED))
            session(study, name)
            study.attribute_values.change_values(name, values)
        requests = [
            ExportRequest("bids", place / "bids"),
            ExportRequest("bids", place / "asked", with_personal=True),
            ExportRequest("csv", place / "csv", with_personal=True),
            ExportRequest("csv", place / "one", "w1"),
        ]
        for request in requests:
            export_study(study, request, lambda: lab.now_s)
    return place


def table(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open() as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_bids_describes_attributes_and_has_personal_ones_only_if_asked(place: Path) -> None:
    people = table(place / "bids" / "participants.tsv", "\t")
    assert list(people[0]) == ["participant_id", "consent", "sessions", "group"]
    assert [one["group"] for one in people] == ["soft", "loud", "n/a"]
    described = json.loads((place / "bids" / "participants.json").read_text())
    assert described["group"] == {"Description": "music during the ads", "Levels": {"loud": "loud", "soft": "soft"}}
    people = table(place / "asked" / "participants.tsv", "\t")
    assert [one["age"] for one in people] == ["31", "32", "n/a"]
    described = json.loads((place / "asked" / "participants.json").read_text())
    assert described["age"] == {"Description": "age of the participant", "Units": "years"}
    personal = "**The tables of participants contain personal data**: age, sex."
    assert personal in (place / "asked" / "README.md").read_text()
    texts = [path.read_text() for path in (place / "bids").rglob("*") if path.suffix in (".tsv", ".json", ".md")]
    assert not [text for text in texts if "age of the participant" in text or "personal data" in text or "sex" in text]


def test_the_dictionary_describes_attributes(place: Path) -> None:
    rows = [row for row in table(place / "csv" / "dictionary.csv") if row["series"] == "participants"]
    assert [(row["column"], row["unit"], row["type"], row["meaning"]) for row in rows] == [
        ("age", "years", "Int64", "age of the participant"),
        ("sex", "", "category", "one of f, m"),
        ("group", "", "category", "music during the ads; one of loud, soft"),
    ]


def test_the_reliability_of_each_curve_is_exported_without_a_number_about_a_small_group(place: Path) -> None:
    rows = table(place / "csv" / "reliability.csv")
    names = [(row["creative"], row["measure"]) for row in rows]
    assert ("summer", "skin conductance, change") in names
    assert ("summer", "smile, change") in names
    assert {row["reliability"] for row in rows} == {"n/a"}
    assert {row["note"] for row in rows} == {FEW_PEOPLE}
    derived = place / "bids" / "derivatives" / "vitrina"
    assert table(derived / "reliability.tsv", "\t") == rows
    assert set(json.loads((derived / "reliability.json").read_text())) == set(rows[0])
    described = json.loads((derived / "dataset_description.json").read_text())
    assert described["Name"] == "Adverts: comparisons and reliability"
    assert not (place / "one" / "reliability.csv").exists()


def test_a_reliability_has_six_digits() -> None:
    found = ReliabilityResult("spring", "smile, change", Reliability(0.81234567, 0.7, 0.9, 12))
    content = ExportContent("Ads", Selection((), ()), reliability=[found])
    assert list(reliability_rows(content)) == [("spring", "smile, change", "0.812346", "0.7", "0.9", "12", "n/a")]


def test_comparisons_are_exported_beside_the_data(place: Path) -> None:
    """Those of ads and of groups; in BIDS as a derived dataset. An export of one participant has none."""
    rows = table(place / "csv" / "comparisons.csv")
    assert {row["comparison"] for row in rows} == {"ads", "groups"}
    derived = place / "bids" / "derivatives" / "vitrina"
    assert {row["attribute"] for row in table(derived / "comparisons.tsv", "\t")} == {"n/a", "group"}
    assert json.loads((derived / "dataset_description.json").read_text())["DatasetType"] == "derivative"
    assert set(json.loads((derived / "comparisons.json").read_text())) == set(rows[0])
    assert {row["attribute"] for row in rows} == {"n/a", "sex", "group"}
    assert not (place / "one" / "comparisons.csv").exists()


def test_rows_have_the_numbers_of_both_kinds() -> None:
    content = ExportContent(
        "Ads", Selection((), ()),
        comparisons=[
            ComparisonResult("smile", "share", "spring", "summer", Mean(0.25, 0.1, 0.4, 9), 0.0123456789, None, True)
        ],
        group_comparisons=[
            GroupComparisonResult("music", "smile", "share", "spring", "loud", "soft", found, p, False)
            for found, p in (
                (GroupDifference(12, 11, -0.25, -0.4, -0.1, 0.002), 0.016),
                (GroupDifference(4, 5, reason=SMALL_GROUP), None),
            )
        ],
    )  # fmt: skip
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in comparison_rows(content)]
    assert [list(row.values()) for row in rows] == [
        ["ads", "n/a", "smile", "share", "n/a", "spring", "summer", "0.25", "0.1", "0.4", "9", "9", "0.0123457",
         "planned", "n/a"],
        ["groups", "music", "smile", "share", "spring", "loud", "soft", "-0.25", "-0.4", "-0.1", "12", "11", "0.016",
         "exploratory", "n/a"],
        ["groups", "music", "smile", "share", "spring", "loud", "soft", "n/a", "n/a", "n/a", "4", "5", "n/a",
         "exploratory", SMALL_GROUP],
    ]  # fmt: skip
