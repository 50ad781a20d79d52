"""Simulated people and ads, and the signals that a session would measure. The ads define the true effects."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BASELINE_S = 12
ADVERT_S = 30
PAUSE_S = 10
KIT_HZ = 10
RISE_S, DECAY_S = 1.0, 4.0
"""Time constants of a skin response, in seconds."""
SCENES_S = (0.0, 12.0, 21.0)
"""Seconds of an ad at which the skin responds: its start, and two scenes."""
SMILE_S = 14.0
"""Second of an ad at which smiles are widest."""
NEVER = 0.1
"""Share of simulated people without any skin responses."""
SMILE_RANGE = (0.6, 1.3)
"""Range of the factors for smiles, which are drawn evenly."""
SMILE_SD = (SMILE_RANGE[1] - SMILE_RANGE[0]) / 12**0.5
"""Standard deviation of the factors for smiles."""
SLOWER_BPM = 4.0
"""Deceleration of the heart in bpm, during the seconds 1 to 3 of an ad."""


@dataclass(frozen=True, slots=True)
class SimulatedAdvert:
    """A simulated ad: amplitude of the skin responses in µS, and probability of a smile at its widest."""

    creative: str
    skin_us: float
    smile: float


@dataclass(frozen=True, slots=True)
class SimulatedPerson:
    """A simulated person. `skin`: factor for skin responses, 0 if the person's skin never responds."""

    skin: float
    level_us: float
    rate_bpm: float
    smile: float


@dataclass(frozen=True, slots=True)
class Showing:
    """One showing of an ad in a session. `start_s`: its start in the session."""

    advert: SimulatedAdvert
    start_s: float


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedSignals:
    """Signals of one session: skin at KIT_HZ, beats, and the probability of a smile at 5 Hz.

    The probability is nan while the face is turned away. All times are in seconds after the session's start.
    """

    length_s: float
    showings: tuple[Showing, ...]
    skin_us: Floats
    beats_s: Floats
    smile: Floats


def make_simulated_adverts(count: int) -> list[SimulatedAdvert]:
    """Simulated ads with effects that increase from the first ad to the last."""
    strength = np.linspace(0.15, 0.6, count) if count > 1 else np.array([0.4])
    return [
        SimulatedAdvert(f"advert-{number}", round(float(each), 3), round(float(0.1 + each), 3))
        for number, each in enumerate(strength, 1)
    ]


def draw_simulated_person(rng: np.random.Generator) -> SimulatedPerson:
    """Draw a random simulated person."""
    responds = rng.random() >= NEVER
    return SimulatedPerson(
        skin=float(rng.lognormal(0.0, 0.3)) if responds else 0.0,
        level_us=float(rng.uniform(2.0, 8.0)),
        rate_bpm=float(rng.uniform(58.0, 82.0)),
        smile=float(rng.uniform(*SMILE_RANGE)),
    )


def simulate_session(
    who: SimulatedPerson, order: Sequence[SimulatedAdvert], rng: np.random.Generator
) -> SimulatedSignals:
    """Simulate a session of a person who sees the ads in this order."""
    starts = [float(BASELINE_S + place * (ADVERT_S + PAUSE_S)) for place in range(len(order))]
    showings = tuple(map(Showing, order, starts))
    length_s = BASELINE_S + len(order) * (ADVERT_S + PAUSE_S)
    return SimulatedSignals(
        float(length_s), showings, _skin_us(who, showings, length_s, rng), _heart_beats(who, showings, length_s, rng),
        _smile_probability(who, showings, length_s, rng),
    )  # fmt: skip


def _skin_us(who: SimulatedPerson, showings: Sequence[Showing], length_s: int, rng: np.random.Generator) -> Floats:
    """Skin conductance in µS: a drifting level, responses to scenes, one spontaneous response per minute, and noise."""
    times_s = np.arange(length_s * KIT_HZ) / KIT_HZ
    level = who.level_us + np.interp(times_s, np.arange(length_s + 1), np.cumsum(rng.normal(0, 0.003, length_s + 1)))
    for showing in showings:
        for scene_s in SCENES_S:
            amplitude = who.skin * showing.advert.skin_us * rng.lognormal(0.0, 0.15)
            level = level + _response(times_s, showing.start_s + scene_s + rng.uniform(1.4, 2.4), amplitude)
    for onset_s in rng.uniform(0, length_s, rng.poisson(length_s / 60)):
        level = level + _response(times_s, onset_s, who.skin * rng.exponential(0.1))
    noisy: Floats = level + rng.normal(0.0, 0.002, len(times_s))
    return noisy


def _response(times_s: Floats, onset_s: float, amplitude: float) -> Floats:
    """One skin response: a difference of two exponentials, scaled so that its peak is `amplitude`."""
    after = np.fmax(times_s - onset_s, 0.0)
    peak_s = RISE_S * DECAY_S / (DECAY_S - RISE_S) * np.log(DECAY_S / RISE_S)
    highest = np.exp(-peak_s / DECAY_S) - np.exp(-peak_s / RISE_S)
    response: Floats = amplitude * (np.exp(-after / DECAY_S) - np.exp(-after / RISE_S)) / highest
    return response


def _heart_beats(who: SimulatedPerson, showings: Sequence[Showing], length_s: int, rng: np.random.Generator) -> Floats:
    beats, at_s = [], float(rng.uniform(0.0, 0.8))
    while at_s < length_s:
        beats.append(at_s)
        slower = any(1.0 <= at_s - showing.start_s < 4.0 for showing in showings)
        breath = 2.0 * np.sin(2 * np.pi * at_s / 4.3)
        rate_bpm = who.rate_bpm + breath - (SLOWER_BPM if slower else 0.0)
        at_s += 60.0 / rate_bpm + float(rng.normal(0.0, 0.01))
    return np.array(beats)


def _smile_probability(
    who: SimulatedPerson, showings: Sequence[Showing], length_s: int, rng: np.random.Generator
) -> Floats:
    """Probability of a smile at 5 Hz. Twice per session, the face is turned away for two seconds."""
    times_s = np.arange(length_s * 5) / 5
    smile: Floats = np.full(len(times_s), 0.05)
    for showing in showings:
        bump = np.exp(-(((times_s - showing.start_s - SMILE_S) / 4.0) ** 2))
        smile = smile + who.smile * showing.advert.smile * bump
    smile = np.clip(smile + rng.normal(0.0, 0.03, len(times_s)), 0.0, 0.97)
    for start in rng.integers(0, len(smile) - 10, 2):
        smile[start : start + 10] = np.nan
    return smile
