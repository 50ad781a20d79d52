"""body.py: what contacts do is left out, what people do is kept, and no clock is in it."""

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
    responses,
    signals,
    skin,
    worn,
)
from tests.models.body.drawn_people import skin_of

CALM = skin_of(240, [])
AROUSED = skin_of(240, [60.0, 75.0, 90.0, 105.0, 120.0])
HEART = np.full(240, 70.0, np.float32)
END = np.array([WINDOW_S])


def with_part(eda_us: NDArray[np.float32], from_s: float, to_s: float, factor: float) -> NDArray[np.float32]:
    """The same, with a part of it at so many times its value."""
    changed = eda_us.copy()
    changed[int(from_s * HZ) : int(to_s * HZ)] *= factor
    return changed


def level(eda_us: NDArray[np.float32]) -> NDArray[np.float64]:
    """The running level of the log, as the network has it."""
    return np.cumsum(skin(eda_us).growth.astype(np.float64))


@pytest.mark.parametrize("seconds", [0.5, 2.5, 30.0])
def test_opening_while_worn_leaves_no_change(seconds: float) -> None:
    """A contact that opens and closes again: the level after it is that before it."""
    opened = with_part(CALM, 100, 100 + seconds, 0.0)
    assert np.abs(level(opened) - level(CALM)).max() < 0.03
    assert skin(opened).known[102 * HZ] == (seconds < 1)  # half a second is mended by the median
    assert skin(opened).known[int((105 + seconds) * HZ) :].all()


@pytest.mark.parametrize("factor", [0.25, 0.5, 0.65])
def test_half_contact_leaves_no_change(factor: float) -> None:
    """A box at a part of the level, 20 s long, with upright edges, never under the floor."""
    assert np.abs(level(with_part(CALM, 100, 120, factor)) - level(CALM)).max() < 0.03


@pytest.mark.parametrize("factor", [0.5, 3.4])
def test_reseated_electrode_begins_anew(factor: float) -> None:
    """Another level for good is no arousal: the running level takes the jump along (0.08 to 0.27 uS was seen)."""
    assert np.abs(level(with_part(CALM, 100, 240, factor)) - level(CALM)).max() < 0.03


def test_needles_are_removed() -> None:
    """Dips of one to three samples change nothing, and what is around them stays known."""
    spoilt = AROUSED.copy()
    for at in range(50 * HZ, 200 * HZ, 41):
        spoilt[at : at + 3] *= 0.3
    assert skin(spoilt).known[60 * HZ : 200 * HZ].mean() > 0.95
    apart = np.abs(level(spoilt) - level(AROUSED))  # in a response the median comes some samples later
    assert np.quantile(apart, 0.95) < 0.05
    assert apart[-1] < 1e-3


def test_real_responses_are_kept() -> None:
    """They rise over one to three seconds, so no step test takes them for contacts, not on dry skin either."""
    assert responses(skin(AROUSED)) == 5
    assert skin(skin_of(240, [60.0, 90.0], level_us=0.11, height_us=0.06)).known[40 * HZ :].all()
    assert responses(skin(skin_of(240, [60.0, 90.0], level_us=0.11, height_us=0.06))) == 2


def test_calm_and_drifting_skin_have_no_responses() -> None:
    """0.3 uS more within four minutes is drift."""
    assert responses(skin(CALM)) == 0
    assert responses(skin(CALM + np.linspace(0, 0.3, len(CALM), dtype=np.float32))) == 0


def test_reseating_is_no_response() -> None:
    assert responses(skin(with_part(CALM, 100, 240, 3.0))) == 0


@given(st.integers(0, 200), st.integers(MEMORY, 120))
def test_past_beyond_memory_is_forgotten(seed: int, cut: int) -> None:
    """Whatever came before, from MEMORY samples on all is the same: that is what makes windows clock-free."""
    rng = np.random.default_rng(seed)
    eda_us = np.where(rng.random(300) < 0.1, rng.choice([0.0, 0.5, 3.0, np.nan], 300), AROUSED[:300])
    whole, late = skin(eda_us), skin(eda_us[cut:])
    assert (whole.known[cut + MEMORY :] == late.known[MEMORY:]).all()
    np.testing.assert_allclose(whole.growth[cut + MEMORY :], late.growth[MEMORY:], atol=1e-6)


def test_future_is_not_seen() -> None:
    """Causal, wherever it is cut: what comes later changes nothing, at the edge of a contact neither."""
    eda_us = with_part(with_part(AROUSED[:300], 15, 21, 0.4), 40, 70, 3.0)
    whole = skin(eda_us)
    for cut in range(1, 300):
        early = skin(eda_us[:cut])
        np.testing.assert_array_equal(whole.growth[:cut], early.growth)
        np.testing.assert_array_equal(whole.known[:cut], early.known)


def test_signals_are_the_same_at_any_time_of_day() -> None:
    """The same three minutes after one minute and after an hour of something else: not one number differs."""
    last = skin_of(200, [50.0, 100.0, 150.0])
    early = np.concatenate([CALM[: 60 * HZ], last])
    late = np.concatenate([np.tile(AROUSED, 15), last])
    heart = np.random.default_rng(0).normal(70, 3, 200).astype(np.float32)
    shown = []
    for eda_us in (early, late):
        seconds = len(eda_us) // HZ
        hearts = np.concatenate([np.full(seconds - 200, 90.0), heart])
        shown.append(signals(skin(eda_us), hearts, np.array([seconds])))
    np.testing.assert_allclose(shown[0], shown[1], atol=1e-5)


def test_signals_do_not_know_the_gain_of_a_kit() -> None:
    """Twice the conductance is the same in all channels but those of absolute height, which responses are told by."""
    one, two = (signals(skin(AROUSED * gain), HEART, END)[0] for gain in (1.0, 2.0))
    relative = [i for i, name in enumerate(CHANNELS) if name not in ("rise", "large_rise")]
    np.testing.assert_allclose(one[:, relative], two[:, relative], atol=1e-3)


def test_missing_inputs_are_zeros_and_said_to_be_missing() -> None:
    """Either may be missing: its channels are 0, its flag says so, and nothing is NaN."""
    nothing = np.full(240, np.nan, np.float32)
    no_heart = signals(skin(AROUSED), nothing, END)[0]
    no_skin = signals(skin(np.full(240 * HZ, np.nan, np.float32)), HEART + np.arange(240) % 7, END)[0]
    assert (no_heart[:, SKIN_CHANNELS:] == 0).all()
    assert (no_heart[1:, CHANNELS.index("contact")] == 1).all()
    assert (no_skin[:, :SKIN_CHANNELS] == 0).all()
    assert (no_skin[:, CHANNELS.index("hr_known")] == 1).all()


def test_shorter_window_is_as_if_the_rest_were_missing() -> None:
    """With 60 s to be seen, what was before changes nothing."""
    seen_s = np.array([60])
    shown = [signals(skin(with_part(AROUSED, 20, 100, factor)), HEART, END, seen_s)[0] for factor in (1.0, 1.3)]
    np.testing.assert_allclose(shown[0], shown[1], atol=1e-4)
    assert (shown[0][: STEPS - 12] == 0).all()


def test_windows_outside_the_recording_are_refused() -> None:
    with pytest.raises(IndexError, match="outside"):
        signals(skin(CALM), HEART, np.array([WINDOW_S - 1]))
    with pytest.raises(IndexError, match="outside"):
        signals(skin(CALM), HEART, np.array([241]))


@pytest.mark.parametrize("floor_us", [0.0, 0.004, 0.015, 0.026])
def test_floor_of_every_unit_is_off_the_body(floor_us: float) -> None:
    """Units rest at other floors, with noise of 0.005 uS: none of it is skin."""
    noise = np.random.default_rng(0).uniform(-0.005, 0.005, 400)
    assert not worn(floor_us + noise).any()
    assert not worn(floor_us + noise, np.full(20, 1.0), True)[5 * HZ :].any()


@pytest.mark.parametrize("level_us", [0.05, 0.07, 0.11])
def test_dry_skin_is_on_the_body(level_us: float) -> None:
    """People live at 0.05 to 0.17 uS; within three seconds they are known to be there, and they stay."""
    assert worn(np.full(400, level_us))[3 * HZ :].all()


@pytest.mark.parametrize(("seconds", "stays"), [(0.5, True), (2.0, True), (10.0, False)])
def test_short_opening_is_still_worn(seconds: float, stays: bool) -> None:
    """Nine of ten last under 2.4 s; of a long one nobody knows whether the band is still on."""
    on_body = worn(with_part(CALM, 100, 100 + seconds, 0.0))
    assert on_body[99 * HZ]
    assert on_body[100 * HZ : 115 * HZ].all() == stays
    assert on_body[-1]


def test_what_is_not_known_is_not_worn() -> None:
    """A kit that gives nothing is on nobody."""
    assert not worn(np.full(100, np.nan)).any()
    assert not worn(np.full(100, np.nan), np.full(20, 1.0), True)[3 * HZ :].any()


@given(st.integers(1, 399), st.integers(0, 99))
def test_worn_is_the_same_in_pieces(cut: int, seed: int) -> None:
    """Cut anywhere, with what came before handed on."""
    x = np.random.default_rng(seed).choice([0.0, 0.037, 0.05, np.nan], 400, p=[0.3, 0.3, 0.3, 0.1]).repeat(1)
    whole = worn(x)
    first = worn(x[:cut])
    np.testing.assert_array_equal(np.concatenate([first, worn(x[cut:], x[:cut], bool(first[-1]))]), whole)
