"""augment.py: what training sound is made of, and what is asked about it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.serving.features.voice import BANDS, CONTEXT, FRAMES
from models.voice.augment import TrainingSoundComposer, ask, blank, hiss, pulses, reverberate, warp
from models.voice.data import VoiceClip
from models.voice.recipe import CLASSES, NONE, VoiceAugmentation


def clip(kind: str, frames: int = 120) -> VoiceClip:
    """Quiet, then a sound in the middle half."""
    active = np.zeros(frames, bool)
    active[frames // 4 : 3 * frames // 4] = True
    logs = np.where(active[:, None], -7.0, -20.0) + np.random.default_rng(0).normal(0, 0.5, (frames, BANDS))
    return VoiceClip(kind, kind, logs.astype(np.float32), active)


@pytest.fixture
def composer() -> TrainingSoundComposer:
    rooms = [clip(kind, 900) for kind in ("crowd_indoor", "street", "speech_plain", "dog")]
    return TrainingSoundComposer([clip("amusement"), clip("anger")], rooms, VoiceAugmentation())


def test_rows_are_ready_for_the_network(composer: TrainingSoundComposer) -> None:
    """Frames before the first half second included; all numbers; with and without a burst."""
    batch = composer.batch([0, 1, None, None], np.random.default_rng(3))
    halves = VoiceAugmentation().half_seconds
    assert batch.mel.shape == (4, CONTEXT + halves * FRAMES, BANDS)
    assert batch.mel.dtype == batch.weights.dtype == np.float32
    assert np.isfinite(batch.mel).all()
    assert batch.whole.tolist() == [CLASSES.index("amusement"), CLASSES.index("anger"), NONE, NONE]
    assert (batch.targets[2:] == NONE).all()
    assert (batch.weights[2:] == 1).all()


def test_the_same_seed_makes_the_same_rows(composer: TrainingSoundComposer) -> None:
    """So a run that was stopped goes on as it would have."""
    one, two = (composer.batch([0, None], np.random.default_rng(8)).mel for _ in range(2))
    assert np.array_equal(one, two)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_every_burst_is_asked_about(seed: int) -> None:
    """Wherever it lies in its row, at least one half second is asked for its class."""
    made = TrainingSoundComposer([clip("amusement")], [clip("street", 900)], VoiceAugmentation()).batch(
        [0], np.random.default_rng(seed)
    )
    assert ((made.targets == CLASSES.index("amusement")) & (made.weights > 0)).any()


@settings(max_examples=60)
@given(st.integers(0, 199), st.integers(1, 200))
def test_no_class_is_asked_before_it_is_heard(onset: int, length: int) -> None:
    """And none after: half seconds without a frame of the burst are asked for "none"."""
    heard = np.zeros((1, 5 * FRAMES), bool)
    heard[0, onset : onset + length] = True
    targets, weights = ask(heard, np.array([3]))
    for half, (target, weight) in enumerate(zip(targets[0], weights[0], strict=True)):
        count = int(heard[0, half * FRAMES : (half + 1) * FRAMES].sum())
        assert (target == 3) == (weight > 0 and count > 0)
        assert count or (target == NONE and weight == 1)
        assert count < 12 or target == 3


def test_unmoved_is_the_same() -> None:
    """Speed 1, no shift."""
    one = clip("anger")
    at = np.arange(0.0, 100.0)
    assert np.allclose(warp(one.logs, at, 0.0), np.exp(one.logs[:100]), rtol=1e-4)
    assert np.allclose(warp(one.logs, at, np.zeros(100, np.float32)), np.exp(one.logs[:100]), rtol=1e-4)


@pytest.mark.parametrize("shift", [2.0, -3.0])
def test_higher_voices_lie_in_higher_bands(shift: float) -> None:
    """By whole bands: what was in one is in the other."""
    logs = np.full((3, BANDS), -20.0, np.float32)
    logs[:, 20] = -5.0
    assert warp(logs, np.zeros(1), shift)[0].argmax() == 20 + shift
    assert warp(logs, np.zeros(1), np.full(1, shift, np.float32))[0].argmax() == 20 + shift


def test_a_room_answers_after_the_sound_and_not_before() -> None:
    """It dies away, and takes nothing from the sound itself."""
    dry = np.zeros((200, BANDS), np.float32)
    dry[50] = 1.0
    wet = reverberate(dry, np.random.default_rng(0))
    assert (wet[:50] == 0).all()
    assert (wet[50] >= dry[50]).all()
    assert (np.diff(wet[51:], axis=0) <= 0).all()
    assert wet[51].min() > 0


def test_noise_has_mean_one_and_pulses_swell() -> None:
    """Both are drawn anew each time."""
    rng = np.random.default_rng(0)
    assert hiss(2000, rng).sum(axis=1).mean() == pytest.approx(1.0, rel=0.1)
    loud = pulses(400, rng).sum(axis=1)
    assert loud.max() > 5 * np.median(loud) or loud.min() < 0.2 * np.median(loud)


def test_what_is_blanked_is_the_mean() -> None:
    """At most two groups of bands and two moments: most of the row stays."""
    row = np.random.default_rng(0).normal(size=(200, BANDS)).astype(np.float32)
    before = row.copy()
    blank(row, 2, np.random.default_rng(5))
    changed = row != before
    assert 0 < changed.mean() < 0.45
    assert np.allclose(row[changed], before.mean())
