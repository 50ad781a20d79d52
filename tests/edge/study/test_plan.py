"""Plans of studies: what a file may say, what it plans, and how many tests share a correction."""

from pathlib import Path

import pytest

from edge.study.attributes import Attribute
from edge.study.errors import StudyError
from edge.study.plan import (
    ADS,
    GROUPS,
    MOST_TESTS,
    PlannedComparison,
    StudyPlan,
    plan_from_record,
    plan_record,
    read_plan,
)

MEASURES = ("attention", "smile, change over the ad")
ATTRIBUTES = (
    Attribute("condition", "choice", False, values=("loud", "soft", "none"), is_compared=True),
    Attribute("hand", "choice", False, values=("left", "right")),
)
HEAD = "participants = 40\n"
COMPARED = '[[comparison]]\nbetween = "ads"\nads = ["spring", "summer"]\nmeasures = ["attention"]\ndifference = 0.5\n'
DIVIDED = COMPARED.replace('"ads"', '"groups"\nattribute = "condition"')
WHOLE = f"""
question = "Do people smile more?"
{HEAD}
exclude = ["who knew an ad"]
{DIVIDED}
[[comparison]]
between = "ads"
ads = ["spring", "summer", "autumn"]
measures = ["smile, change over the ad", "attention"]
difference = 1
"""
ADS_PLANNED = PlannedComparison(ADS, ("smile, change over the ad", "attention"), ("spring", "summer", "autumn"), 1.0)
GROUPS_PLANNED = PlannedComparison(
    GROUPS, ("attention",), ("spring", "summer"), 0.5, "condition", ("loud", "soft", "none")
)
PLAN = StudyPlan(40, (GROUPS_PLANNED, ADS_PLANNED), ("who knew an ad",), "Do people smile more?")


def read(folder: Path, text: str) -> StudyPlan:
    path = folder / "plan.toml"
    path.write_text(text)
    return read_plan(path, MEASURES, ATTRIBUTES)


def test_a_file_plans_comparisons_size_and_exclusions(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE) == PLAN
    assert read(tmp_path, HEAD + COMPARED).exclusions == ()
    assert plan_from_record(plan_record(PLAN)) == PLAN


def test_a_plan_says_which_comparison_it_has() -> None:
    assert PLAN.includes_ads("attention", "summer", "spring")
    assert not PLAN.includes_ads("attention", "winter", "spring")
    assert not PLAN.includes_ads("laughter", "summer", "spring")
    assert not StudyPlan(9, (GROUPS_PLANNED,), ()).includes_ads("attention", "summer", "spring")
    assert PLAN.includes_groups("condition", "attention", "spring")
    assert not PLAN.includes_groups("condition", "attention", "autumn")
    assert not PLAN.includes_groups("hand", "attention", "spring")
    assert not PLAN.includes_groups("condition", "smile, change over the ad", "spring")
    assert PLAN.includes_measure("attention", "autumn")
    assert not PLAN.includes_measure("laughter", "spring")
    assert not PLAN.includes_measure("attention", "winter")
    assert ADS_PLANNED.title == "the ads spring, summer and autumn"
    assert GROUPS_PLANNED.title == "groups of condition in spring and summer"
    assert PlannedComparison(GROUPS, ("attention",), ("spring",), 1, "hand").title == "groups of hand in spring"


def test_tests_that_share_a_correction_are_counted_once() -> None:
    """Groups over everything, ads for each measure, as the report adjusts p."""
    assert PLAN.count_tests(ADS_PLANNED, "attention") == 3
    assert PLAN.count_tests(GROUPS_PLANNED, "attention") == 6  # two ads, three pairs
    pair = PlannedComparison(ADS, ("attention",), ("winter", "summer"), 1.0)
    same = PlannedComparison(ADS, ("attention",), ("spring", "autumn"), 0.3)
    more = StudyPlan(9, (ADS_PLANNED, pair, same, GROUPS_PLANNED, GROUPS_PLANNED), ())
    assert more.count_tests(pair, "attention") == 4
    assert more.count_tests(ADS_PLANNED, "smile, change over the ad") == 3
    assert more.count_tests(GROUPS_PLANNED, "attention") == 6


MANY = ", ".join(f'"a{n}"' for n in range(12))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("participants = ", "cannot read"),
        ("", "participants is missing"),
        ("participants = 0\n" + COMPARED, "participants is missing or invalid"),
        ("participants = true\n" + COMPARED, "participants is missing or invalid"),
        (HEAD, r"no comparison is planned. Write \[\[comparison\]\]"),
        (HEAD + "comparison = [3]", "no comparison is planned"),
        (HEAD + "size = 3\n" + COMPARED, "the file has the unknown key size"),
        (HEAD + COMPARED + "power = 3", "comparison 1 has the unknown key power"),
        (HEAD + "question = 3\n" + COMPARED, "question is invalid"),
        (HEAD + 'exclude = "all"\n' + COMPARED, "exclude is missing or invalid"),
        (HEAD + COMPARED.replace('"ads"', '"days"'), 'between is missing or invalid. Write between = "ads"'),
        (HEAD + COMPARED.replace('"spring", ', ""), "ads is missing or invalid. List 2 to 50"),
        (HEAD + COMPARED.replace('"spring"', '"summer"'), "ads is missing or invalid"),
        (HEAD + COMPARED.replace("attention", "joy"), "uses the measure 'joy'. Use one of: attention; smile"),
        (HEAD + COMPARED.replace("0.5", "0"), "difference is missing or invalid"),
        (HEAD + COMPARED.replace("0.5", "nan"), "difference is missing or invalid"),
        (HEAD + COMPARED.replace("0.5", "true"), "difference is missing or invalid"),
        (HEAD + COMPARED.replace("0.5", "5.1"), "above 0 and up to 5"),
        (HEAD + COMPARED + 'attribute = "condition"', "ads are compared within participants. Remove attribute"),
        (HEAD + DIVIDED.replace('attribute = "condition"', ""), "attribute is missing"),
        (HEAD + DIVIDED.replace("condition", "age"), "comparison 1: attributes.toml defines no attribute 'age'"),
        (HEAD + DIVIDED.replace("condition", "hand"), "the report does not compare hand. Set compare = true"),
        (HEAD + COMPARED.replace('"spring", "summer"', MANY), f"66 planned tests .* at most {MOST_TESTS}"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_fix(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(StudyError, match=why):
        read(tmp_path, text)


def test_a_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"cannot read .*nothing.toml"):
        read_plan(tmp_path / "nothing.toml", MEASURES, ATTRIBUTES)
