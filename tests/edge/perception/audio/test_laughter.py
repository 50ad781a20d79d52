"""laughter.py: half seconds on the stream's own clock, and nothing wrong out of broken sound."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge.events import AudioObservation
from edge.perception.audio.laughter import CENTROIDS, LaughterDetector
from edge.perception.runtime import InferenceSession
from edge.signals import AudioBlock
from models.serving.features.voice import RATE_HZ
from models.serving.spec import ZOO, ModelSpec

Floats = NDArray[np.float32]
START_S = 1_800_000_000.0


@pytest.fixture(scope="module")
def session() -> InferenceSession:
    """The shipped network."""
    return InferenceSession(ModelSpec.load(ZOO / "voice-0.4m.json"))


@pytest.fixture
def voice(session: InferenceSession) -> LaughterDetector:
    return LaughterDetector(session)


def noise(seconds: float, rms: float = 0.01, seed: int = 0) -> Floats:
    """White noise (n,)."""
    return (np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ)) * rms).astype(np.float32)


def blocks(samples: Floats, lengths: list[int], at_s: float = START_S) -> list[AudioBlock]:
    """The samples in blocks of these lengths, the last taking the rest."""
    ends = np.minimum(np.cumsum([*lengths, len(samples)]), len(samples)).tolist()
    starts = [0, *ends[:-1]]
    return [AudioBlock(at_s + a / RATE_HZ, samples[a:b]) for a, b in zip(starts, ends, strict=True)]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 9000), max_size=8))
def test_the_same_is_said_however_the_sound_comes(session: InferenceSession, lengths: list[int]) -> None:
    """Blocks of any size, empty ones too."""
    sound = noise(2.3)
    whole, cut = LaughterDetector(session), LaughterDetector(session)
    expected = whole.predict(AudioBlock(START_S, sound))
    said = [decision for block in blocks(sound, lengths) for decision in cut.predict(block)]
    assert [decision.probabilities for decision in said] == [decision.probabilities for decision in expected]
    assert [d.observation.at_s for d in said] == pytest.approx([START_S + 0.5 * (n + 1) for n in range(4)], abs=1e-6)
    assert cut.resets == 0


def test_each_decision_is_about_the_half_second_that_it_ends(voice: LaughterDetector) -> None:
    """The level is that of those samples alone, in dB below full scale."""
    sound = np.concatenate([noise(0.5, 0.001), noise(0.5, 0.1), np.zeros(8000, np.float32)])
    quiet, loud, nothing = voice.process(AudioBlock(START_S, sound))
    assert isinstance(quiet, AudioObservation)
    assert (quiet.at_s, quiet.duration_s) == (START_S + 0.5, 0.5)
    assert quiet.level_db == pytest.approx(-60, abs=0.5)
    assert loud.level_db == pytest.approx(-20, abs=0.5)
    assert nothing.level_db == -120.0


def test_silence_and_noise_are_no_laughter(voice: LaughterDetector) -> None:
    """Nor is digital silence, which no microphone gives."""
    sound = np.concatenate([np.zeros(RATE_HZ, np.float32), noise(5.0), noise(5.0, 0.0005)])
    assert not any(heard.laughter for heard in voice.process(AudioBlock(START_S, sound)))


@pytest.mark.parametrize("step_s", [0.3, -0.3, 3600.0, -3600.0])
def test_a_gap_or_a_step_of_the_clock_begins_anew(voice: LaughterDetector, step_s: float) -> None:
    """No half second is put together from both sides, and what is said after it is what a fresh ear says."""
    voice.process(AudioBlock(START_S, noise(1.7)))
    at_s = START_S + 1.7 + step_s
    after = voice.predict(AudioBlock(at_s, noise(1.0, seed=1)))
    assert [decision.observation.at_s for decision in after] == pytest.approx([at_s + 0.5, at_s + 1.0])
    assert voice.resets == 1
    voice.reset()
    assert [d.probabilities for d in voice.predict(AudioBlock(0.0, noise(1.0, seed=1)))] == [
        d.probabilities for d in after
    ]


def test_blocks_may_come_a_little_early_or_late(voice: LaughterDetector) -> None:
    """A microphone's blocks are stamped as they arrive."""
    sound = noise(3.0)
    said = []
    for number in range(30):
        block = sound[number * 1600 : (number + 1) * 1600]
        said += voice.process(AudioBlock(START_S + 0.1 * number + (0.03 if number % 3 else 0.0), block))
    assert (len(said), voice.resets) == (6, 0)


@pytest.mark.parametrize(
    "broken",
    [
        AudioBlock(START_S + 1.0, np.array([0.1, np.nan, 0.1], np.float32)),
        AudioBlock(START_S + 1.0, np.array([np.inf, 0.0, 0.0], np.float32)),
        AudioBlock(START_S + 1.0, np.zeros(3, np.float32), rate_hz=48_000),
        AudioBlock(float("nan"), np.zeros(3, np.float32)),
    ],
)
def test_broken_sound_is_dropped_and_counted(voice: LaughterDetector, broken: AudioBlock) -> None:
    """It is a gap: what waited for its half second goes with it."""
    voice.process(AudioBlock(START_S, noise(0.9)))
    assert voice.process(broken) == []
    assert (voice.dropped_samples, voice.resets) == (3, 1)
    (heard,) = voice.process(AudioBlock(START_S + 1.0, noise(0.5)))
    assert heard.at_s == pytest.approx(START_S + 1.5)


def test_absurdly_loud_sound_is_still_answered(voice: LaughterDetector) -> None:
    """Its square would be no number."""
    (decision,) = voice.predict(AudioBlock(START_S, np.full(8000, 3e38, np.float32)))
    assert np.isfinite(decision.probabilities).all()
    assert np.isfinite(decision.observation.level_db)


def test_probabilities_and_what_they_mean(voice: LaughterDetector) -> None:
    """They sum to 1; valence and arousal are the centroids' means."""
    (decision,) = voice.predict(AudioBlock(START_S, noise(0.5)))
    assert sum(decision.probabilities) == pytest.approx(1.0, abs=1e-4)
    expected = sum(p * CENTROIDS[name][0] for p, name in zip(decision.probabilities, voice.classes, strict=True))
    assert decision.valence == pytest.approx(expected, abs=1e-4)


def test_what_is_said_depends_on_what_was_heard_before(voice: LaughterDetector) -> None:
    """The state is carried: the same half second after another one is answered otherwise."""
    twice = voice.predict(AudioBlock(START_S, np.concatenate([noise(0.5, seed=2)] * 2)))
    assert twice[0].probabilities != twice[1].probabilities


def test_little_sound_is_held(voice: LaughterDetector) -> None:
    """After any number of blocks: less than half a second of samples, and 0.16 s of frames."""
    for sound in blocks(noise(7.3), [997] * 117):
        voice.process(sound)
        waiting = sum(len(part) for part in voice._mel._waiting)
        assert waiting < RATE_HZ // 2
        assert len(voice._before) * 200 <= 0.2 * RATE_HZ
