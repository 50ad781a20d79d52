"""task.py and net.py: batches for the training loop, and learning from them."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from models import loop  # noqa: E402
from models.serving.features.voice import BANDS, CONTEXT, FRAMES, SILENCE  # noqa: E402
from models.voice.augment import TrainingSoundComposer  # noqa: E402
from models.voice.data import is_kept_out, make_clip, read_sounds  # noqa: E402
from models.voice.net import VoiceNet, scores_after_reset  # noqa: E402
from models.voice.recipe import AMUSEMENT, CLASSES, NONE, QUICK, VOICE  # noqa: E402
from models.voice.task import (  # noqa: E402
    VoiceTrainingTask,
    build_task,
    laughter_loss,
    measure_burst_recall,
    sound_scores,
    whole_burst_loss,
)
from tests.models.voice.made_voices import write_voices  # noqa: E402

SMALL = dataclasses.replace(
    QUICK, hidden=32, rows=None, schedule=dataclasses.replace(QUICK.schedule, batch=16, epochs=10, check_every=10)
)


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Synthetic sounds in the layout of data/voice, without speech.csv, which must not be used for training."""
    return write_voices(tmp_path_factory.mktemp("data") / "voice", speakers=60)


def some_net() -> VoiceNet:
    """A small network whose norms have statistics."""
    torch.manual_seed(0)
    net = VoiceNet((16, 16, 32), 24, 0.1)
    net.train()
    scores_after_reset(net, torch.randn(4, 3 * FRAMES, BANDS))
    net.eval()
    return net


def test_the_shipped_recipe_keeps_within_its_budget() -> None:
    """The network has at most 500,000 parameters."""
    assert loop.parameter_count(VoiceNet(VOICE.channels, VOICE.hidden, VOICE.dropout)) <= 500_000


@torch.no_grad()
def test_stream_in_half_seconds_gives_the_same_as_whole() -> None:
    """The CONTEXT frames and the state are the network's whole memory."""
    net, mel = some_net(), torch.randn(3, 6 * FRAMES, BANDS)
    whole = scores_after_reset(net, mel)
    before, state, cut = torch.full((3, CONTEXT, BANDS), SILENCE), torch.zeros(3, net.hidden), []
    for half in mel.split(FRAMES, 1):
        scores, state = net(torch.cat([before, half], 1), state)
        before = half[:, -CONTEXT:]
        cut.append(scores)
    assert torch.allclose(torch.cat(cut, 1), whole, atol=1e-5)


@torch.no_grad()
def test_batch_of_sounds_gives_the_same_as_single_sounds() -> None:
    """Each sound is padded with silence to a whole half second only."""
    net, rng = some_net(), np.random.default_rng(0)
    sounds_of = [rng.normal(-12, 3, (length, BANDS)).astype(np.float32) for length in (30, 95, 40, 81)]
    together = sound_scores(net, sounds_of)
    assert [len(one) for one in together] == [1, 3, 1, 3]
    for one, alone in zip(together, sounds_of, strict=True):
        assert torch.allclose(one, sound_scores(net, [alone])[0], atol=1e-5)


def test_kept_out_speakers_and_rooms_are_not_trained_on(voices: Path) -> None:
    """All other bursts are used, once per epoch."""
    loaded = VoiceTrainingTask(SMALL, voices, seed=1).open()
    kept_out = [row for row, _ in read_sounds(voices, "bursts", "train") if is_kept_out(row)]
    used = [row for row, _ in read_sounds(voices, "bursts", "train") if not is_kept_out(row)]
    assert {clip.id for clip in loaded._checked} == {row["clip_id"] for row in kept_out}
    assert {clip.id for clip in loaded._composer._bursts} == {row["clip_id"] for row in used}
    rooms = {clip.id for clips in loaded._composer._kinds.values() for clip in clips}
    assert rooms == {row["clip_id"] for row, _ in read_sounds(voices, "ambience", "train") if not is_kept_out(row)}


@torch.no_grad()
def test_repeated_epoch_is_the_same(voices: Path) -> None:
    """The states passed to the next batch are the same too, so a stopped run resumes with the same losses."""
    loaded = VoiceTrainingTask(SMALL, voices, seed=1).open()
    net = loaded.net().eval()
    first, again = ([float(loaded.loss(net, batch)) for batch in loaded.batches(2, 0)] for _ in range(2))
    assert first == again
    assert len(first) == loaded.steps


def test_processes_share_an_epoch(voices: Path) -> None:
    """Two processes use no burst twice."""
    schedule = dataclasses.replace(SMALL.schedule, processes=2, batch=8)
    loaded = VoiceTrainingTask(dataclasses.replace(SMALL, schedule=schedule), voices, seed=1).open()
    chosen_rows: list[list[int | None]] = []
    compose = loaded._composer.compose_batch
    loaded._composer.compose_batch = lambda chosen, rng: chosen_rows.append(list(chosen)) or compose(chosen, rng)  # type: ignore[method-assign, func-returns-value]
    counts = [sum(1 for _ in loaded.batches(0, rank)) for rank in (0, 1)]
    bursts = [index for rows in chosen_rows for index in rows if index is not None]
    assert counts == [loaded.steps, loaded.steps]
    assert len(bursts) == len(set(bursts)) > 0


def test_rows_start_with_the_state_of_others(voices: Path) -> None:
    """Half of the rows do, as a kiosk is reset once a week."""
    loaded = VoiceTrainingTask(SMALL, voices, seed=1).open()
    given: list[object] = []
    net = loaded.net().eval()
    net.register_forward_pre_hook(lambda _, inputs: given.append(inputs[1].abs().sum(1) > 0))
    carried = [of for batch in loaded.batches(0, 0) for of in (batch[1], loaded.loss(net, batch))][::2]
    assert not given[0].any()  # type: ignore[attr-defined]
    for is_given, is_carried in zip(given[1:], carried[1:], strict=True):
        assert is_given.tolist() == is_carried.tolist()  # type: ignore[attr-defined]


def test_certain_half_seconds_decide_the_loss_of_a_row() -> None:
    """Wrong scores where "none" is certain add no loss; rows without a burst are left out."""
    scores = torch.zeros(2, 3, len(CLASSES))
    scores[:, :, NONE] = 12.0
    scores[0, 1] = 0.0
    scores[0, 1, AMUSEMENT] = 12.0
    scores[0, 0, 3] = 8.0
    labels = torch.tensor([AMUSEMENT, NONE])
    assert float(whole_burst_loss(scores, labels, 0.0)) < 0.1
    assert float(whole_burst_loss(scores, torch.tensor([3, NONE]), 0.0)) > 5


def test_laughter_loss_ignores_the_other_classes() -> None:
    """A confusion among the other classes adds no loss; predictions with weight 0 are left out."""
    scores = torch.zeros(1, 3, len(CLASSES))
    scores[0, 0, AMUSEMENT] = scores[0, 1, 3] = scores[0, 2, AMUSEMENT] = 12.0
    targets, weights = torch.tensor([[AMUSEMENT, 4, 5]]), torch.tensor([[1.0, 1.0, 0.0]])
    assert float(laughter_loss(scores, targets, weights)) < 0.01
    assert float(laughter_loss(scores, targets, torch.ones(1, 3))) > 2


def test_laughs_are_repeated(voices: Path) -> None:
    """Each laugh has as many rows as the recipe says."""
    once, thrice = (VoiceTrainingTask(dataclasses.replace(SMALL, laughs=n), voices, seed=1).open() for n in (1, 3))
    laughs = sum(clip.kind == CLASSES[AMUSEMENT] for clip in once._composer._bursts)
    assert laughs > 0
    assert thrice._bursts - once._bursts == 2 * laughs


def test_learns_three_synthetic_voices(voices: Path, tmp_path: Path) -> None:
    """Scores are on new speakers; chance is 0.33 among three classes and 0.07 among fifteen."""
    loop.train_worker(0, VoiceTrainingTask(SMALL, voices, seed=1), tmp_path)
    net = VoiceNet(SMALL.channels, SMALL.hidden, SMALL.dropout)
    net.load_state_dict(torch.load(tmp_path / "state.pt", weights_only=True)["ema"])
    found = measure_burst_recall(
        net.eval(),
        [make_clip(*pair) for pair in read_sounds(voices, "bursts", "val")],
        [make_clip(*pair) for pair in read_sounds(voices, "ambience", "val")],
    )
    assert found["balanced_accuracy"] > 0.55
    assert found["auc_amusement_ambience"] > 0.9


def test_quick_is_small(voices: Path) -> None:
    """--data may name the folder `voice` or its parent."""
    assert build_task(voices.parent, 3, quick=True) == VoiceTrainingTask(QUICK, voices, 3)
    assert build_task(voices, 3, quick=False).config()["hidden"] == VOICE.hidden


def test_rows_after_a_reset_start_with_silence(voices: Path) -> None:
    """Rows without a carried state have the same context as a stream after a reset."""
    loaded = VoiceTrainingTask(SMALL, voices, seed=1).open()
    assert isinstance(loaded._composer, TrainingSoundComposer)
    batch, carried = next(loaded.batches(0, 0))
    assert np.all(batch.mel[~carried, :CONTEXT] == np.float32(SILENCE))
    assert carried.any()
