"""vader.py: the peer in English, on the same comments as the network."""

from pathlib import Path

import pytest

pytest.importorskip("vaderSentiment", reason="vaderSentiment is in requirements-train.lock")

from models.text.data import load_author_comments
from models.text.vader import vader_accuracy, vader_class
from tests.models.text.made_comments import write_comments


def test_only_english_is_read(tmp_path: Path) -> None:
    """Of drawn comments, whose words are plain, it reads more than by chance; there is no row of a shop."""
    write_comments(tmp_path / "text", rows=200)
    found = vader_accuracy(tmp_path, "public")
    assert found["shop_accuracy"] is None
    assert found["reddit_accuracy"] > 0.4
    english = sum(each.language == "en" for each in load_author_comments("judged"))
    assert found["authors_accuracy"] * english == pytest.approx(round(found["authors_accuracy"] * english))


def test_a_score_near_zero_is_neutral() -> None:
    assert [vader_class(score) for score in (-0.05, -0.04, 0.0, 0.04, 0.05)] == [0, 1, 1, 1, 2]
