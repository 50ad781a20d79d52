"""Plan of a study, which a person writes as a TOML file before the first session: comparisons, size, exclusions."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isfinite
from pathlib import Path
from typing import Any

from edge.files import read_text
from edge.study.attributes import Attribute, find_attribute
from edge.study.errors import StudyError
from edge.toml_text import TomlTextError, read_toml

ADS, GROUPS = "ads", "groups"
"""Kinds of comparisons: two ads within participants, or two groups of participants."""
LONGEST_TEXT = 300
MOST_PARTICIPANTS = 1_000
MOST_EXCLUSIONS = 20
MOST_TESTS = 50
"""Largest number of planned tests that share one correction. With more, the simulated p-values are too coarse."""
LARGEST_DIFFERENCE = 5.0
_KEYS = ("question", "participants", "exclude", "comparison")
_COMPARISON_KEYS = ("between", "attribute", "ads", "measures", "difference")


@dataclass(frozen=True, slots=True)
class PlannedComparison:
    """A comparison of ads or of groups, in each of these measures and ads.

    `difference`: smallest difference of interest in standard deviations: for groups those within a group, for ads those
    of the differences within participants. `attribute` and `groups`: for groups, the attribute and its values.
    """

    between: str
    measures: tuple[str, ...]
    ads: tuple[str, ...]
    difference: float
    attribute: str = ""
    groups: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The compared ads or groups, as text."""
        names = " and ".join((", ".join(self.ads[:-1]), self.ads[-1])) if len(self.ads) > 1 else self.ads[0]
        return f"the ads {names}" if self.between == ADS else f"groups of {self.attribute} in {names}"


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """Planned comparisons, number of participants, and rules of exclusion as sentences. `question`: "" if not given."""

    participants: int
    comparisons: tuple[PlannedComparison, ...]
    exclusions: tuple[str, ...]
    question: str = ""

    def includes_ads(self, measure: str, a: str, b: str) -> bool:
        """True if the plan compares these two ads in this measure."""
        return any(
            one.between == ADS and measure in one.measures and a in one.ads and b in one.ads for one in self.comparisons
        )

    def includes_groups(self, attribute: str, measure: str, creative: str) -> bool:
        """True if the plan compares the groups of this attribute in this measure of this ad."""
        return any(
            one.between == GROUPS and one.attribute == attribute and measure in one.measures and creative in one.ads
            for one in self.comparisons
        )

    def includes_measure(self, measure: str, creative: str) -> bool:
        """True if a planned comparison uses this measure of this ad."""
        return any(measure in one.measures and creative in one.ads for one in self.comparisons)

    def count_tests(self, comparison: PlannedComparison, measure: str) -> int:
        """Number of planned tests that Holm's method corrects together with those of a comparison in a measure.

        For groups these are all tests of groups, for ads all pairs of ads in this measure.
        """
        if comparison.between == GROUPS:
            every = [one for one in self.comparisons if one.between == GROUPS]
            return len({test for one in every for test in _group_tests(one)})
        every = [one for one in self.comparisons if one.between == ADS and measure in one.measures]
        return len({frozenset(pair) for one in every for pair in combinations(one.ads, 2)})


def read_plan(path: Path, measures: Collection[str], attributes: Sequence[Attribute]) -> StudyPlan:
    """Read a plan. `measures`: names of the measures in a report's comparisons. Raises StudyError."""
    try:
        table: Any = read_toml(read_text(path))
    except (OSError, UnicodeDecodeError, TomlTextError) as error:
        raise StudyError(f"study: cannot read {path} ({error}). Correct the file (vitrina docs studies).") from None
    try:
        return _plan(table, measures, attributes)
    except _PlanError as error:
        raise StudyError(f"study: {path}: {error}") from None


def plan_record(plan: StudyPlan) -> dict[str, Any]:
    """A plan as values for JSON."""
    return {
        "question": plan.question,
        "participants": plan.participants,
        "exclude": list(plan.exclusions),
        "comparison": [
            {
                "between": one.between,
                "attribute": one.attribute,
                "groups": list(one.groups),
                "ads": list(one.ads),
                "measures": list(one.measures),
                "difference": one.difference,
            }
            for one in plan.comparisons
        ],
    }


def plan_from_record(record: Mapping[str, Any]) -> StudyPlan:
    """The plan that `plan_record` turned into values."""
    comparisons = tuple(
        PlannedComparison(
            one["between"],
            tuple(one["measures"]),
            tuple(one["ads"]),
            one["difference"],
            one["attribute"],
            tuple(one["groups"]),
        )
        for one in record["comparison"]
    )
    return StudyPlan(record["participants"], comparisons, tuple(record["exclude"]), record["question"])


class _PlanError(Exception):
    """A part of the plan is invalid. The message has the fault and its fix."""


def _plan(table: Mapping[str, Any], measures: Collection[str], attributes: Sequence[Attribute]) -> StudyPlan:
    _require_keys("the file", table, _KEYS)
    participants = table.get("participants")
    if type(participants) is not int or not 1 <= participants <= MOST_PARTICIPANTS:
        raise _PlanError(f"participants is missing or invalid. Write a whole number from 1 to {MOST_PARTICIPANTS}.")
    given = table.get("comparison")
    if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
        raise _PlanError("no comparison is planned. Write [[comparison]], and its keys below it.")
    comparisons = tuple(_comparison(number, one, measures, attributes) for number, one in enumerate(given, 1))
    exclusions = _names("the file", table, "exclude", 0, MOST_EXCLUSIONS) if "exclude" in table else ()
    question = table.get("question", "")
    if question != "" and not _is_text(question):
        raise _PlanError(f"question is invalid. Write a text of 1 to {LONGEST_TEXT} characters.")
    plan = StudyPlan(participants, comparisons, exclusions, str(question))
    largest = max(plan.count_tests(one, measure) for one in comparisons for measure in one.measures)
    if largest > MOST_TESTS:
        raise _PlanError(
            f"{largest} planned tests share one correction for multiple tests. Plan at most {MOST_TESTS}: fewer ads "
            "or measures."
        )
    return plan


def _comparison(
    number: int, table: Mapping[str, Any], measures: Collection[str], attributes: Sequence[Attribute]
) -> PlannedComparison:
    where = f"comparison {number}"
    _require_keys(where, table, _COMPARISON_KEYS)
    between = table.get("between")
    if between not in (ADS, GROUPS):
        raise _PlanError(f'{where}: between is missing or invalid. Write between = "{ADS}" or "{GROUPS}".')
    ads = _names(where, table, "ads", 2 if between == ADS else 1, MOST_TESTS)
    named = _names(where, table, "measures", 1, MOST_TESTS)
    if unknown := [name for name in named if name not in measures]:
        known = "; ".join(sorted(measures))
        raise _PlanError(f"{where}: no comparison uses the measure {unknown[0]!r}. Use one of: {known}.")
    difference = table.get("difference")
    is_number = type(difference) in (int, float) and isfinite(difference) and 0 < difference <= LARGEST_DIFFERENCE  # type: ignore[arg-type,operator]
    if not is_number:
        raise _PlanError(
            f"{where}: difference is missing or invalid. Write the smallest difference that matters, in standard "
            f"deviations, above 0 and up to {LARGEST_DIFFERENCE:g}."
        )
    compared = _compared_attribute(where, between, table, attributes)
    name, groups = ("", ()) if compared is None else (compared.name, compared.values)
    return PlannedComparison(between, named, ads, float(difference), name, groups)  # type: ignore[arg-type]


def _compared_attribute(
    where: str, between: str, table: Mapping[str, Any], attributes: Sequence[Attribute]
) -> Attribute | None:
    name = table.get("attribute")
    if between == ADS:
        if name is not None:
            raise _PlanError(f"{where}: ads are compared within participants. Remove attribute.")
        return None
    if not isinstance(name, str):
        raise _PlanError(f"{where}: attribute is missing. Name the attribute that divides the participants.")
    try:
        attribute = find_attribute(attributes, name)
    except StudyError as error:
        raise _PlanError(f"{where}: {str(error).removeprefix('study: ')}") from None
    if not attribute.is_compared:
        raise _PlanError(f"{where}: the report does not compare {name}. Set compare = true in attributes.toml.")
    return attribute


def _group_tests(one: PlannedComparison) -> Iterator[tuple[str, ...]]:
    """Every test of a comparison of groups: attribute, measure, ad, and two groups."""
    for measure in one.measures:
        for creative in one.ads:
            for pair in combinations(one.groups, 2):
                yield one.attribute, measure, creative, *pair


def _require_keys(where: str, table: Mapping[str, Any], known: Sequence[str]) -> None:
    if unknown := sorted(set(table) - set(known)):
        raise _PlanError(f"{where} has the unknown key {unknown[0]}. Use only: {', '.join(known)}.")


def _names(where: str, table: Mapping[str, Any], key: str, least: int, most: int) -> tuple[str, ...]:
    given = table.get(key)
    is_list = isinstance(given, list) and least <= len(given) <= most and all(map(_is_text, given))
    if not is_list or max(Counter(given).values(), default=1) > 1:
        raise _PlanError(
            f"{where}: {key} is missing or invalid. List {least} to {most} different texts, each of at most "
            f"{LONGEST_TEXT} characters."
        )
    return tuple(given)  # type: ignore[arg-type]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= LONGEST_TEXT and value.isprintable() and value == value.strip()
