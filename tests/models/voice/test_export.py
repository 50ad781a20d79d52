"""export.py: exported files match the trained network, and thresholds stay within their limit."""

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from edge.perception.runtime import InferenceSession  # noqa: E402
from models import loop  # noqa: E402
from models.card.document import card_text  # noqa: E402
from models.data import write_licence  # noqa: E402
from models.evaluate.voice_folds import fold_spec, read_common_recipe  # noqa: E402
from models.serving.features.voice import BANDS, CONTEXT, FRAMES, SILENCE, Floats  # noqa: E402
from models.serving.spec import ZOO, ModelSpec  # noqa: E402
from models.voice import cross_validate as folds  # noqa: E402
from models.voice import export  # noqa: E402
from models.voice.export import export_network, load_run  # noqa: E402
from models.voice.net import scores_after_reset  # noqa: E402
from models.voice.recipe import CLASSES, QUICK, shared_settings  # noqa: E402
from models.voice.task import VoiceTrainingTask  # noqa: E402
from tests.models.voice.made_voices import write_voices  # noqa: E402

SMALL = dataclasses.replace(
    QUICK, hidden=32, rows=None, schedule=dataclasses.replace(QUICK.schedule, batch=16, epochs=2, check_every=2)
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two epochs on synthetic sounds, in the folder of the data."""
    folder = tmp_path_factory.mktemp("run")
    loop.train_worker(0, VoiceTrainingTask(SMALL, write_voices(folder / "voice"), seed=1), folder)
    return folder


@pytest.fixture(scope="module")
def spec(run: Path) -> ModelSpec:
    return export_network(run, run, run / "zoo", minutes=0.5)


def test_file_in_half_seconds_gives_the_outputs_of_the_whole_stream(run: Path, spec: ModelSpec) -> None:
    """The difference is below 1e-4 over ten seconds, in the kiosk's session."""
    net, _ = load_run(run)
    mel = np.random.default_rng(0).normal(-0.5, 1, (1, 20 * FRAMES, BANDS)).astype(np.float32)
    with torch.no_grad():
        whole = torch.softmax(scores_after_reset(net, torch.from_numpy(mel))[0] / spec.temperature, 1).numpy()
    session = InferenceSession(ModelSpec.load(spec.folder / f"{spec.name}.json"))
    before: Floats = np.full((1, CONTEXT, BANDS), SILENCE, np.float32)
    state: Floats = np.zeros((1, SMALL.hidden), np.float32)
    for half, expected in enumerate(whole):
        frames = mel[:, half * FRAMES : (half + 1) * FRAMES]
        probabilities, state = session.run_network(np.concatenate([before, frames], axis=1), state)
        before = frames[:, -CONTEXT:]
        assert np.abs(probabilities[0] - expected).max() < 1e-4


def test_spec_has_the_facts_of_the_card(spec: ModelSpec) -> None:
    """The spec has training files, a commercial licence, held-out scores and a file per precision."""
    assert spec.task == "voice"
    assert spec.classes == CLASSES
    assert set(spec.trained_on) == {"bursts.csv", "bursts_train.flac", "ambience.csv", "ambience_train.flac"}
    assert spec.may_be_used("commercial")
    assert spec.recipe["attributions"]
    assert set(spec.metrics["held_out"]["streams"]) == {"0", "5", "10", "15", "20"}
    for precision in ("fp32", "fp16", "int8"):
        InferenceSession(spec.variant_spec(precision))


def test_recordings_of_others_keep_the_tier_that_was_declared_for_them(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the spec claims none of the licences of this project's recordings."""
    monkeypatch.setattr(export, "write_variants_of_run", lambda *_, **__: ({}, {}))
    monkeypatch.setattr("models.onnx_file.file_sha256", lambda _: "0" * 64)
    shutil.copytree(run / "voice", tmp_path / "voice")
    write_licence(tmp_path / "voice", "evaluation", "Nobody was asked.")
    spec = export_network(run, tmp_path, tmp_path / "zoo", minutes=0.05)
    assert (spec.licence, spec.licence_note) == ("evaluation", "Nobody was asked.")
    assert "attributions" not in spec.recipe
    (tmp_path / "zoo" / spec.file).touch()
    card = card_text(spec, "2026-12-01")
    assert "**For evaluation only.** Nobody was asked." in card
    assert "EmoGator" not in card


def test_networks_without_a_fold_are_one_file_each(tmp_path: Path) -> None:
    """They are judged and thrown away, so they have no smaller files; their judge finds them and fits thresholds."""
    folder = write_voices(tmp_path / "voice", speakers=10, seconds=3.0)
    found = folds.cross_validate(VoiceTrainingTask(SMALL, folder, 1), tmp_path / "run", epochs=1, count=1)
    first = fold_spec(tmp_path / "run", 0)
    found = folds.cross_validate(VoiceTrainingTask(SMALL, folder, 1), tmp_path / "run", epochs=1, count=1)
    specs = [fold_spec(tmp_path / "run", number) for number in range(2)]
    assert found["networks"] == [str(spec.path) for spec in specs]
    assert found["missing"] == ["fold2", "fold3", "fold4"]
    assert [spec.recipe["without"] for spec in specs] == ["fold0", "fold1"]
    assert [spec.recipe["epochs_done"] for spec in specs] == [1, 1]
    assert read_common_recipe(specs) == json.loads(json.dumps(shared_settings(dataclasses.asdict(SMALL))))
    assert specs[0] == first
    assert specs[0].sha256 != specs[1].sha256
    assert all(spec.variants == {} for spec in specs)


def test_a_fold_of_another_recipe_is_trained_again(tmp_path: Path) -> None:
    """A finished network is kept for its own seed, recipe and length alone."""
    task = VoiceTrainingTask(SMALL, tmp_path, 1, without="fold0")
    recipe = {**json.loads(json.dumps(task.config())), "seed": 1, "epochs_done": SMALL.schedule.epochs}
    spec = ModelSpec.load(ZOO / "voice-0.4m.json")
    (tmp_path / spec.file).write_bytes(b"network")
    dataclasses.replace(spec, folder=tmp_path, recipe=recipe).save()
    assert folds.finished_network(tmp_path, task) == tmp_path / spec.file
    for other in (dataclasses.replace(task, seed=2), dataclasses.replace(task, without="fold1")):
        assert folds.finished_network(tmp_path, other) is None
    dataclasses.replace(spec, folder=tmp_path, recipe={**recipe, "epochs_done": 1}).save()
    assert folds.finished_network(tmp_path, task) is None
