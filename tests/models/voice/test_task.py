"""task.py and net.py: what the loop is given, and that something is learnt from it."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from models import loop  # noqa: E402
from models.serving.features.voice import BANDS, CONTEXT, FRAMES, SILENCE  # noqa: E402
from models.voice.augment import TrainingSoundComposer  # noqa: E402
from models.voice.data import is_kept_out, sounds, to_clip  # noqa: E402
from models.voice.net import VoiceNet, from_start  # noqa: E402
from models.voice.recipe import AMUSEMENT, CLASSES, NONE, QUICK, VOICE  # noqa: E402
from models.voice.task import VoiceTask, check, decisions, laughter_loss, task, whole_loss  # noqa: E402
from tests.models.voice.made_voices import write_voices  # noqa: E402

SMALL = dataclasses.replace(
    QUICK, hidden=32, rows=None, schedule=dataclasses.replace(QUICK.schedule, batch=16, epochs=14, check_every=14)
)


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made sounds in the layout of data/voice; there is no speech.csv, nothing of which may be trained on."""
    return write_voices(tmp_path_factory.mktemp("data") / "voice", speakers=60)


def some_net() -> VoiceNet:
    """Small, with norms that have seen something."""
    torch.manual_seed(0)
    net = VoiceNet((16, 16, 32), 24, 0.1)
    net.train()
    from_start(net, torch.randn(4, 3 * FRAMES, BANDS))
    net.eval()
    return net


def test_the_shipped_recipe_keeps_within_its_budget() -> None:
    """At most 500,000 parameters."""
    assert loop.parameter_count(VoiceNet(VOICE.channels, VOICE.hidden, VOICE.dropout)) <= 500_000


@torch.no_grad()
def test_a_stream_in_half_seconds_gives_what_it_gives_whole() -> None:
    """The frames before each and the state carry all that the network remembers."""
    net, mel = some_net(), torch.randn(3, 6 * FRAMES, BANDS)
    whole = from_start(net, mel)
    before, state, cut = torch.full((3, CONTEXT, BANDS), SILENCE), torch.zeros(3, net.hidden), []
    for half in mel.split(FRAMES, 1):
        scores, state = net(torch.cat([before, half], 1), state)
        before = half[:, -CONTEXT:]
        cut.append(scores)
    assert torch.allclose(torch.cat(cut, 1), whole, atol=1e-5)


@torch.no_grad()
def test_sounds_of_any_length_are_heard_together_as_alone() -> None:
    """Filled up to a half second with silence, and no further."""
    net, rng = some_net(), np.random.default_rng(0)
    sounds_of = [rng.normal(-12, 3, (length, BANDS)).astype(np.float32) for length in (30, 95, 40, 81)]
    together = decisions(net, sounds_of)
    assert [len(one) for one in together] == [1, 3, 1, 3]
    for one, alone in zip(together, sounds_of, strict=True):
        assert torch.allclose(one, decisions(net, [alone])[0], atol=1e-5)


def test_no_row_is_of_a_speaker_or_a_room_that_is_kept_out(voices: Path) -> None:
    """And each burst that is not comes once an epoch."""
    lesson = VoiceTask(SMALL, voices, seed=1).open()
    kept_out = [row for row, _ in sounds(voices, "bursts", "train") if is_kept_out(row)]
    taught = [row for row, _ in sounds(voices, "bursts", "train") if not is_kept_out(row)]
    assert {clip.id for clip in lesson._checked} == {row["clip_id"] for row in kept_out}
    assert {clip.id for clip in lesson._composer._bursts} == {row["clip_id"] for row in taught}
    rooms = {clip.id for clips in lesson._composer._kinds.values() for clip in clips}
    assert rooms == {row["clip_id"] for row, _ in sounds(voices, "ambience", "train") if not is_kept_out(row)}


@torch.no_grad()
def test_an_epoch_that_is_begun_again_is_the_same(voices: Path) -> None:
    """What rows leave to those of the next batch included: a run that was stopped goes on as it would have."""
    lesson = VoiceTask(SMALL, voices, seed=1).open()
    net = lesson.net().eval()
    first, again = ([float(lesson.loss(net, batch)) for batch in lesson.batches(2, 0)] for _ in range(2))
    assert first == again
    assert len(first) == lesson.steps


def test_processes_share_an_epoch(voices: Path) -> None:
    """Together they hear no burst twice."""
    schedule = dataclasses.replace(SMALL.schedule, processes=2, batch=8)
    lesson = VoiceTask(dataclasses.replace(SMALL, schedule=schedule), voices, seed=1).open()
    heard: list[list[int | None]] = []
    compose = lesson._composer.batch
    lesson._composer.batch = lambda chosen, rng: heard.append(list(chosen)) or compose(chosen, rng)  # type: ignore[method-assign, func-returns-value]
    counts = [sum(1 for _ in lesson.batches(0, rank)) for rank in (0, 1)]
    bursts = [index for rows in heard for index in rows if index is not None]
    assert counts == [lesson.steps, lesson.steps]
    assert len(bursts) == len(set(bursts)) > 0


def test_rows_begin_with_the_memory_of_others(voices: Path) -> None:
    """Half of them: a kiosk is reset once a week."""
    lesson = VoiceTask(SMALL, voices, seed=1).open()
    given: list[object] = []
    net = lesson.net().eval()
    net.register_forward_pre_hook(lambda _, inputs: given.append(inputs[1].abs().sum(1) > 0))
    carried = [of for batch in lesson.batches(0, 0) for of in (batch[1], lesson.loss(net, batch))][::2]
    assert not given[0].any()  # type: ignore[attr-defined]
    for is_given, is_carried in zip(given[1:], carried[1:], strict=True):
        assert is_given.tolist() == is_carried.tolist()  # type: ignore[attr-defined]


def test_a_row_is_judged_by_its_surest_half_seconds() -> None:
    """Wrong scores where "none" is sure cost nothing; rows without a burst are left out."""
    scores = torch.zeros(2, 3, len(CLASSES))
    scores[:, :, NONE] = 12.0
    scores[0, 1] = 0.0
    scores[0, 1, AMUSEMENT] = 12.0
    scores[0, 0, 3] = 8.0
    labels = torch.tensor([AMUSEMENT, NONE])
    assert float(whole_loss(scores, labels, 0.0)) < 0.1
    assert float(whole_loss(scores, torch.tensor([3, NONE]), 0.0)) > 5


def test_laughter_is_one_question() -> None:
    """Which of the others a sound is taken for costs nothing; decisions that nobody could give are not asked."""
    scores = torch.zeros(1, 3, len(CLASSES))
    scores[0, 0, AMUSEMENT] = scores[0, 1, 3] = scores[0, 2, AMUSEMENT] = 12.0
    targets, weights = torch.tensor([[AMUSEMENT, 4, 5]]), torch.tensor([[1.0, 1.0, 0.0]])
    assert float(laughter_loss(scores, targets, weights)) < 0.01
    assert float(laughter_loss(scores, targets, torch.ones(1, 3))) > 2


def test_laughs_come_up_more_often(voices: Path) -> None:
    """As often as the recipe says, each in a row of its own."""
    once, thrice = (VoiceTask(dataclasses.replace(SMALL, laughs=n), voices, seed=1).open() for n in (1, 3))
    laughs = sum(clip.kind == CLASSES[AMUSEMENT] for clip in once._composer._bursts)
    assert laughs > 0
    assert thrice._bursts - once._bursts == 2 * laughs


def test_learns_three_made_voices(voices: Path, tmp_path: Path) -> None:
    """On speakers that it never heard; 0.33 is chance among three, 0.07 among fifteen."""
    loop.train_worker(0, VoiceTask(SMALL, voices, seed=1), tmp_path)
    net = VoiceNet(SMALL.channels, SMALL.hidden, SMALL.dropout)
    net.load_state_dict(torch.load(tmp_path / "state.pt", weights_only=True)["ema"])
    found = check(
        net.eval(),
        [to_clip(*pair) for pair in sounds(voices, "bursts", "val")],
        [to_clip(*pair) for pair in sounds(voices, "ambience", "val")],
    )
    assert found["balanced_accuracy"] > 0.55
    assert found["auc_amusement_ambience"] > 0.9


def test_quick_is_small(voices: Path) -> None:
    """The folder that holds `voice` does as well as that folder itself."""
    assert task(voices.parent, 3, quick=True) == VoiceTask(QUICK, voices, 3)
    assert task(voices, 3, quick=False).facts()["hidden"] == VOICE.hidden


def test_composer_and_check_know_the_same_silence(voices: Path) -> None:
    """Rows that begin anew have before them what a stream has after a reset."""
    lesson = VoiceTask(SMALL, voices, seed=1).open()
    assert isinstance(lesson._composer, TrainingSoundComposer)
    batch, carried = next(lesson.batches(0, 0))
    assert np.all(batch.mel[~carried, :CONTEXT] == np.float32(SILENCE))
    assert carried.any()
