"""data.py: parts of the data by person, and the declared licence of packed data."""

from pathlib import Path

import pytest

from models.data import LICENCE_FILE, DataMissingError, is_held_out, is_measured, read_licence, write_licence


def test_a_fifth_of_the_people_is_measured_and_a_tenth_of_the_others_held_out() -> None:
    """Two hashes decide; with one, all people of the test part would be held out too."""
    people = [f"person {number}" for number in range(5000)]
    others = [person for person in people if not is_measured(person)]
    assert len(others) / len(people) == pytest.approx(0.8, abs=0.02)
    assert sum(map(is_held_out, others)) / len(others) == pytest.approx(0.1, abs=0.015)


def test_declared_licence_comes_back(tmp_path: Path) -> None:
    """Data of this project have no such file."""
    assert read_licence(tmp_path) is None
    write_licence(tmp_path, "commercial", "Unser Studio, Vertrag 12, Köln.")
    assert read_licence(tmp_path) == ("commercial", "Unser Studio, Vertrag 12, Köln.")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"licence": "free", "licence_note": "x"}', '{"licence": "commercial"}']
)
def test_a_damaged_licence_gives_no_rights(text: str, tmp_path: Path) -> None:
    """Nothing is guessed from it."""
    (tmp_path / LICENCE_FILE).write_text(text)
    with pytest.raises(DataMissingError, match="Pack the data again"):
        read_licence(tmp_path)
