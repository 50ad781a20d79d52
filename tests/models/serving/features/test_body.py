"""body.py: contact artefacts are removed, skin responses are kept, and elapsed time has no effect."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.serving.features.body import (
    CHANNELS,
    HZ,
    MEMORY,
    SKIN_CHANNELS,
    STEPS,
    WINDOW_S,
    input_signals,
    response_count,
    skin_features,
)
from tests.models.body.drawn_people import skin_of

CALM = skin_of(240, [])
AROUSED = skin_of(240, [60.0, 75.0, 90.0, 105.0, 120.0])
HEART = np.full(240, 70.0, np.float32)
END = np.array([WINDOW_S])


def with_part(eda_us: NDArray[np.float32], from_s: float, to_s: float, factor: float) -> NDArray[np.float32]:
    """The same signal with one part multiplied by `factor`."""
    changed = eda_us.copy()
    changed[int(from_s * HZ) : int(to_s * HZ)] *= factor
    return changed


def level(eda_us: NDArray[np.float32]) -> NDArray[np.float64]:
    """Running level of log conductance."""
    return np.cumsum(skin_features(eda_us).growth.astype(np.float64))


@pytest.mark.parametrize("seconds", [0.5, 2.5, 30.0])
def test_short_opening_leaves_no_change(seconds: float) -> None:
    """After a contact opens and closes, the level is the same as before."""
    opened = with_part(CALM, 100, 100 + seconds, 0.0)
    assert np.abs(level(opened) - level(CALM)).max() < 0.03
    assert skin_features(opened).known[102 * HZ] == (seconds < 1)  # the median fills half a second
    assert skin_features(opened).known[int((105 + seconds) * HZ) :].all()


@pytest.mark.parametrize("factor", [0.25, 0.5, 0.65])
def test_half_contact_leaves_no_change(factor: float) -> None:
    """A drop to a part of the level for 20 s, with steep edges, above the floor, does not change the level."""
    assert np.abs(level(with_part(CALM, 100, 120, factor)) - level(CALM)).max() < 0.03


@pytest.mark.parametrize("factor", [0.5, 3.4])
def test_reseated_electrode_leaves_no_change(factor: float) -> None:
    """A lasting jump of the level is no arousal: the running level ignores it (0.08 to 0.27 uS was measured)."""
    assert np.abs(level(with_part(CALM, 100, 240, factor)) - level(CALM)).max() < 0.03


def test_needles_are_removed() -> None:
    """Dips of one to three samples do not change the level, and the samples around them stay known."""
    damaged = AROUSED.copy()
    for at in range(50 * HZ, 200 * HZ, 41):
        damaged[at : at + 3] *= 0.3
    assert skin_features(damaged).known[60 * HZ : 200 * HZ].mean() > 0.95
    apart = np.abs(level(damaged) - level(AROUSED))  # in a response the median is some samples late
    assert np.quantile(apart, 0.95) < 0.05
    assert apart[-1] < 1e-3


def test_skin_responses_are_kept() -> None:
    """They rise over one to three seconds, so they are not treated as contact changes, even on dry skin."""
    assert response_count(skin_features(AROUSED)) == 5
    assert skin_features(skin_of(240, [60.0, 90.0], level_us=0.11, height_us=0.06)).known[40 * HZ :].all()
    assert response_count(skin_features(skin_of(240, [60.0, 90.0], level_us=0.11, height_us=0.06))) == 2


def test_calm_and_drifting_skin_have_no_responses() -> None:
    """A rise of 0.3 uS in four minutes is drift."""
    assert response_count(skin_features(CALM)) == 0
    assert response_count(skin_features(CALM + np.linspace(0, 0.3, len(CALM), dtype=np.float32))) == 0


def test_reseating_is_no_response() -> None:
    assert response_count(skin_features(with_part(CALM, 100, 240, 3.0))) == 0


@given(st.integers(0, 200), st.integers(MEMORY, 120))
def test_samples_before_the_memory_have_no_effect(seed: int, cut: int) -> None:
    """After MEMORY samples the features do not depend on earlier samples, so windows contain no elapsed time."""
    rng = np.random.default_rng(seed)
    eda_us = np.where(rng.random(300) < 0.1, rng.choice([0.0, 0.5, 3.0, np.nan], 300), AROUSED[:300])
    whole, late = skin_features(eda_us), skin_features(eda_us[cut:])
    assert (whole.known[cut + MEMORY :] == late.known[MEMORY:]).all()
    np.testing.assert_allclose(whole.growth[cut + MEMORY :], late.growth[MEMORY:], atol=1e-6)


def test_later_samples_have_no_effect() -> None:
    """The features are causal at every sample, also at the edge of a contact."""
    eda_us = with_part(with_part(AROUSED[:300], 15, 21, 0.4), 40, 70, 3.0)
    whole = skin_features(eda_us)
    for cut in range(1, 300):
        early = skin_features(eda_us[:cut])
        np.testing.assert_array_equal(whole.growth[:cut], early.growth)
        np.testing.assert_array_equal(whole.known[:cut], early.known)


def test_signals_do_not_depend_on_elapsed_time() -> None:
    """The same three minutes give the same numbers after one minute and after an hour of other signals."""
    last = skin_of(200, [50.0, 100.0, 150.0])
    early = np.concatenate([CALM[: 60 * HZ], last])
    late = np.concatenate([np.tile(AROUSED, 15), last])
    heart = np.random.default_rng(0).normal(70, 3, 200).astype(np.float32)
    results = []
    for eda_us in (early, late):
        seconds = len(eda_us) // HZ
        hearts = np.concatenate([np.full(seconds - 200, 90.0), heart])
        results.append(input_signals(skin_features(eda_us), hearts, np.array([seconds])))
    np.testing.assert_allclose(results[0], results[1], atol=1e-5)


def test_signals_do_not_depend_on_the_gain_of_a_kit() -> None:
    """Twice the conductance gives the same channels, except those of absolute height, which detect responses."""
    one, two = (input_signals(skin_features(AROUSED * gain), HEART, END)[0] for gain in (1.0, 2.0))
    relative = [i for i, name in enumerate(CHANNELS) if name not in ("rise", "large_rise")]
    np.testing.assert_allclose(one[:, relative], two[:, relative], atol=1e-3)


def test_missing_inputs_are_zeros_with_a_flag() -> None:
    """The channels of a missing signal are 0, and its flag is 0; the flag of the other is 1."""
    nothing = np.full(240, np.nan, np.float32)
    no_heart = input_signals(skin_features(AROUSED), nothing, END)[0]
    no_skin = input_signals(skin_features(np.full(240 * HZ, np.nan, np.float32)), HEART + np.arange(240) % 7, END)[0]
    assert (no_heart[:, SKIN_CHANNELS:] == 0).all()
    assert (no_heart[1:, CHANNELS.index("contact")] == 1).all()
    assert (no_skin[:, :SKIN_CHANNELS] == 0).all()
    assert (no_skin[:, CHANNELS.index("hr_known")] == 1).all()


def test_short_window_ignores_the_earlier_samples() -> None:
    """With `seen_s` of 60, earlier samples have no effect."""
    seen_s = np.array([60])
    results = [
        input_signals(skin_features(with_part(AROUSED, 20, 100, factor)), HEART, END, seen_s)[0]
        for factor in (1.0, 1.3)
    ]
    np.testing.assert_allclose(results[0], results[1], atol=1e-4)
    assert (results[0][: STEPS - 12] == 0).all()


def test_windows_outside_the_recording_are_refused() -> None:
    with pytest.raises(IndexError, match="outside"):
        input_signals(skin_features(CALM), HEART, np.array([WINDOW_S - 1]))
    with pytest.raises(IndexError, match="outside"):
        input_signals(skin_features(CALM), HEART, np.array([241]))
