"""start.py: a training that starts from a network that is there."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from models import train  # noqa: E402
from models.serving.features.text import CommentTokenizer  # noqa: E402
from models.serving.spec import ModelFileError, ModelSpec  # noqa: E402
from models.text.data import UNLABELLED, Comment  # noqa: E402
from models.text.recipe import AGAIN, QUICK  # noqa: E402
from models.text.scores import predict_scores  # noqa: E402
from models.text.start import StartNetwork, blend_start  # noqa: E402
from models.text.task import LoadedTextTrainingTask, TextTrainingTask, build_task  # noqa: E402
from models.text.teacher import LABEL_SHARE  # noqa: E402
from tests.models.text.quick_network import few_own_texts, quick_network  # noqa: E402


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> ModelSpec:
    return quick_network(tmp_path_factory)


@pytest.fixture(scope="module")
def start(spec: ModelSpec) -> StartNetwork:
    return StartNetwork.load(str(spec.path.with_suffix(".json")))


@pytest.fixture
def few(tmp_path: Path) -> Iterator[None]:
    with few_own_texts(tmp_path / "few"):
        yield


def test_the_weights_of_an_exported_network_come_back(spec: ModelSpec, start: StartNetwork) -> None:
    """All that reading needs, under the names of torch; the output for a teacher's embedding is not exported."""
    saved = torch.load(spec.folder.parent / "run" / "state.pt", weights_only=True)["ema"]
    assert {name for name in saved if name not in start.weights} == {"meaning.weight", "meaning.bias"}
    assert all(torch.equal(saved[name], weight) for name, weight in start.weights.items())


def test_a_training_starts_where_the_network_was(few: None, spec: ModelSpec, start: StartNetwork) -> None:
    again = TextTrainingTask(QUICK, spec.folder.parent / "data" / "text", 1, start=start)
    net, texts = again.open().net().eval(), ["lovely shop", "awful queue", "where is parking"]
    first = predict_scores(start.net(dataclasses.asdict(QUICK)).eval(), CommentTokenizer(start.tokenizer), texts)
    assert torch.equal(predict_scores(net, CommentTokenizer(start.tokenizer), texts), first)
    assert again.config()["tokenizer"] == spec.tokenizer
    assert again.config()["started_from"]["sha256"] == spec.sha256


def test_the_network_teaches_itself_and_is_told_the_labels_of_own_texts(start: StartNetwork) -> None:
    """So it keeps what it said of other people's texts. A text without a label is left as it reads it."""
    comments = [
        Comment("lovely", 0, "en", "own"),
        Comment("lovely", 0, "en", "goemotions"),
        Comment("lovely", UNLABELLED, "en", "phrases"),
    ]
    said = start.teach(dataclasses.asdict(QUICK), comments)
    assert said.embeddings is None
    assert said.probabilities[0, 0] >= LABEL_SHARE
    assert np.allclose(said.probabilities[1], said.probabilities[2])
    assert said.probabilities[1, 0] < LABEL_SHARE


def test_only_own_texts_are_learnt_by_their_label_again(few: None, spec: ModelSpec, start: StartNetwork) -> None:
    """Of Reddit's the network keeps what it said: their labels a second time are learnt by heart."""
    again = TextTrainingTask(QUICK, spec.folder.parent / "data" / "text", 1, start=start).open()
    sources = {label: {again._comments[row].source for row in rows} for label, rows in rows_by_label(again).items()}
    assert "goemotions" in sources[UNLABELLED]
    assert {source for label in range(3) for source in sources[label]} == {"own", "mixtures"}


def rows_by_label(task: LoadedTextTrainingTask) -> dict[int, list[int]]:
    """Rows of an epoch by the label that is learnt of them."""
    return {label: [row for row in task._rows if task._labels[row] == label] for label in (UNLABELLED, 0, 1, 2)}


def test_the_recipe_for_a_second_training_is_short(spec: ModelSpec) -> None:
    made = build_task(spec.folder.parent / "data", 1, quick=False, start_from=str(spec.path.with_suffix(".json")))
    assert made.recipe == AGAIN
    assert made.recipe.schedule.epochs < 10


def test_the_exported_network_lies_between_the_two(start: StartNetwork) -> None:
    recipe = {**dataclasses.asdict(QUICK), "started_from": start.identity, "kept": 0.25}
    net = start.net(recipe)
    for weight in net.state_dict().values():
        weight.add_(4.0)
    blend_start(net, recipe)
    assert all(torch.allclose(net.state_dict()[name], weight + 3.0) for name, weight in start.weights.items())


def test_a_run_whose_start_was_replaced_is_not_exported(start: StartNetwork) -> None:
    recipe = {"started_from": {**start.identity, "sha256": "0"}, "kept": 0.25}
    with pytest.raises(ModelFileError, match="Restore the version"):
        blend_start(start.net(dataclasses.asdict(QUICK)), recipe)


def test_another_kind_of_network_is_refused(spec: ModelSpec, capsys: pytest.CaptureFixture[str]) -> None:
    data = str(spec.folder.parent / "data")
    assert train.main(["text", "--data", data, "--start-from", "body-1k"]) == 4
    assert "a model for body" in capsys.readouterr().err


def test_two_teachers_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        train.main(["text", "--start-from", "text-3.4m", "--said", "said.npz"])
    assert "--said" in capsys.readouterr().err
