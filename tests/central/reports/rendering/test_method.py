"""Every number that a report can show has an entry, on the page and in the documents."""

import types
import typing
from pathlib import Path

import pytest
from pydantic import BaseModel

from central.measures import MEASURES, SCORES
from central.reports import experiment_values, trend_values, values
from central.reports.rendering.entries import ENTRIES as FIELDS
from central.reports.rendering.method import entry_groups, method_markdown, rule_texts, short_label
from central.reports.rendering.page_creative import creative_part
from tests.central.reports.examples import reports
from tests.central.reports.honest import THOUGHTS

ENTRIES = [entry for group in entry_groups() for entry in group.entries]
VALUES = vars(values) | vars(experiment_values) | vars(trend_values)
REPORTS = ("Interval", "Measure", "Here", "Score", "Site", "Flow", "Hour", "Part", "Withheld", "ModelSpan", "Wanted")
CURVES = ("Second", "Cell", "Moment")
VERDICTS = ("Difference", "Arm", "SeenBoth", "Sensitivity", "Week")
PLACES = {"Second.second", "Moment.from_second", "Moment.to_second"}
"""Numbers that say where on the film something is."""


EXPLAINED = {field for entries in FIELDS.values() for fields in entries.values() for field in fields}
"""Fields of the values that have an entry, as `Type.field`."""


def is_number(annotation: object) -> bool:
    """True for a field that holds a number, or numbers by name."""
    arguments = typing.get_args(annotation)
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) in (typing.Union, dict):
        return any(is_number(argument) for argument in arguments)
    return annotation in (int, float)


def numbers(model: type[BaseModel]) -> set[str]:
    """Numeric fields of a value, its own alone."""
    base = {name for parent in model.__bases__ if issubclass(parent, BaseModel) for name in parent.model_fields}
    own = {name: field for name, field in model.model_fields.items() if name not in base}
    return {f"{model.__name__}.{name}" for name, field in own.items() if is_number(field.annotation)}


def test_every_measure_and_score_has_an_entry() -> None:
    """Under the name that it has in the JSON."""
    assert {entry.key for entry in ENTRIES} >= {*MEASURES, *SCORES}
    assert len({entry.key for entry in ENTRIES}) == len(ENTRIES)


@pytest.mark.parametrize("name", [*REPORTS, *CURVES, *VERDICTS])
def test_every_number_of_the_values_has_an_entry(name: str) -> None:
    """A number that is added to the values fails here until it is explained."""
    assert numbers(VALUES[name]) - PLACES - EXPLAINED == set()


def test_every_field_of_a_report_has_an_entry() -> None:
    """Words and lists too."""
    assert {f"Report.{name}" for name in values.Report.model_fields if name != "schema_"} - EXPLAINED == set()


def test_no_entry_names_a_field_that_is_not_there() -> None:
    """An entry of a field that was removed would mislead."""
    for field in EXPLAINED:
        model, _, name = field.partition(".")
        assert name in VALUES[model].model_fields, field


def test_an_entry_says_what_the_number_is_and_is_not() -> None:
    """One sentence each, a formula, a unit, and no word for what somebody thinks."""
    for entry in ENTRIES:
        assert entry.definition.endswith("."), entry.key
        assert all((entry.label, entry.unit, entry.formula, entry.is_not)), entry.key
        assert THOUGHTS.findall(" ".join((entry.label, entry.definition, entry.formula, entry.is_not))) == []


def test_the_method_answers_what_is_asked_of_a_number() -> None:
    """Noise, k, intervals over shops, ranking, winners, and the network in this light."""
    text = " ".join(f"{title} {words}" for title, words in rule_texts())
    for asked in ("random noise", "at least k people", "over shops", "Shops are not ranked", "winner", "light"):
        assert asked in text


def test_links_of_a_page_lead_to_entries() -> None:
    """The facts of a report name entries that are there."""
    keys = {entry.key for entry in ENTRIES}
    for made in reports().values():
        assert {entry for _, _, entry in creative_part(made, (), 1).facts} <= keys


def test_a_number_without_an_entry_is_named_by_its_key() -> None:
    """A newer server may send one."""
    assert short_label("new_score") == "new score"


def test_the_document_holds_the_list() -> None:
    """docs/results/numbers.md is made of it."""
    text = (Path(__file__).parents[4] / "docs" / "results/numbers.md").read_text(encoding="utf-8")
    assert method_markdown().strip() in text
