"""comment_reader.py: a text in, the probabilities of three classes out."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("torch", reason="torch is in the train extra: make train")

from edge.perception.text.comment_reader import UNREAD, CommentReader, CommentScores
from models.serving.spec import ModelFileError, ModelSpec
from tests.models.text.quick_network import quick_network


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> ModelSpec:
    return quick_network(tmp_path_factory)


@pytest.fixture(scope="module")
def reader(spec: ModelSpec) -> CommentReader:
    return CommentReader(spec)


@given(st.text(max_size=700))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_any_text_has_scores(reader: CommentReader, text: str) -> None:
    scores = reader.read(text)
    assert scores.negative + scores.neutral + scores.positive == pytest.approx(1, abs=1e-5)
    assert min(scores.negative, scores.neutral, scores.positive) >= 0


def test_drawn_words_are_read(reader: CommentReader) -> None:
    pleased, displeased = reader.read("the coffee was lovely and fresh, wonderful"), reader.read("awful, rude, broken")
    assert pleased.positive > displeased.positive + 0.1
    assert displeased.negative > pleased.negative + 0.1


@pytest.mark.parametrize("text", ["", "  \n", "\x00\x1b", "\u202e"])
def test_nothing_is_unclear(reader: CommentReader, text: str) -> None:
    assert reader.read(text) == UNREAD
    assert UNREAD.verdict == "unclear"


def test_what_lies_below_the_threshold_is_unclear(spec: ModelSpec) -> None:
    doubtful = CommentReader(replace(spec, thresholds={"unclear": 1.01}))
    assert doubtful.read("lovely").verdict == "unclear"
    sure = CommentReader(replace(spec, thresholds={"unclear": 0.0}))
    assert sure.read("lovely").verdict == "positive"


def test_the_verdict_is_the_likeliest_class() -> None:
    assert CommentScores(0.2, 0.5, 0.3, is_unclear=False).verdict == "neutral"
    assert CommentScores(0.6, 0.1, 0.3, is_unclear=False).verdict == "negative"


def test_a_broken_tokenizer_is_a_broken_model(spec: ModelSpec) -> None:
    with pytest.raises(ModelFileError, match="tokenizer"):
        CommentReader(replace(spec, tokenizer="AAAA"))


def test_a_card_without_its_threshold_is_a_broken_model(spec: ModelSpec) -> None:
    """And no fault of the program, which doctor could not explain."""
    with pytest.raises(
        ModelFileError, match=r"no value `unclear` in its thresholds\. Nothing was started\. Fetch its \.json again"
    ):
        CommentReader(replace(spec, thresholds={}))


def test_a_reader_holds_no_text(reader: CommentReader) -> None:
    """After a reading, no attribute of the reader has the text or its pieces."""
    reader.read("planted sentence about marzipan")
    assert "marzipan" not in repr(vars(reader))
    assert all(not isinstance(value, (str, list, bytes)) for value in vars(reader).values())
