"""Tests of laughter.py: half seconds on the stream's own clock, and no false output from broken audio."""

import copy
import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge.events import AudioObservation
from edge.perception.audio.laughter import CENTROIDS, LaughterDetector
from edge.perception.audio.sound_reader import AudioPrediction
from edge.perception.runtime import InferenceSession
from edge.perception.vision import expression
from edge.signals import AudioBlock
from models.serving.features.voice import RATE_HZ
from models.serving.spec import ZOO, ModelFileError, ModelSpec

Floats = NDArray[np.float32]
START_S = 1_800_000_000.0


@pytest.fixture(scope="module")
def session() -> InferenceSession:
    """The shipped network."""
    return InferenceSession(ModelSpec.load(ZOO / "voice-0.4m.json"))


@pytest.fixture
def detector(session: InferenceSession) -> LaughterDetector:
    return LaughterDetector(session)


def noise(seconds: float, rms: float = 0.01, seed: int = 0) -> Floats:
    """White noise (n,)."""
    return (np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ)) * rms).astype(np.float32)


def blocks(samples: Floats, lengths: list[int], at_s: float = START_S) -> list[AudioBlock]:
    """Splits the samples into blocks of these lengths; the last block takes the rest."""
    ends = np.minimum(np.cumsum([*lengths, len(samples)]), len(samples)).tolist()
    starts = [0, *ends[:-1]]
    return [AudioBlock(at_s + a / RATE_HZ, samples[a:b]) for a, b in zip(starts, ends, strict=True)]


def probabilities(predictions: list[AudioPrediction]) -> list[tuple[float, ...]]:
    return [prediction.probabilities for prediction in predictions]


def times_s(predictions: list[AudioPrediction]) -> list[float]:
    return [prediction.observation.at_s for prediction in predictions]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 9000), max_size=8))
def test_predictions_do_not_depend_on_the_block_lengths(session: InferenceSession, lengths: list[int]) -> None:
    """Blocks of any length, empty ones too, and no block resets the detector."""
    sound = noise(2.3)
    whole, cut = LaughterDetector(session), LaughterDetector(session)
    expected = whole.predict(AudioBlock(START_S, sound))
    predictions = [prediction for block in blocks(sound, lengths) for prediction in cut.predict(block)]
    assert probabilities(predictions) == probabilities(expected)
    assert times_s(predictions) == pytest.approx([START_S + 0.5 * (n + 1) for n in range(4)], abs=1e-6)


def test_each_observation_covers_the_half_second_before_its_time(detector: LaughterDetector) -> None:
    """The level is that of these samples only, in dB relative to full scale."""
    sound = np.concatenate([noise(0.5, 0.001), noise(0.5, 0.1), np.zeros(8000, np.float32)])
    quiet, loud, silent = detector.process(AudioBlock(START_S, sound))
    assert isinstance(quiet, AudioObservation)
    assert (quiet.at_s, quiet.duration_s) == (START_S + 0.5, 0.5)
    assert quiet.level_db == pytest.approx(-60, abs=0.5)
    assert loud.level_db == pytest.approx(-20, abs=0.5)
    assert silent.level_db == -120.0


def test_silence_and_noise_are_no_laughter(detector: LaughterDetector) -> None:
    """Digital silence, which no microphone gives, is no laughter either."""
    sound = np.concatenate([np.zeros(RATE_HZ, np.float32), noise(5.0), noise(5.0, 0.0005)])
    assert not any(observation.laughter for observation in detector.process(AudioBlock(START_S, sound)))


@pytest.mark.parametrize("step_s", [0.3, -0.3, 3600.0, -3600.0])
def test_predictions_start_anew_after_a_gap_or_a_clock_step(
    session: InferenceSession, detector: LaughterDetector, step_s: float
) -> None:
    """No half second spans the gap, and the predictions after it equal those of a new detector."""
    detector.process(AudioBlock(START_S, noise(1.7)))
    at_s = START_S + 1.7 + step_s
    after = detector.predict(AudioBlock(at_s, noise(1.0, seed=1)))
    assert times_s(after) == pytest.approx([at_s + 0.5, at_s + 1.0])
    new = LaughterDetector(session).predict(AudioBlock(0.0, noise(1.0, seed=1)))
    assert probabilities(after) == probabilities(new)
    detector.reset()
    assert probabilities(detector.predict(AudioBlock(0.0, noise(1.0, seed=1)))) == probabilities(new)


def test_small_errors_of_block_times_are_no_gap(session: InferenceSession, detector: LaughterDetector) -> None:
    """A microphone's blocks get their times on arrival; the predictions equal those of one block of the same audio."""
    sound = noise(3.0)
    predictions = []
    for number in range(30):
        block = sound[number * 1600 : (number + 1) * 1600]
        predictions += detector.predict(AudioBlock(START_S + 0.1 * number + (0.03 if number % 3 else 0.0), block))
    assert len(predictions) == 6
    assert probabilities(predictions) == probabilities(LaughterDetector(session).predict(AudioBlock(START_S, sound)))


@pytest.mark.parametrize(
    "broken",
    [
        AudioBlock(START_S + 1.0, np.array([0.1, np.nan, 0.1], np.float32)),
        AudioBlock(START_S + 1.0, np.array([np.inf, 0.0, 0.0], np.float32)),
        AudioBlock(START_S + 1.0, np.zeros(3, np.float32), rate_hz=48_000),
        AudioBlock(float("nan"), np.zeros(3, np.float32)),
    ],
)
def test_broken_block_gives_no_observation_and_predictions_start_anew(
    session: InferenceSession, detector: LaughterDetector, broken: AudioBlock
) -> None:
    """Neither its samples nor those that waited before it are in a later half second."""
    assert len(detector.process(AudioBlock(START_S, noise(0.9)))) == 1
    assert detector.process(broken) == []
    after = detector.predict(AudioBlock(START_S + 1.0, noise(0.5)))
    assert times_s(after) == pytest.approx([START_S + 1.5])
    assert probabilities(after) == probabilities(LaughterDetector(session).predict(AudioBlock(0.0, noise(0.5))))


def test_absurdly_loud_audio_gives_finite_values(detector: LaughterDetector) -> None:
    """The square of such samples would be infinite."""
    (prediction,) = detector.predict(AudioBlock(START_S, np.full(8000, 3e38, np.float32)))
    assert np.isfinite(prediction.probabilities).all()
    assert np.isfinite(prediction.observation.level_db)


def test_probabilities_sum_to_1_and_weigh_the_centroids(detector: LaughterDetector) -> None:
    """Valence is the mean of the centroids weighted by the probabilities."""
    (prediction,) = detector.predict(AudioBlock(START_S, noise(0.5)))
    assert sum(prediction.probabilities) == pytest.approx(1.0, abs=1e-4)
    expected = sum(p * CENTROIDS[name][0] for p, name in zip(prediction.probabilities, detector.classes, strict=True))
    assert prediction.valence == pytest.approx(expected, abs=1e-4)


def test_predictions_depend_on_the_audio_before(detector: LaughterDetector) -> None:
    """The state is carried over: the same half second gives another prediction after another one."""
    twice = detector.predict(AudioBlock(START_S, np.concatenate([noise(0.5, seed=2)] * 2)))
    assert twice[0].probabilities != twice[1].probabilities


def test_little_audio_is_kept(detector: LaughterDetector) -> None:
    """After any number of blocks, at most half a second of samples and 0.16 s of frames."""
    for sound in blocks(noise(7.3), [997] * 117):
        detector.process(sound)
        waiting = sum(len(part) for part in detector._mel._waiting)
        assert waiting < RATE_HZ // 2
        assert len(detector._before) * 200 <= 0.2 * RATE_HZ


def test_a_voice_has_the_valence_and_arousal_of_the_same_face() -> None:
    """Laughter and cheers count as happiness; what has no sourced value claims nothing."""
    faces = expression.CENTROIDS
    for name in ("anger", "disgust", "fear", "neutral", "sadness"):
        assert CENTROIDS[name] == faces[name]
    assert CENTROIDS["amusement"] == CENTROIDS["elation"] == faces["happiness"]
    claimed = {name for name, centroid in CENTROIDS.items() if centroid != (0.0, 0.0)}
    assert claimed == {"amusement", "anger", "disgust", "elation", "fear", "sadness", "surprise_positive"}


def test_network_with_other_frames_than_the_kiosk_makes_is_refused(session: InferenceSession) -> None:
    """Before it hears anything, with the shapes that would do."""
    other = copy.copy(session)
    other.spec = dataclasses.replace(session.spec, inputs={"mel": (40, 64), "state": (8,)})
    with pytest.raises(
        ModelFileError, match=r"voice-0\.4m expects mel spectrogram frames of shape \(40, 64\).*\(53, 48\)"
    ):
        LaughterDetector(other)
