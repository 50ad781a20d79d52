"""pack.py: pictures become training data, cropped as on the kiosk and split by person."""

import re
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge.perception.vision import drawn_faces as drawn
from edge.perception.vision.face_crop import cut_face
from edge.perception.vision.face_finder import FaceFinder, FaceFinderOptions
from edge.signals import Frame
from models.data import DataMissingError, is_held_out, read_table
from models.expression.data import CLASSES, has_own_pictures, held_out_rows, load_ferplus, training_files
from models.labelling import pack
from models.labelling.pack import LabelledPicture
from models.serving.features.expression import face_to_net
from tests.models.expression.drawn_faces import write_faces

PEOPLE = [f"p{number}" for number in range(12)]


def picture(width_px: int = 320, height_px: int = 240, count: int = 1, tone: int = 0) -> NDArray[np.uint8]:
    """A picture of `count` drawn faces before a wall; `tone` makes pictures differ."""
    return np.clip(drawn.draw_faces(width_px, height_px, count).astype(int) + tone, 0, 255).astype(np.uint8)


def save(path: Path, image: NDArray[np.uint8]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), image)
    return path


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dozen people with two expressions each, in three kinds of file, and some unusable pictures."""
    folder = tmp_path_factory.mktemp("shop")
    for number, person in enumerate(PEOPLE):
        kind = ("jpg", "png", "webp")[number % 3]
        save(folder / "happiness" / f"{person}_a.{kind}", picture(tone=2 * number))
        save(folder / "neutral" / f"{person.upper()}_b.{kind}", picture(tone=-2 * number))
    save(folder / "neutral" / "nobody_1.png", picture(count=0))
    save(folder / "neutral" / "far_1.png", picture(160, 80))
    (folder / "neutral" / "torn_1.jpg").write_bytes(b"no picture")
    (folder / "neutral" / "notes.txt").write_text("not a picture, and not said to be one")
    return folder


@pytest.fixture(scope="module")
def packed(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop's pictures, packed."""
    out = tmp_path_factory.mktemp("packed")
    assert pack.main([str(shop), str(out)]) == 0
    return out


def test_every_crop_equals_that_of_the_kiosk(shop: Path, packed: Path) -> None:
    """Each pixel is equal after writing and reading sheet and table."""
    rows, table = load_ferplus(packed), read_table(packed / "ferplus.csv")
    expected = np.empty((48, 48), np.uint8)
    with closing(FaceFinder(FaceFinderOptions())) as faces:
        for row, image in zip(table[:6], rows.images, strict=False):
            shown = np.asarray(cv2.imread(str(shop / row["name"])), np.uint8)
            cut_face(shown, face_to_net(faces.detect(Frame(0.0, shown))[0].keypoints), expected)
            np.testing.assert_array_equal(image, expected)


def test_folder_name_is_the_class_with_all_votes(packed: Path) -> None:
    """Training and evaluation read ten votes for the class of the folder."""
    rows = load_ferplus(packed)
    assert len(rows) == 2 * len(PEOPLE)
    assert {CLASSES[index] for index in rows.majority} == {"happiness", "neutral"}
    assert (rows.votes[np.arange(len(rows)), rows.majority] == 10).all()
    assert (rows.votes.sum(axis=1) == 10).all()


def test_training_held_out_and_test_people_are_disjoint(packed: Path) -> None:
    """No person is in two of the parts; upper and lower case of a name are the same person."""
    rows = load_ferplus(packed)
    assert set(rows.dup_group) == set(PEOPLE)
    is_held_out_row = held_out_rows(rows.dup_group)
    parts = [set(rows.dup_group[part]) for part in (rows.usage == "public", (rows.usage == "train") & is_held_out_row)]
    parts.append(set(rows.dup_group[(rows.usage == "train") & ~is_held_out_row]))
    assert sum(len(part) for part in parts) == len(PEOPLE)
    assert parts[0]
    assert parts[2]


def test_fifth_of_people_is_for_tests_and_tenth_of_the_rest_held_out() -> None:
    """Two hashes decide; with one, all held-out people would be test people."""
    people = [LabelledPicture(Path(), "neutral", f"person {number}") for number in range(5000)]
    train = [own for own in people if own.usage == "train"]
    assert len(train) / len(people) == pytest.approx(0.8, abs=0.02)
    assert sum(is_held_out(own.person) for own in train) / len(train) == pytest.approx(0.1, abs=0.015)


@given(st.text(), st.sampled_from(CLASSES), st.sampled_from(CLASSES))
def test_all_pictures_of_a_person_have_the_same_usage(person: str, one: str, other: str) -> None:
    """Path and class have no effect."""
    assert LabelledPicture(Path("a"), one, person).usage == LabelledPicture(Path("b"), other, person).usage


def test_unused_pictures_are_listed_with_the_reason(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A picture without a face, one with a small face and a broken file have a line each; a table has the rest."""
    assert pack.main([str(shop), str(tmp_path)]) == 0
    report = capsys.readouterr().out
    assert "not used: 3" in report
    assert f"{shop}/neutral/nobody_1.png: no face was found" in report
    small = re.escape(f"{shop}/neutral/far_1.png")
    assert re.search(rf"{small}: the face is \d+ px wide, but must be at least \d+ px wide", report)
    assert f"{shop}/neutral/torn_1.jpg: this is not a readable image" in report
    assert "notes.txt" not in report
    assert "contempt               0           0           0           0  nothing to train on" in report
    assert "too few to fit temperature and abstention" in report


def test_tight_portrait_is_cropped_like_a_wide_one() -> None:
    """Padding corrects the keypoints of a face that fills its picture; the crop comes from the picture itself."""
    wide = picture(640, 480)
    with closing(FaceFinder()) as faces:
        box = faces.detect(Frame(0.0, wide))[0]
        x, y, side = int(box.x_px), int(box.y_px), int(box.w_px)
        expected, crop = (pack.crop_face(shown, faces) for shown in (wide, wide[y : y + side, x : x + side].copy()))
    assert np.corrcoef(expected[8:40, 8:40].ravel(), crop[8:40, 8:40].ravel())[0, 1] > 0.8


def test_face_with_a_low_verification_score_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each face is verified, as on the kiosk."""
    monkeypatch.setattr(FaceFinder, "verification_score", lambda *_: 0.5)
    with closing(FaceFinder()) as faces, pytest.raises(pack.UnusablePictureError, match="may not be a face"):
        pack.crop_face(picture(), faces)


def test_packing_again_removes_old_sheets(packed: Path, shop: Path, tmp_path: Path) -> None:
    """The folder holds the last pack only; the same pictures give the same bytes."""
    (tmp_path / "ferplus_own7.webp").write_bytes(b"old")
    assert pack.main([str(shop), str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in packed.iterdir())
    for path in packed.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes()


def test_training_files_are_those_of_training_rows(packed: Path, tmp_path: Path) -> None:
    """Sheets of test people are no training files; `is_own` distinguishes own pictures from FER+."""
    names = [path.name for path in training_files(packed)]
    assert names == ["ferplus.csv", "ferplus_own0.webp"]
    assert has_own_pictures(packed)
    assert not has_own_pictures(write_faces(tmp_path / "faces", train=8, public=8))


def test_another_data_set_is_not_overwritten(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pack into the folder of FER+ is refused, and the folder stays unchanged."""
    faces = write_faces(tmp_path / "faces", train=8, public=8)
    before = (faces / "ferplus.csv").read_bytes()
    assert pack.main([str(shop), str(faces)]) == 3
    assert "that this command did not write" in capsys.readouterr().err
    assert (faces / "ferplus.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("happy/anna_1.jpg", "folders that are not a class: happy. The classes are neutral, happiness"),
        ("happiness/anna1.jpg", r"have no person in their name, such as happiness/anna1\.jpg"),
        ("anna_1.jpg", "has no images"),
    ],
)
def test_wrong_layout_is_refused_with_the_expected_one(tmp_path: Path, name: str, words: str) -> None:
    """The error names the wrong folder or file and the expected names."""
    save(tmp_path / name, picture(16, 16, 0))
    with pytest.raises(DataMissingError, match=words):
        pack.list_pictures(tmp_path)


def test_pictures_without_a_face_write_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3, and no output folder."""
    save(tmp_path / "in" / "happiness" / "anna_1.png", picture(count=0))
    assert pack.main([str(tmp_path / "in"), str(tmp_path / "out")]) == 3
    assert "no image can be used for training. Nothing was written." in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert pack.main([str(tmp_path / "nowhere"), str(tmp_path / "out")]) == 3
