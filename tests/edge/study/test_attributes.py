"""Definitions of attributes: what a file may say, and which values it allows."""

from pathlib import Path

import pytest

from edge.study.attributes import (
    FILE,
    LARGEST,
    MOST,
    Attribute,
    attribute_text,
    check_attribute_value,
    find_attribute,
    parse_attribute_value,
    read_attributes,
)
from edge.study.errors import StudyError

WHOLE = """
[age]
type = "integer"
personal = true
meaning = "age of the participant"
unit = "years"
min = 18
max = 99

[group]
type = "choice"
personal = false
values = ["music", "no music"]
compare = true

[screen_m]
type = "number"
personal = false
min = 0.5

[remark]
type = "text"
personal = true
"""
AGE = Attribute("age", "integer", True, "age of the participant", "years", 18, 99)
GROUP = Attribute("group", "choice", False, values=("music", "no music"), is_compared=True)
DISTANCE = Attribute("screen_m", "number", False, low=0.5)
REMARK = Attribute("remark", "text", True)


def test_a_file_defines_types_limits_and_what_is_personal_or_compared(tmp_path: Path) -> None:
    assert read_attributes(tmp_path) == ()
    (tmp_path / FILE).write_text(WHOLE)
    assert read_attributes(tmp_path) == (AGE, GROUP, DISTANCE, REMARK)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[age", "cannot read"),
        ("age = 3", r"\[age\] is not a table"),
        ('[Age]\ntype = "text"\npersonal = true', "'Age' cannot be the name of an attribute"),
        ('[consent]\ntype = "text"\npersonal = true', "'consent' cannot be the name"),
        ('[x]\ntype = "date"\npersonal = true', "has no valid type. Write type = with one of: integer"),
        ('[x]\ntype = "text"', "does not state whether it is personal"),
        ('[x]\ntype = "text"\npersonal = 1', "does not state whether it is personal"),
        ('[x]\ntype = "text"\npersonal = true\nrange = 3', "has the unknown key range"),
        ('[x]\ntype = "text"\npersonal = true\nunit = " "', "has an invalid unit"),
        ('[x]\ntype = "text"\npersonal = true\nmeaning = 3', "has an invalid meaning"),
        ('[x]\ntype = "text"\npersonal = true\nmin = 3', "is not a number, but has min or max"),
        ('[x]\ntype = "integer"\npersonal = true\nmin = 3\nmax = 2', "has invalid limits"),
        ('[x]\ntype = "integer"\npersonal = true\nmin = nan', "has invalid limits"),
        ('[x]\ntype = "integer"\npersonal = true\nmin = true', "has invalid limits"),
        ('[x]\ntype = "choice"\npersonal = true', "is a choice without values"),
        ('[x]\ntype = "text"\npersonal = true\nvalues = ["a", "b"]', "has values without being one"),
        ('[x]\ntype = "choice"\npersonal = true\nvalues = ["a"]', "has invalid values"),
        ('[x]\ntype = "choice"\npersonal = true\nvalues = "ab"', "has invalid values"),
        ('[x]\ntype = "choice"\npersonal = true\nvalues = ["a", "a"]', "has invalid values"),
        ('[x]\ntype = "choice"\npersonal = true\nvalues = ["a", "n/a"]', "has invalid values"),
        ('[x]\ntype = "text"\npersonal = true\ncompare = true', "Only a choice can have compare"),
        ('[x]\ntype = "choice"\npersonal = true\nvalues = ["a", "b"]\ncompare = 1', "Only a choice can have compare"),
        ("\n".join(f'[x{n}]\ntype = "text"\npersonal = true' for n in range(MOST + 1)), "Define at most 50"),
    ],
)
def test_a_wrong_definition_is_refused_with_its_place(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(StudyError, match=why) as refused:
        read_attributes(tmp_path)
    assert str(tmp_path / FILE) in str(refused.value)


@pytest.mark.parametrize(
    ("attribute", "text", "value"),
    [
        (AGE, "18", 18),
        (AGE, "+99", 99),
        (DISTANCE, "0.5", 0.5),
        (DISTANCE, "2e0", 2.0),
        (GROUP, "no music", "no music"),
        (REMARK, "left-handed; Ω", "left-handed; Ω"),
        (Attribute("x", "integer", False), str(LARGEST), LARGEST),
    ],
)
def test_an_allowed_value_is_read_with_its_type(attribute: Attribute, text: str, value: object) -> None:
    found = parse_attribute_value(attribute, text)
    assert (found, type(found)) == (value, type(value))
    assert check_attribute_value(attribute, found) == found


@pytest.mark.parametrize(
    ("attribute", "text", "why"),
    [
        (AGE, "17", "age=17 is not allowed. Use a whole number from 18 to 99 "),
        (AGE, "100", "from 18 to 99"),
        (AGE, "34.0", "a whole number"),
        (AGE, "old", "a whole number"),
        (DISTANCE, "0.4", "a number from 0.5"),
        (DISTANCE, "nan", "a number from 0.5"),
        (DISTANCE, "far", "screen_m=far is not allowed"),
        (GROUP, "Music", "one of music, no music"),
        (REMARK, "a\tb", "a printable text"),
        (REMARK, "", "a printable text"),
        (DISTANCE, "inf", "a number from 0.5"),
        (REMARK, "n/a", "a printable text"),
        (REMARK, "x" * 201, "at most 200 characters"),
        (Attribute("x", "integer", False), str(LARGEST + 1), "a whole number"),
    ],
)
def test_a_value_outside_its_definition_is_refused(attribute: Attribute, text: str, why: str) -> None:
    with pytest.raises(StudyError, match=why):
        parse_attribute_value(attribute, text)


def test_a_stored_value_of_another_type_is_refused() -> None:
    for attribute, value in ((AGE, True), (AGE, 34.0), (DISTANCE, "2"), (GROUP, 3), (REMARK, None)):
        with pytest.raises(StudyError, match="is not allowed"):
            check_attribute_value(attribute, value)


def test_an_unknown_attribute_is_answered_with_the_known_ones() -> None:
    assert find_attribute((AGE, GROUP), "group") is GROUP
    with pytest.raises(StudyError, match=r"defines no attribute 'size'. Use one of: age, group\."):
        find_attribute((AGE, GROUP), "size")
    with pytest.raises(StudyError, match="this study defines no attributes"):
        find_attribute((), "age")


def test_a_missing_value_has_its_own_text() -> None:
    assert [attribute_text(value) for value in (None, 34, 0.5, "music")] == ["n/a", "34", "0.5", "music"]
