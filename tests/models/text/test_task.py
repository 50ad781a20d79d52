"""task.py: batches for the training loop, and learning from them."""

import csv
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from models import loop  # noqa: E402
from models.data import DataMissingError, is_held_out  # noqa: E402
from models.serving.features.text import PAD, CommentTokenizer  # noqa: E402
from models.text.data import load_own_comments, load_training_comments  # noqa: E402
from models.text.net import build_net  # noqa: E402
from models.text.recipe import NEUTRAL, QUICK, TEXT  # noqa: E402
from models.text.scores import predict_scores  # noqa: E402
from models.text.task import TextTrainingTask, build_task, rule_out_neutral  # noqa: E402
from models.text.tokenizer import load_or_train_tokenizer  # noqa: E402
from tests.models.text.made_comments import write_comments  # noqa: E402
from tests.models.text.quick_network import few_own_texts, quick_network  # noqa: E402


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with few_own_texts(tmp_path_factory.mktemp("own") / "few"):
        yield write_comments(tmp_path_factory.mktemp("data") / "text")


@pytest.fixture(scope="module")
def drawn(folder: Path) -> TextTrainingTask:
    return TextTrainingTask(QUICK, folder, 1)


def test_the_shipped_recipe_keeps_within_its_budget() -> None:
    """At most 8 million parameters."""
    net = build_net(dataclasses.asdict(TEXT), TEXT.pieces)
    assert loop.parameter_count(net) <= 8_000_000


def test_a_quick_network_reads_drawn_comments(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Texts that it never saw: the drawn ones say their label with a word. Its state opens by its recipe alone."""
    run = quick_network(tmp_path_factory).folder.parent / "run"
    saved = torch.load(run / "state.pt", weights_only=True)
    build_net(saved["recipe"], CommentTokenizer(saved["recipe"]["tokenizer"]).size).load_state_dict(saved["ema"])
    last = list(csv.DictReader((run / "log.csv").read_text(encoding="utf-8").splitlines()))[-1]
    assert float(last["goemotions"]) > 0.85
    assert float(last["xed"]) > 0.85


def test_batches_hold_no_text_that_is_held_out(drawn: TextTrainingTask) -> None:
    """Of an epoch, no row is of the held-out tenth, and every other text stands in it once."""
    loaded = drawn.open()
    rows = loaded._rows
    comments = load_training_comments(drawn.folder, films=drawn.recipe.films)
    assert not any(is_held_out(comments[row].text) for row in rows)
    assert len(rows) == sum(not is_held_out(comment.text) for comment in comments)
    assert {row for row in range(len(comments)) if is_held_out(comments[row].text)} == set(loaded._checked.tolist())


def test_an_epoch_is_the_same_for_the_same_seed(drawn: TextTrainingTask) -> None:
    """The ways to cut a text come from the tokenizer's own draws, so a recipe without them is compared."""
    plain = dataclasses.replace(
        drawn, recipe=dataclasses.replace(QUICK, spoil=dataclasses.replace(QUICK.spoil, alpha=0))
    )
    one, other = ([batch.pieces for batch in plain.open().batches(3, 0)] for _ in range(2))
    assert len(one) == plain.open().steps
    assert all(torch.equal(a, b) for a, b in zip(one, other, strict=True))
    assert not torch.equal(one[0], next(plain.open().batches(4, 0)).pieces)


def test_the_table_of_own_comments_stands_in_as_often_as_the_recipe_says(drawn: TextTrainingTask) -> None:
    thrice = dataclasses.replace(drawn, recipe=dataclasses.replace(QUICK, shop=3))
    trained = [comment for comment in load_own_comments() if not is_held_out(comment.text)]
    assert len(thrice.open()._rows) - len(drawn.open()._rows) == 2 * len(trained)


def test_neutral_is_ruled_out_where_labels_do_not_know_it() -> None:
    scores = torch.tensor([[0.0, 5.0, 1.0], [0.0, 5.0, 1.0]])
    ruled = rule_out_neutral(scores, torch.tensor([True, False]))
    assert ruled.argmax(1).tolist() == [2, NEUTRAL]


def test_film_dialogue_is_left_out_by_the_recipe(folder: Path) -> None:
    """Its lines stand neither in the texts nor in the tokenizer's training."""
    careful = TextTrainingTask(dataclasses.replace(QUICK, films=False), folder, 1)
    assert {comment.source for comment in load_training_comments(careful.folder, films=False)} == {"goemotions", "own"}
    assert load_or_train_tokenizer(folder, careful.recipe) != load_or_train_tokenizer(folder, QUICK)


def test_padding_changes_no_score(drawn: TextTrainingTask) -> None:
    """A comment has the same scores in a batch with a long one as alone."""
    loaded = drawn.open()
    net = loaded.net().eval()
    tokenizer = CommentTokenizer(load_or_train_tokenizer(drawn.folder, drawn.recipe))
    pieces = torch.from_numpy(tokenizer.input_rows(["lovely shop"]).astype(np.int64))
    shorter = pieces[:, : int((pieces != PAD).sum()) + 2]
    assert torch.allclose(net(pieces)[0], net(shorter)[0], atol=1e-5)


def test_no_text_gives_finite_scores(drawn: TextTrainingTask) -> None:
    net = drawn.open().net().eval()
    assert bool(
        torch.isfinite(
            predict_scores(net, CommentTokenizer(load_or_train_tokenizer(drawn.folder, drawn.recipe)), ["", "\x00\x07"])
        ).all()
    )


def test_the_recipe_is_written_as_json(drawn: TextTrainingTask) -> None:
    assert json.loads(json.dumps(drawn.config()))["taught"] is False


def test_a_folder_without_the_table_is_missing_data(tmp_path: Path) -> None:
    with pytest.raises(DataMissingError, match=r"comments\.csv"):
        build_task(tmp_path, 1, quick=True)


def test_the_quick_task_is_small(folder: Path) -> None:
    assert build_task(folder.parent, 1, quick=True).recipe == QUICK
