"""Analyses the audio of one microphone twice per second. Contains the base class, and the class that measures only the
level.

No audio is stored, except an incomplete half second until it is complete.
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.events import AudioObservation
from edge.signals import AudioBlock
from models.serving.features.voice import CHUNK, OWN, RATE_HZ, LogMelFeatures, MelFrontEnd

_QUIET_DB = -120.0  # reported for digital silence, which has no level
_GAP_S = 0.1  # block times of a microphone vary by some hundredths of a second; a larger step means missing audio
_LOUDEST = 4.0  # 12 dB over full scale: no microphone gives more, and the square of 1e30 overflows float32


@dataclass(frozen=True, slots=True)
class AudioPrediction:
    """Prediction for one half second, with further values for the trace of a recording and for evaluation."""

    observation: AudioObservation
    probabilities: tuple[float, ...]  # in the order of the spec's classes; sums to 1
    valence: float
    arousal: float


class SoundReader(ABC):
    """Turns the audio of one microphone into a prediction for each half second.

    The times of the predictions come from the times of the audio blocks. The object resets itself at a gap, or if the
    time goes back. `classes` are the classes of its model; empty without a model.
    """

    classes: tuple[str, ...] = ()

    def __init__(self, front_end: MelFrontEnd = OWN) -> None:
        self._mel = LogMelFeatures(front_end)
        self.reset()

    def reset(self) -> None:
        """Drops all audio; the next block starts a new stream."""
        self._mel.reset()
        self._waiting = 0  # samples of an incomplete half second
        self._end_s: float | None = None  # end time of the newest block

    def process(self, sound: AudioBlock) -> list[AudioObservation]:
        """Returns an observation for each half second that this block completes."""
        return [prediction.observation for prediction in self.predict(sound)]

    def predict(self, sound: AudioBlock) -> list[AudioPrediction]:
        """Returns the same half seconds as `process`, with the probabilities of all classes.

        A block gives no prediction and resets the object if its sample rate differs, or if its time or a sample is not
        finite.
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

    @abstractmethod
    def _predict_block(self, at_s: float, frames: NDArray[np.float32], power: float) -> AudioPrediction:
        """Prediction for the half second that ends at `at_s`, from its log-mel frames and its mean square."""


class LevelMeter(SoundReader):
    """Reports only the sound level; laughter is unknown. Used if the kiosk may not use a voice model."""

    def _predict_block(self, at_s: float, _frames: NDArray[np.float32], power: float) -> AudioPrediction:
        return AudioPrediction(AudioObservation(at_s, CHUNK / RATE_HZ, level_db(power), None), (), 0.0, 0.0)


def level_db(power: float) -> float:
    """Level in dB of full scale, from a mean square."""
    return max(_QUIET_DB, 10 * math.log10(power)) if power > 0 else _QUIET_DB
