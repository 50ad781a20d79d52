"""The comments by author: judged authors whom no training reads, with the hard cases by name."""

from collections import Counter, defaultdict

import pytest

from models.data import DATA
from models.serving.features.text import clean_text
from models.text.data import Comment, load_author_comments, load_comments, load_own_comments, read_phrases
from models.text.recipe import CLASSES
from tests.models.text.test_comments import normalised

JUDGED = load_author_comments("judged")
TRAINING = load_author_comments("training")
LABELS = {
    "plain": {"negative", "neutral", "positive"},
    "irony": {"negative"},
    "negated_praise": {"negative"},
    "negated_dislike": {"positive"},
    "camera_objection": {"negative"},
    "camera_question": {"neutral"},
    "camera_accepted": {"positive"},
}
LEAST_AUTHORS = {"en": 4, "es": 3, "de": 2, "fr": 2, "ru": 2}
TABLE = DATA / "text" / "comments.csv"


def by_author(comments: list[Comment]) -> dict[str, list[Comment]]:
    """Comments of each author."""
    found = defaultdict(list)
    for comment in comments:
        found[comment.author].append(comment)
    return found


def test_there_are_several_judged_authors_in_each_language() -> None:
    counts = Counter(author[:2] for author in by_author(JUDGED))
    assert {language: counts[language] >= least for language, least in LEAST_AUTHORS.items()} == dict.fromkeys(
        LEAST_AUTHORS, True
    )


def test_no_judged_author_is_trained_on() -> None:
    assert not set(by_author(JUDGED)) & set(by_author(TRAINING))
    assert {comment.shop for comment in JUDGED} - {comment.shop for comment in TRAINING}


def test_no_judged_text_is_in_any_training_text() -> None:
    """Case, accents and punctuation make no other text."""
    read = {normalised(each.text) for each in (*TRAINING, *load_own_comments(), *read_phrases())}
    judged = [normalised(comment.text) for comment in JUDGED]
    assert [text for text in judged if text in read] == []
    assert len(set(judged)) == len(judged)


@pytest.mark.skipif(not TABLE.is_file(), reason="../shared/data/text is not here")
def test_no_judged_text_is_in_the_shared_table() -> None:
    rows = {normalised(row.text) for row in load_comments(TABLE.parent, None)}
    assert [comment.text for comment in JUDGED if normalised(comment.text) in rows] == []


@pytest.mark.parametrize("author", sorted(by_author(JUDGED)))
def test_each_judged_author_writes_every_hard_case(author: str) -> None:
    """Four of each, a question about the camera, and plain comments of all three labels for more than half."""
    comments = by_author(JUDGED)[author]
    counts = Counter(comment.tone for comment in comments)
    hard = ("irony", "negated_praise", "negated_dislike", "camera_objection")
    assert {case: counts[case] for case in hard} == dict.fromkeys(hard, 4)
    assert counts["camera_question"] == 1
    assert counts["plain"] > len(comments) / 2
    assert {comment.label for comment in comments if comment.tone == "plain"} == {0, 1, 2}
    assert len({comment.shop for comment in comments}) == 1


def test_labels_follow_the_cases() -> None:
    for comment in (*JUDGED, *TRAINING):
        assert CLASSES[comment.label] in LABELS[comment.tone], comment.text
        assert comment.text == clean_text(comment.text) != ""
        assert comment.author.startswith(f"{comment.language}-")
