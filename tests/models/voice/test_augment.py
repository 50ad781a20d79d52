"""augment.py: composition of training sound, and its targets."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.serving.features.voice import BANDS, CONTEXT, FRAMES
from models.voice.augment import (
    TrainingSoundComposer,
    decision_targets,
    hiss,
    mask_bands_and_frames,
    pulses,
    reverberate,
    warp,
)
from models.voice.data import VoiceClip
from models.voice.recipe import CLASSES, NONE, VoiceAugmentation


def clip(kind: str, frames: int = 120) -> VoiceClip:
    """A quiet clip with a sound in its middle half."""
    active = np.zeros(frames, bool)
    active[frames // 4 : 3 * frames // 4] = True
    logs = np.where(active[:, None], -7.0, -20.0) + np.random.default_rng(0).normal(0, 0.5, (frames, BANDS))
    return VoiceClip(kind, kind, logs.astype(np.float32), active)


@pytest.fixture
def composer() -> TrainingSoundComposer:
    rooms = [clip(kind, 900) for kind in ("crowd_indoor", "street", "speech_plain", "dog")]
    return TrainingSoundComposer([clip("amusement"), clip("anger")], rooms, VoiceAugmentation())


def test_rows_have_the_shape_of_the_network_input(composer: TrainingSoundComposer) -> None:
    """Rows with and without a burst have the right shape, finite values, targets and weights."""
    batch = composer.batch([0, 1, None, None], np.random.default_rng(3))
    halves = VoiceAugmentation().half_seconds
    assert batch.mel.shape == (4, CONTEXT + halves * FRAMES, BANDS)
    assert batch.mel.dtype == batch.weights.dtype == np.float32
    assert np.isfinite(batch.mel).all()
    assert batch.whole.tolist() == [CLASSES.index("amusement"), CLASSES.index("anger"), NONE, NONE]
    assert (batch.targets[2:] == NONE).all()
    assert (batch.weights[2:] == 1).all()


def test_same_seed_gives_the_same_rows(composer: TrainingSoundComposer) -> None:
    """So a stopped run resumes with the same rows."""
    one, two = (composer.batch([0, None], np.random.default_rng(8)).mel for _ in range(2))
    assert np.array_equal(one, two)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_every_burst_has_a_target(seed: int) -> None:
    """At any place of the burst, at least one half second has its class as target."""
    made = TrainingSoundComposer([clip("amusement")], [clip("street", 900)], VoiceAugmentation()).batch(
        [0], np.random.default_rng(seed)
    )
    assert ((made.targets == CLASSES.index("amusement")) & (made.weights > 0)).any()


@settings(max_examples=60)
@given(st.integers(0, 199), st.integers(1, 200))
def test_target_is_none_outside_the_burst(onset: int, length: int) -> None:
    """Half seconds without a frame of the burst have the target "none"."""
    active = np.zeros((1, 5 * FRAMES), bool)
    active[0, onset : onset + length] = True
    targets, weights = decision_targets(active, np.array([3]))
    for half, (target, weight) in enumerate(zip(targets[0], weights[0], strict=True)):
        count = int(active[0, half * FRAMES : (half + 1) * FRAMES].sum())
        assert (target == 3) == (weight > 0 and count > 0)
        assert count or (target == NONE and weight == 1)
        assert count < 12 or target == 3


def test_warp_without_change_is_the_identity() -> None:
    """Speed 1 and shift 0 give the same powers."""
    one = clip("anger")
    at = np.arange(0.0, 100.0)
    assert np.allclose(warp(one.logs, at, 0.0), np.exp(one.logs[:100]), rtol=1e-4)
    assert np.allclose(warp(one.logs, at, np.zeros(100, np.float32)), np.exp(one.logs[:100]), rtol=1e-4)


@pytest.mark.parametrize("shift", [2.0, -3.0])
def test_shift_moves_powers_to_other_bands(shift: float) -> None:
    """A shift by whole bands moves the peak by this number of bands."""
    logs = np.full((3, BANDS), -20.0, np.float32)
    logs[:, 20] = -5.0
    assert warp(logs, np.zeros(1), shift)[0].argmax() == 20 + shift
    assert warp(logs, np.zeros(1), np.full(1, shift, np.float32))[0].argmax() == 20 + shift


def test_reverberation_follows_the_sound() -> None:
    """It decays, and does not reduce the sound itself."""
    dry = np.zeros((200, BANDS), np.float32)
    dry[50] = 1.0
    wet = reverberate(dry, np.random.default_rng(0))
    assert (wet[:50] == 0).all()
    assert (wet[50] >= dry[50]).all()
    assert (np.diff(wet[51:], axis=0) <= 0).all()
    assert wet[51].min() > 0


def test_noise_has_mean_one_and_pulses_swell() -> None:
    """`hiss` has mean power 1; `pulses` has a high contrast over time."""
    rng = np.random.default_rng(0)
    assert hiss(2000, rng).sum(axis=1).mean() == pytest.approx(1.0, rel=0.1)
    loud = pulses(400, rng).sum(axis=1)
    assert loud.max() > 5 * np.median(loud) or loud.min() < 0.2 * np.median(loud)


def test_masked_values_are_the_mean_of_the_row() -> None:
    """At most two groups of bands and two of frames are masked, so most of the row stays."""
    row = np.random.default_rng(0).normal(size=(200, BANDS)).astype(np.float32)
    before = row.copy()
    mask_bands_and_frames(row, 2, np.random.default_rng(5))
    changed = row != before
    assert 0 < changed.mean() < 0.45
    assert np.allclose(row[changed], before.mean())
