"""powers.py: changes of band powers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.serving.features.voice import BANDS
from models.voice.powers import draw_hiss, draw_pulses, mask_bands_and_frames, random_gains, reverberate, warp_clip


def test_warp_without_change_is_the_identity() -> None:
    """Speed 1 and shift 0 give the same powers."""
    logs = np.random.default_rng(0).normal(-15.0, 3.0, (120, BANDS)).astype(np.float32)
    at = np.arange(0.0, 100.0)
    assert np.allclose(warp_clip(logs, at, 0.0), np.exp(logs[:100]), rtol=1e-4)
    assert np.allclose(warp_clip(logs, at, np.zeros(100, np.float32)), np.exp(logs[:100]), rtol=1e-4)


@pytest.mark.parametrize("shift", [2.0, -3.0])
def test_shift_moves_powers_to_other_bands(shift: float) -> None:
    """A shift by whole bands moves the peak by this number of bands."""
    logs = np.full((3, BANDS), -20.0, np.float32)
    logs[:, 20] = -5.0
    assert warp_clip(logs, np.zeros(1), shift)[0].argmax() == 20 + shift
    assert warp_clip(logs, np.zeros(1), np.full(1, shift, np.float32))[0].argmax() == 20 + shift


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
    assert draw_hiss(2000, rng).sum(axis=1).mean() == pytest.approx(1.0, rel=0.1)
    loud = draw_pulses(400, rng).sum(axis=1)
    assert loud.max() > 5 * np.median(loud) or loud.min() < 0.2 * np.median(loud)


def test_masked_values_are_the_mean_of_the_row() -> None:
    """At most two groups of bands and two of frames are masked, so most of the row stays."""
    row = np.random.default_rng(0).normal(size=(200, BANDS)).astype(np.float32)
    before = row.copy()
    mask_bands_and_frames(row, 2, np.random.default_rng(5))
    changed = row != before
    assert 0 < changed.mean() < 0.45
    assert np.allclose(row[changed], before.mean())


@given(st.floats(-6.0, 6.0))
def test_one_shift_is_the_same_shift_in_every_frame(shift: float) -> None:
    """The matrix for all frames moves bands as the way for frames that each have their own shift."""
    logs = np.random.default_rng(1).normal(-15.0, 3.0, (30, BANDS)).astype(np.float32)
    at = np.arange(0.0, 28.0, 0.7)
    each = warp_clip(logs, at, np.full(len(at), shift, np.float32))
    assert np.allclose(warp_clip(logs, at, float(np.float32(shift))), each, rtol=1e-3)


def test_gains_stay_within_fifteen_decibels() -> None:
    """However wide they spread; and they differ from band to band."""
    gains = random_gains(np.random.default_rng(2), 50.0)
    assert gains.dtype == np.float32
    assert 10**-1.51 < gains.min() < gains.max() < 10**1.51
