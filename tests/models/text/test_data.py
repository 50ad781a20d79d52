"""data.py: rows of the table, and the project's own."""

from pathlib import Path

import pytest

from models.text import data
from models.text.data import OWN, Comment, load_comments, load_own_comments, parts_without_neutral, text_folder
from models.text.recipe import CLASSES
from tests.models.text.made_comments import write_comments


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_comments(tmp_path_factory.mktemp("data") / "text", rows=40)


def test_a_split_has_its_rows(folder: Path) -> None:
    every, train, public = (load_comments(folder, split) for split in (None, "train", "public"))
    assert (len(every), len(train), len(public)) == (40, 32, 8)
    assert {comment.split for comment in train} == {"train"}


def test_the_folder_above_is_found(folder: Path) -> None:
    assert text_folder(folder.parent) == text_folder(folder) == folder


def test_parts_without_neutral_are_of_two_classes() -> None:
    some = [
        Comment("a", CLASSES.index("neutral"), "en", "one"),
        Comment("b", CLASSES.index("positive"), "de", "one"),
        Comment("c", CLASSES.index("negative"), "de", "one"),
    ]
    assert parts_without_neutral(some) == {("one", "de")}


def test_own_comments_know_neutral_in_every_language() -> None:
    own = load_own_comments()
    assert {comment.source for comment in own} == {OWN}
    assert not parts_without_neutral(own)


def test_an_installed_package_has_no_own_comments(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(data, "COMMENTS", tmp_path / "comments")
    assert load_own_comments() == []
