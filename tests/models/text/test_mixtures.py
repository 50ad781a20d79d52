"""mixtures.py: texts of two parts, with the label that both parts agree on."""

import pytest

from models.text.data import MIXTURES, OWN, UNLABELLED, Comment
from models.text.mixtures import draw_mixtures
from models.text.recipe import CLASSES

NEGATIVE, NEUTRAL, POSITIVE = range(len(CLASSES))


def mixed_labels(first: int, second: int) -> set[int]:
    """Labels of all mixtures of two texts, other than of a text with itself."""
    parts = [Comment("first part", first, "en", OWN), Comment("second part", second, "en", OWN)]
    return {text.label for text in draw_mixtures(parts, each=60) if "first" in text.text and "second" in text.text}


@pytest.mark.parametrize(
    ("first", "second", "label"),
    [
        (POSITIVE, POSITIVE, POSITIVE),
        (NEGATIVE, NEUTRAL, NEGATIVE),
        (NEUTRAL, POSITIVE, POSITIVE),
        (NEUTRAL, NEUTRAL, NEUTRAL),
        (NEGATIVE, POSITIVE, UNLABELLED),
        (UNLABELLED, POSITIVE, UNLABELLED),
    ],
)
def test_two_texts_have_a_label_together_where_they_agree(first: int, second: int, label: int) -> None:
    """Praise beside blame has none: the network learns of it only what the teacher says."""
    assert mixed_labels(first, second) == {label}


def test_the_same_parts_give_the_same_texts() -> None:
    parts = [Comment(f"text {number}", number % 3, "de", OWN) for number in range(9)]
    assert draw_mixtures(parts, each=20) == draw_mixtures(parts, each=20)
    assert {text.source for text in draw_mixtures(parts, each=20)} == {MIXTURES}
