"""text_authors.py: authors whom no training has read, and the shipped network on the hard cases."""

from pathlib import Path

import pytest

from edge.perception.text.comment_reader import CommentReader
from models.serving.spec import ZOO, ModelSpec

SHIPPED = ModelSpec.load(ZOO / "text-3.4m.json")

OBJECTIONS = (
    "I don't want your camera looking at me",
    "please stop watching people through the advert",
    "no me graben, por favor",
    "no quiero que esa cámara me mire",
    "Ich möchte nicht von der Werbung gefilmt werden.",
    "Kamera aus, bitte!",
    "je ne veux pas que l'écran me filme",
    "votre caméra me dérange",
    "не хочу попадать в камеру",
    "прекратите меня снимать",
)


@pytest.fixture(scope="module")
def reader() -> CommentReader:
    return CommentReader(SHIPPED)


@pytest.mark.parametrize("text", OBJECTIONS)
def test_an_objection_to_the_camera_is_never_read_as_praise_or_as_nothing(reader: CommentReader, text: str) -> None:
    """It is counted as negative, or as unclear where the network is not sure."""
    assert reader.read(text).verdict in ("negative", "unclear")


@pytest.mark.parametrize(
    "text", ["no complaints at all", "nada mal, la verdad", "gar nicht mal schlecht", "rien à critiquer"]
)
def test_a_denied_fault_is_not_read_as_blame(reader: CommentReader, text: str) -> None:
    assert reader.read(text).verdict in ("positive", "unclear")


@pytest.mark.parametrize(
    "text", ["not good at all", "no me ha gustado nada", "wirklich nicht gut", "pas bon du tout ce café"]
)
def test_denied_praise_is_not_read_as_praise(reader: CommentReader, text: str) -> None:
    assert reader.read(text).verdict in ("negative", "unclear")


def test_the_spec_has_what_was_measured_on_authors_that_it_never_read() -> None:
    """By author, by case and by kind of shop; the confidence is right within 0.05 by folds of authors."""
    authors = SHIPPED.metrics.get("authors", {})
    assert {"authors", "cases", "new_shops", "objections", "worst_author"} <= set(authors)
    assert SHIPPED.metrics["held_out"]["authors_ece"] <= 0.05
    assert authors["objections"]["positive"] <= 0.1


def test_evaluation_measures_what_the_spec_says() -> None:
    pytest.importorskip("torch", reason="torch is in the train extra: make train")
    from models.evaluate.command import evaluate_task

    found = evaluate_task("text-authors", SHIPPED.variant_spec("fp32"), Path(), "judged")
    assert {key: found[key] for key in ("n", "accuracy", "worst_author", "new_shops", "objections")} == {
        key: SHIPPED.metrics["authors"][key] for key in ("n", "accuracy", "worst_author", "new_shops", "objections")
    }
    assert sum(author["n"] for author in found["authors"].values()) == found["n"]


def test_only_the_judged_authors_are_measured() -> None:
    from models.evaluate.splits import UnknownDataSplitError
    from models.evaluate.text_authors import evaluate_authors

    with pytest.raises(UnknownDataSplitError, match="judged"):
        evaluate_authors(SHIPPED, Path(), "training")
