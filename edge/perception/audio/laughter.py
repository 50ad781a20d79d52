"""Detects audience laughter in microphone audio, twice a second.

No audio is stored. At most half a second waits for its end, and 0.16 s of log-mel frames for the convolutions.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.events import AudioObservation
from edge.perception.runtime import InferenceSession
from edge.signals import AudioBlock
from models.serving.features.voice import BANDS, CHUNK, CONTEXT, RATE_HZ, SILENCE, LogMelFeatures, is_laughing

CENTROIDS_VERSION = "burst-centroids-1"

CENTROIDS: dict[str, tuple[float, float]] = {
    "amusement": (0.81, 0.51),  # as happiness
    "anger": (-0.51, 0.59),
    "awe": (0.0, 0.0),
    "confusion": (0.0, 0.0),
    "contempt": (0.0, 0.0),
    "contentment": (0.0, 0.0),
    "disgust": (-0.60, 0.35),
    "elation": (0.81, 0.51),  # as happiness
    "fear": (-0.64, 0.60),
    "interest": (0.0, 0.0),
    "neutral": (0.0, 0.0),
    "pain": (0.0, 0.0),
    "relief": (0.0, 0.0),
    "sadness": (-0.63, -0.27),
    "surprise_positive": (0.40, 0.67),
    "none": (0.0, 0.0),
}
"""Valence and arousal (Russell and Mehrabian 1977), -1 to 1. For awe, confusion, contempt, contentment, interest, pain
and relief there is no sourced value, and 0 claims nothing. The data have no labels for valence or arousal, so the
distance between these means and the impression of human listeners has not been measured."""

_QUIET_DB = -120.0  # reported for digital silence, which has no level
_GAP_S = 0.1  # block times of a microphone vary by some hundredths of a second; a larger step means missing audio
_LOUDEST = 4.0  # 12 dB over full scale: no microphone gives more, and the square of 1e30 overflows float32


@dataclass(frozen=True, slots=True)
class AudioPrediction:
    """Prediction for one half second, with the values for the trace of a recording and for evaluation."""

    observation: AudioObservation
    probabilities: tuple[float, ...]  # in the order of the spec's classes; sums to 1
    valence: float
    arousal: float


class LaughterDetector:
    """Predicts laughter in the audio of one microphone.

    Times come from the block times of the samples. A gap, or a time that goes back, resets the detector.
    """

    def __init__(self, session: InferenceSession) -> None:
        spec = session.spec
        self._session = session
        self._hidden = spec.inputs["state"]
        self._amusement = spec.classes.index("amusement")
        self._table = np.array([CENTROIDS[name] for name in spec.classes], np.float32)  # (16, 2)
        self._on, self._off = spec.thresholds["laughter"], spec.thresholds["laughter_off"]
        self._mel = LogMelFeatures()
        self.classes = spec.classes
        self.label = spec.label
        self.reset()

    def reset(self) -> None:
        """Forgets all audio; the next block starts a new stream."""
        self._mel.reset()
        self._before: NDArray[np.float32] = np.full((CONTEXT, BANDS), SILENCE, np.float32)
        self._state = np.zeros((1, *self._hidden), np.float32)
        self._laughing = False
        self._waiting = 0  # samples of an incomplete half second
        self._end_s: float | None = None  # end time of the newest block

    def process(self, sound: AudioBlock) -> list[AudioObservation]:
        """Returns an observation for each half second that this block completes."""
        return [prediction.observation for prediction in self.predict(sound)]

    def predict(self, sound: AudioBlock) -> list[AudioPrediction]:
        """Returns the same half seconds as `process`, with the probabilities of all classes.

        A block at another sample rate, or with a time or sample that is not finite, gives no prediction and resets the
        detector.
        """
        samples = sound.samples
        if sound.rate_hz != RATE_HZ or not math.isfinite(sound.at_s) or not np.isfinite(samples).all():
            self.reset()
            return []
        if self._end_s is not None and abs(sound.at_s - self._end_s) > _GAP_S:
            self.reset()
        ends = sound.at_s + (np.arange(CHUNK - self._waiting, len(samples) + 1, CHUNK)) / RATE_HZ
        self._end_s = sound.at_s + len(samples) / RATE_HZ
        self._waiting = (self._waiting + len(samples)) % CHUNK
        halves = self._mel.process(np.clip(samples, -_LOUDEST, _LOUDEST))
        return [self._predict_block(at_s, *half) for at_s, half in zip(ends.tolist(), halves, strict=True)]

    def _predict_block(self, at_s: float, frames: NDArray[np.float32], power: float) -> AudioPrediction:
        mel = np.concatenate([self._before, frames])
        probabilities, self._state = self._session.run(mel[None], self._state)
        self._before = frames[-CONTEXT:]
        self._laughing = is_laughing(float(probabilities[0, self._amusement]), self._laughing, self._on, self._off)
        level_db = max(_QUIET_DB, 10 * math.log10(power)) if power > 0 else _QUIET_DB
        valence, arousal = (probabilities[0] @ self._table).tolist()
        observation = AudioObservation(at_s, CHUNK / RATE_HZ, level_db, self._laughing)
        return AudioPrediction(observation, tuple(probabilities[0].tolist()), valence, arousal)
