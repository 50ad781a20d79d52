"""augment.py: composition of training sound, and its targets."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.serving.features.voice import BANDS, CONTEXT, FRAMES
from models.voice.augment import BEDS, ClipPool, TrainingSoundComposer, decision_targets
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
    batch = composer.compose_batch([0, 1, None, None], np.random.default_rng(3))
    halves = VoiceAugmentation().half_seconds
    assert batch.mel.shape == (4, CONTEXT + halves * FRAMES, BANDS)
    assert batch.mel.dtype == batch.weights.dtype == np.float32
    assert np.isfinite(batch.mel).all()
    assert batch.whole.tolist() == [CLASSES.index("amusement"), CLASSES.index("anger"), NONE, NONE]
    assert (batch.targets[2:] == NONE).all()
    assert (batch.weights[2:] == 1).all()


def test_same_seed_gives_the_same_rows(composer: TrainingSoundComposer) -> None:
    """So a stopped run resumes with the same rows."""
    one, two = (composer.compose_batch([0, None], np.random.default_rng(8)).mel for _ in range(2))
    assert np.array_equal(one, two)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_every_burst_has_a_target(seed: int) -> None:
    """At any place of the burst, at least one half second has its class as target."""
    made = TrainingSoundComposer([clip("amusement")], [clip("street", 900)], VoiceAugmentation()).compose_batch(
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


def test_pool_draws_clips_by_their_length() -> None:
    """A clip of three times the length is drawn three times as often; a pool of no clips is empty."""
    kinds = {"street": [clip("street", 300)], "station": [clip("station", 900)]}
    pool = ClipPool.build_pool(kinds, next(group for group in BEDS if "station" in group))
    drawn = [pool.draw(rng).kind for rng in [np.random.default_rng(4)] for _ in range(400)]
    assert 0.7 < drawn.count("station") / len(drawn) < 0.8
    assert not ClipPool.build_pool(kinds, ("babble",)).clips
