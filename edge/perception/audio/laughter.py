"""Detects the audience's laughter in microphone audio, twice per second.

No audio is stored. Besides what every SoundReader stores, the detector keeps mel frames for the convolutions (0.16 s,
or 0.5 s with Google's speech embedding) and the model's state.
"""

import numpy as np
from numpy.typing import NDArray

from edge.events import AudioObservation
from edge.perception.audio.sound_reader import AudioPrediction, SoundReader, level_db
from edge.perception.runtime import InferenceSession
from models.serving.features.speech import FRONT_ENDS
from models.serving.features.voice import CHUNK, RATE_HZ, is_laughing
from models.serving.spec import ModelFileError

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
"""Valence and arousal of each class (Russell and Mehrabian 1977), -1 to 1. There is no published value for awe,
confusion, contempt, contentment, interest, pain and relief, so they are 0. The data have no labels for valence or
arousal, so nobody has measured how far these means are from the impression of human listeners.
"""


class LaughterDetector(SoundReader):
    """Detects laughter in the audio of one microphone with a voice model."""

    def __init__(self, session: InferenceSession) -> None:
        spec = session.spec
        self._session = session
        if spec.inputs["mel"] not in FRONT_ENDS:
            raise ModelFileError(
                f"model: {spec.name} expects mel spectrogram frames of shape {spec.inputs['mel']}, but the kiosk "
                f"computes shape {' or '.join(map(str, FRONT_ENDS))}. Nothing was started. Name another one in "
                "[models] voice."
            )
        self._front_end = FRONT_ENDS[spec.inputs["mel"]]
        self._hidden = spec.inputs["state"]
        self._amusement = spec.classes.index("amusement")
        self._table = np.array([CENTROIDS[name] for name in spec.classes], np.float32)  # (16, 2)
        self._on, self._off = spec.thresholds["laughter"], spec.thresholds["laughter_off"]
        self.classes = spec.classes
        self.label = spec.label
        super().__init__(self._front_end)

    def reset(self) -> None:
        """Drops all audio; the next block starts a new stream."""
        super().reset()
        self._before: NDArray[np.float32] = np.full(
            (self._front_end.context, self._front_end.bands), self._front_end.silence, np.float32
        )
        self._state = np.zeros((1, *self._hidden), np.float32)
        self._laughing = False

    def _predict_block(self, at_s: float, frames: NDArray[np.float32], power: float) -> AudioPrediction:
        mel = np.concatenate([self._before, frames])
        probabilities, self._state = self._session.run_network(mel[None], self._state)
        self._before = mel[-self._front_end.context :]
        self._laughing = is_laughing(float(probabilities[0, self._amusement]), self._laughing, self._on, self._off)
        valence, arousal = (probabilities[0] @ self._table).tolist()
        observation = AudioObservation(at_s, CHUNK / RATE_HZ, level_db(power), self._laughing)
        return AudioPrediction(observation, tuple(probabilities[0].tolist()), valence, arousal)
