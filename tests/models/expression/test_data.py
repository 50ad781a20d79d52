"""data.py: rows match their pictures, and near-copies are on one side of a split."""

from pathlib import Path

import numpy as np
import pytest

from models.data import DATA, DataMissingError, file_hashes
from models.expression.data import (
    CLASSES,
    faces_folder,
    held_out_rows,
    load_ferplus,
    load_sheet,
    soft_targets,
)
from tests.models.expression.drawn_faces import write_faces

FACES = DATA / "faces"
needs_faces = pytest.mark.skipif(not FACES.is_dir(), reason="../shared/data/faces is not here")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of drawn faces."""
    return write_faces(tmp_path_factory.mktemp("data") / "faces")


def test_rows_of_one_usage_are_loaded(drawn: Path) -> None:
    """Loading usage `train` gives no public picture."""
    train = load_ferplus(drawn, ("train",))
    assert len(train) == 300
    assert set(train.usage) == {"train"}
    assert len(load_ferplus(drawn)) == 364


def test_rows_match_their_pictures(drawn: Path) -> None:
    """Smiling tiles have a curved mouth, which is darker below its middle than a straight mouth."""
    rows = load_ferplus(drawn, ("public",))
    smile = rows.images[rows.majority == CLASSES.index("happiness")].mean(axis=0)
    neutral = rows.images[rows.majority == CLASSES.index("neutral")].mean(axis=0)
    assert smile[40, 20:28].mean() < neutral[40, 20:28].mean() - 30


def test_rows_without_a_class_have_no_label(drawn: Path) -> None:
    """Majority "unknown" is -1, and `where` selects the same rows of all columns."""
    rows = load_ferplus(drawn, ("public",))
    unknown = rows.select_rows(rows.majority < 0)
    assert len(unknown) == 4
    assert len(unknown.images) == len(unknown.votes) == len(unknown.dup_group) == len(unknown.leak) == 4


def test_single_votes_are_dropped_and_unknown_votes_lower_the_weight() -> None:
    """6 neutral, 2 unknown, 1 contempt and 1 anger give neutral alone, with a weight of three quarters."""
    votes = np.array([[6, 0, 0, 0, 1, 0, 0, 1, 2, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0, 10]], np.float32)
    targets = soft_targets(votes)
    assert targets[0].tolist() == pytest.approx([0.75, 0, 0, 0, 0, 0, 0, 0])
    assert targets[1].sum() == 0


def test_near_copies_are_held_out_together(drawn: Path) -> None:
    """A group is on one side of the split, the same in every run."""
    rows = load_ferplus(drawn, ("train",))
    out = held_out_rows(rows.dup_group)
    assert not set(rows.dup_group[out]) & set(rows.dup_group[~out])
    np.testing.assert_array_equal(out, held_out_rows(rows.dup_group))


def test_a_tenth_of_the_groups_is_held_out() -> None:
    """The hash selects about a tenth of many groups."""
    assert held_out_rows([str(group) for group in range(5000)]).mean() == pytest.approx(0.1, abs=0.015)


def test_error_for_missing_data_names_its_path(tmp_path: Path) -> None:
    """A missing folder, table, sheet or usage each has its own error text."""
    with pytest.raises(DataMissingError, match=r"neither .* nor its subfolder faces contains ferplus\.csv"):
        faces_folder(tmp_path)
    with pytest.raises(DataMissingError, match=r"ferplus\.csv does not exist"):
        load_ferplus(tmp_path)
    folder = write_faces(tmp_path / "faces", train=8, public=8)
    with pytest.raises(DataMissingError, match="no row with usage private"):
        load_ferplus(folder, ("private",))
    (folder / "ferplus_public.webp").unlink()
    with pytest.raises(DataMissingError, match=r"ferplus_public\.webp does not exist, or is not an image"):
        load_ferplus(folder)


def test_faces_folder_is_found_directly_or_below(drawn: Path) -> None:
    """--data may name the folder or its parent."""
    assert faces_folder(drawn) == faces_folder(drawn.parent) == drawn


def test_coloured_tiles_come_in_the_order_of_their_table(drawn: Path) -> None:
    """Both sheets of OOD hold the same eight faces in this folder."""
    rows, tiles = load_sheet(drawn, "ood")
    assert tiles.shape == (16, 96, 96, 3)
    assert [row["sheet"] for row in rows] == ["colour"] * 8 + ["grey"] * 8
    np.testing.assert_array_equal(tiles[:8], tiles[8:])


def test_data_is_named_by_hash(drawn: Path) -> None:
    """`file_hashes` maps file names to sha256."""
    hashes = file_hashes([drawn / "va.csv", drawn / "ferplus.csv"])
    assert list(hashes) == ["ferplus.csv", "va.csv"]
    assert all(len(digest) == 64 for digest in hashes.values())


@needs_faces
def test_the_real_set_has_the_counts_of_its_readme() -> None:
    """It has 28,558 train and 3,579 public rows, 25,045 and 3,191 of them with one of the 8 classes."""
    rows = load_ferplus(FACES)
    counts = {usage: int((rows.usage == usage).sum()) for usage in ("train", "public")}
    usable = {usage: int(((rows.usage == usage) & (rows.majority >= 0)).sum()) for usage in ("train", "public")}
    assert counts == {"train": 28558, "public": 3579}
    assert usable == {"train": 25045, "public": 3191}
    assert int((~rows.leak & (rows.usage == "public") & (rows.majority >= 0)).sum()) == 2635
