"""ferplus.py: the two published tables become the layout that training and evaluation read."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.data import read_table
from models.evaluate import command
from models.expression.data import CLASSES, load_ferplus
from models.labelling import ferplus
from models.labelling.ferplus import VOTED, majority_class
from tests.models.expression.drawn_faces import face

USAGES = ("Training",) * 8 + ("PublicTest",) * 4 + ("PrivateTest",) * 4


@pytest.fixture
def tables(tmp_path: Path) -> tuple[Path, Path]:
    """Both tables as they are published. FER+ leaves out one picture; one of the test part is a copy."""
    rng = np.random.default_rng(0)
    kinds = [("neutral", "happiness", "surprise", "sadness")[number % 4] for number in range(16)]
    pictures = [face(kind, 48, rng) for kind in kinds]
    pictures[8] = pictures[0]
    fer2013, votes = tmp_path / "fer2013.csv", tmp_path / "fer2013new.csv"
    with fer2013.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["emotion", "pixels", "Usage"])
        for usage, picture in zip(USAGES, pictures, strict=True):
            writer.writerow([0, " ".join(map(str, picture.ravel())), usage])
    with votes.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Usage", "Image name", *VOTED])
        for number, (usage, kind) in enumerate(zip(USAGES, kinds, strict=True)):
            counts = [8 if name == kind else int(name == "contempt") for name in VOTED]
            writer.writerow([usage, "" if number == 3 else f"fer{number:07d}.png", *counts])
    return fer2013, votes


def test_tables_become_the_layout_of_training(tables: tuple[Path, Path], tmp_path: Path) -> None:
    """Every picture is kept to the pixel, in its part; copies are marked."""
    out = tmp_path / "faces"
    assert ferplus.main([*map(str, tables), str(out)]) == 0
    rows, table = load_ferplus(out), read_table(out / "ferplus.csv")
    assert [row["usage"] for row in table] == ["train"] * 7 + ["public"] * 4 + ["private"] * 4
    pixels = [list(map(int, row["pixels"].split())) for row in read_table(tables[0])]
    del pixels[3]
    np.testing.assert_array_equal(rows.images.reshape(15, -1), pixels)
    assert rows.votes.sum(axis=1).tolist() == [9] * 15
    assert (rows.votes[np.arange(15), rows.majority] == 8).all()
    assert [index for index, leak in enumerate(rows.leak) if leak] == [7]
    assert table[7]["dup_group"] == table[0]["dup_group"]


def test_private_part_is_measured_by_its_name(
    tables: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The third part of the data is a split like the others."""
    assert ferplus.main([*map(str, tables), str(tmp_path / "faces")]) == 0
    capsys.readouterr()
    assert command.main(["expression", "--data", str(tmp_path / "faces"), "--split", "private"]) == 0
    assert json.loads(capsys.readouterr().out)["n"] == 4


def test_copy_with_spaces_in_its_header_is_read(tables: tuple[Path, Path], tmp_path: Path) -> None:
    """One copy of FER2013 is published so."""
    text = tables[0].read_text().replace("emotion,pixels,Usage", "emotion, Usage, pixels", 1).splitlines()
    swapped = [text[0], *(",".join((line.split(",")[0], line.split(",")[2], line.split(",")[1])) for line in text[1:])]
    tables[0].write_text("\n".join(swapped) + "\n")
    assert ferplus.main([*map(str, tables), str(tmp_path / "faces")]) == 0


@pytest.mark.parametrize(
    ("which", "old", "new", "words"),
    [
        (1, "PublicTest", "Training", "line 10 is PublicTest in one table and Training in the other"),
        (1, "neutral", "calm", "has no column neutral; it has Usage, Image name, calm"),
        (0, "pixels", "picture", "has no column pixels"),
        (0, " ", "", "line 2 of FER2013's table does not contain 48 x 48 grey levels"),
        (1, "fer0000015.png,", "fer0000015.png,many", "do not match"),
    ],
)
def test_tables_that_do_not_belong_together_are_refused(
    tables: tuple[Path, Path],
    which: int,
    old: str,
    new: str,
    words: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Exit code 3, and nothing is written."""
    tables[which].write_text(tables[which].read_text().replace(old, new))
    assert ferplus.main([*map(str, tables), str(tmp_path / "faces")]) == 3
    assert words in capsys.readouterr().err
    assert not (tmp_path / "faces").exists()


def test_cut_or_missing_table_and_used_folder_are_refused(
    tables: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A table that ends early, one that is not there, and an OUT that holds data."""
    out = tmp_path / "faces"
    whole = tables[1].read_text()
    tables[1].write_text("\n".join(whole.splitlines()[:-1]) + "\n")
    assert ferplus.main([*map(str, tables), str(out)]) == 3
    assert "do not match" in capsys.readouterr().err
    assert ferplus.main([str(tables[0]), str(tmp_path / "none.csv"), str(out)]) == 3
    tables[1].write_text(whole)
    assert ferplus.main([*map(str, tables), str(out)]) == 0
    assert ferplus.main([*map(str, tables), str(out)]) == 3
    assert "already contains data" in capsys.readouterr().err


@given(st.dictionaries(st.sampled_from(VOTED), st.integers(0, 10), min_size=1))
def test_majority_has_more_than_half_of_the_votes_that_count(votes: dict[str, int]) -> None:
    """FER+'s rule: single votes are dropped, and half is not enough."""
    kept = {name: count for name, count in votes.items() if count > 1}
    found = majority_class(votes)
    if found in kept and 2 * kept[found] > sum(kept.values()):
        assert all(kept[found] > count for name, count in kept.items() if name != found)
    else:
        assert found == "unknown"
        assert not any(2 * count > sum(kept.values()) for count in kept.values())


def test_votes_of_one_are_noise() -> None:
    """Five of ten are no majority, unless the others are single votes."""
    assert majority_class({"happiness": 5, "neutral": 5}) == "unknown"
    assert (
        majority_class({"happiness": 5, **dict.fromkeys(("neutral", "fear", "anger", "NF", "sadness"), 1)})
        == "happiness"
    )
    assert majority_class(dict.fromkeys(CLASSES, 1)) == "unknown"
