"""people.py: folds keep people together, and groups are read from a CSV file."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.data import DataMissingError
from models.make.people import FOLDS, assign_folds, read_groups


@settings(max_examples=25)
@given(st.lists(st.integers(1, 9), min_size=FOLDS, max_size=30))
def test_folds_are_equal_up_to_one_person(counts: list[int]) -> None:
    """No fold has more images than another by more than one person has, in whatever order they come."""
    images = {f"p{number}": count for number, count in enumerate(counts)}
    persons = [person for person, count in images.items() for _ in range(count)]
    fold_of = assign_folds(persons)
    sizes = [sum(images[person] for person in images if fold_of[person] == fold) for fold in range(FOLDS)]
    assert max(sizes) - min(sizes) <= max(images.values())
    assert assign_folds(persons[::-1]) == fold_of


def test_fewer_people_than_folds_are_refused() -> None:
    """Four people cannot be judged in five folds."""
    with pytest.raises(DataMissingError, match=r"show 4 people\. Add images until there are 5"):
        assign_folds(list("abcd") * 60)


def test_groups_have_a_value_for_each_person_and_attribute(tmp_path: Path) -> None:
    """An empty cell means that nothing is known of this person; a spreadsheet's mark at the start does not matter."""
    (tmp_path / "groups.csv").write_text("\ufeffperson,age,glasses\nAnna,30,yes\nbob, 40 ,\n", encoding="utf-8")
    groups = read_groups(tmp_path / "groups.csv")
    assert groups == {"age": {"anna": "30", "bob": "40"}, "glasses": {"anna": "yes"}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,age\nanna,30\n", "has no column person"),
        ("person\nanna\n", "or no other column"),
        ("", "has no column person"),
        ("person,age\nanna,30\nAnna,31\n", "several lines for anna"),
    ],
)
def test_a_file_without_groups_is_refused(text: str, message: str, tmp_path: Path) -> None:
    """The message says which line or column is wrong."""
    (tmp_path / "groups.csv").write_text(text)
    with pytest.raises(DataMissingError, match=message):
        read_groups(tmp_path / "groups.csv")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """With the option that names another one."""
    with pytest.raises(DataMissingError, match=r"nothing\.csv cannot be read.*--groups"):
        read_groups(tmp_path / "nothing.csv")
