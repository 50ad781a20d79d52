"""task.py, net.py and export.py: a head that learns, in a file that the kiosk runs."""

import csv
import dataclasses
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from edge.perception.audio.laughter import LaughterDetector  # noqa: E402
from edge.perception.runtime import InferenceSession  # noqa: E402
from edge.signals import AudioBlock  # noqa: E402
from models import loop, onnx_file  # noqa: E402
from models.laughter.cross_validate import cross_validate  # noqa: E402
from models.laughter.embedding import SIZE, SpeechEmbedding, load_embedding  # noqa: E402
from models.laughter.export import load  # noqa: E402
from models.laughter.net import LaughterHead, LaughterNet  # noqa: E402
from models.laughter.recipe import LAUGHTER, QUICK  # noqa: E402
from models.laughter.streams import embed  # noqa: E402
from models.laughter.task import LaughterTrainingTask  # noqa: E402
from models.serving.features.speech import SPEECH, STEPS  # noqa: E402
from models.serving.spec import ModelSpec  # noqa: E402
from models.voice.recipe import CLASSES  # noqa: E402
from tests.models.voice.made_voices import write_voices  # noqa: E402

SMALL = dataclasses.replace(
    QUICK,
    schedule=dataclasses.replace(QUICK.schedule, epochs=30, check_every=30),
    composition=dataclasses.replace(QUICK.composition, minutes=0.4),
)


@pytest.fixture(scope="module")
def embedding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ONNX file with the layers of the embedding and random weights."""
    path = tmp_path_factory.mktemp("embedding") / "embedding_model.onnx"
    torch.manual_seed(1)
    onnx_file.write_onnx(SpeechEmbedding().eval(), {"mel": torch.zeros(1, 76, 32)}, ["embedding"], path)
    return path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, embedding: Path) -> Path:
    """One of five networks of a cross-validation."""
    folder = tmp_path_factory.mktemp("run")
    voices = write_voices(folder / "voice", speakers=15, seconds=3.0)
    task = LaughterTrainingTask(SMALL, voices, seed=1, embedding=embedding)
    found = cross_validate(task, folder / "folds", count=1)
    assert found["missing"] == ["fold1", "fold2", "fold3", "fold4"]
    return folder / "folds"


def test_the_shipped_recipe_keeps_within_its_budget() -> None:
    """The network has at most 500,000 parameters."""
    head = LaughterHead(LAUGHTER.narrow, LAUGHTER.hidden, LAUGHTER.back, LAUGHTER.dropout)
    assert loop.parameter_count(LaughterNet(SpeechEmbedding(), head)) <= 500_000


@torch.no_grad()
def test_stream_in_half_seconds_gives_the_same_as_whole() -> None:
    """The state is all that the head keeps."""
    torch.manual_seed(0)
    head = LaughterHead(8, 8, 2, 0.1).eval()
    embeddings = torch.randn(3, 6, STEPS, SIZE)
    whole, after = head(embeddings, torch.zeros(3, head.hidden))
    state, cut = torch.zeros(3, head.hidden), []
    for half in embeddings.split(1, 1):
        scores, state = head(half, state)
        cut.append(scores)
    assert torch.allclose(torch.cat(cut, 1), whole, atol=1e-6)
    assert torch.equal(state, after)


def test_kiosk_reads_the_file_as_it_was_trained(run: Path, embedding: Path) -> None:
    """From samples, half second by half second, through the kiosk's detector."""
    spec = ModelSpec.load(next((run / "fold0").glob("*.json")))
    assert spec.inputs["mel"] == SPEECH.shape
    assert spec.classes == CLASSES
    assert (spec.recipe["without"], spec.variants) == ("fold0", {})
    sound = (0.05 * np.random.default_rng(0).standard_normal(6 * 8000)).astype(np.float32)
    detector = LaughterDetector(InferenceSession(spec, "onnxruntime"))
    found = [each.probabilities for each in detector.predict(AudioBlock(0.0, sound))]
    net, _ = load(run / "fold0", embedding)
    embedded = torch.from_numpy(embed(sound, load_embedding(embedding)).astype(np.float32))[None]
    with torch.no_grad():
        expected = torch.softmax(net.head(embedded, torch.zeros(1, net.hidden))[0][0], 1).numpy()
    assert np.abs(np.array(found) - expected).max() < 0.01  # streams are kept in half precision
    assert len(found) == 6


def test_head_learns(run: Path) -> None:
    """The loss falls, epoch by epoch, and the fold that was kept out is judged."""
    with (run / "fold0" / "log.csv").open(encoding="utf-8") as file:
        first, *_, last = csv.DictReader(file)
    assert float(last["loss"]) < 0.8 * float(first["loss"])
    assert 0.0 <= float(last["auc_amusement_half_seconds"]) <= 1.0
