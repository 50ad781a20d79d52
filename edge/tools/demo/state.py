"""State of the demo: what the kiosk and the broker have reported so far.

Data about single people stays in this process, and the next frame replaces it.
"""

import json
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.audience.rules import AudienceRules, is_attentive
from edge.events import (
    EXPRESSIONS,
    AudioObservation,
    BodyObservation,
    ExpressionScores,
    FaceObservation,
    FrameObservation,
    PlayEnded,
    PlayStarted,
)
from edge.kiosk.assemble import KioskEvent
from edge.signals import Frame
from edge.tools.demo.first_window import FirstWindow

MAX_MESSAGES = 40
HAPPINESS = EXPRESSIONS.index("happiness")
ABOUT_PEOPLE = ("window", "reaction")

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class DemoMessage:
    """A message that left the kiosk, as the demo's subscriber received it."""

    topic: str
    payload: str

    @property
    def kind(self) -> str:
        """Last part of the message's topic, such as `window`."""
        return self.topic.rsplit("/", 1)[-1]


@dataclass
class _CreativeCurve:
    """Mean valence, or smiles, for each second of one creative since the start of the demo."""

    sums: dict[int, tuple[float, int]] = field(default_factory=dict)

    def add(self, second: int, value: float) -> None:
        total, n = self.sums.get(second, (0.0, 0))
        self.sums[second] = (total + value, n + 1)

    def curve_values(self) -> list[float | None]:
        seconds = range(max(self.sums) + 1)
        return [self.sums[s][0] / self.sums[s][1] if s in self.sums else None for s in seconds]


@dataclass(frozen=True, eq=False)
class DemoSnapshot:
    """Everything needed to draw the demo once. `image`: the kiosk's last frame, which only this terminal shows."""

    image: Picture | None = None
    faces: tuple[FaceObservation, ...] = ()
    readings: Mapping[int, ExpressionScores] = field(default_factory=dict)
    at_s: float | None = None
    play: PlayStarted | None = None
    audio: AudioObservation | None = None
    bodies: tuple[BodyObservation, ...] = ()
    curves: Mapping[str, list[float | None]] = field(default_factory=dict)
    messages: tuple[DemoMessage, ...] = ()  # newest first
    paused: str = ""  # why nothing is sensed; empty while it is
    first_window: str = ""  # when it comes; empty once it came


class DemoState:
    """Collects what the kiosk and the subscriber report in their threads. The demo's thread takes snapshots."""

    def __init__(self, rules: AudienceRules, stay_s: float | None = None) -> None:
        """`stay_s`: seconds for which the recorded people stay in view; None if unknown."""
        self._rules = rules
        self._lock = threading.Lock()
        self._frame: FrameObservation | None = None
        self._image: Picture | None = None
        self._readings: dict[int, ExpressionScores] = {}
        self._play: PlayStarted | None = None
        self._audio: AudioObservation | None = None
        self._bodies: dict[str, BodyObservation] = {}
        self._curves: dict[str, _CreativeCurve] = {}
        self._messages: deque[DemoMessage] = deque(maxlen=MAX_MESSAGES)
        self._paused = ""
        self._first_window = FirstWindow(rules.k, rules.window_s, stay_s)

    def on_frame(self, frame: Frame) -> None:
        """Store the kiosk's newest frame."""
        with self._lock:
            self._image = frame.image

    def on_event(self, event: KioskEvent) -> None:
        """Store an observation or a play."""
        with self._lock:
            match event:
                case PlayStarted():
                    self._play = event
                case PlayEnded():
                    self._play = None
                case FrameObservation():
                    self._add_frame(event)
                case AudioObservation():
                    self._audio = event
                case BodyObservation():
                    self._bodies[event.wearer] = event

    def on_message(self, message: DemoMessage) -> None:
        """Store a message that the subscriber received from the broker."""
        with self._lock:
            self._messages.appendleft(message)
            if message.kind == "window":
                self._first_window.note_first_window()
            elif message.kind == "state":
                self._set_state(json.loads(message.payload))

    def take_snapshot(self) -> DemoSnapshot:
        """Snapshot of the current state for drawing."""
        with self._lock:
            return DemoSnapshot(
                image=self._image,
                faces=self._frame.faces if self._frame else (),
                readings=dict(self._readings),
                at_s=self._frame.at_s if self._frame else None,
                play=self._play,
                audio=self._audio,
                bodies=tuple(self._bodies.values()),
                curves={creative: curve.curve_values() for creative, curve in sorted(self._curves.items())},
                messages=tuple(self._messages),
                paused=self._paused,
                first_window=self._first_window.waiting_text(),
            )

    def _set_state(self, values: dict[str, Any]) -> None:
        """Store the kiosk's state. When the kiosk pauses, older observations are dropped."""
        self._paused = ", ".join(values["reasons"]) if values["state"] == "paused" else ""
        if self._paused:
            self._frame, self._image, self._readings = None, None, {}

    def _add_frame(self, frame: FrameObservation) -> None:
        self._frame = frame
        self._first_window.count_faces(frame.at_s, len(frame.faces))
        tracks = {face.track for face in frame.faces}
        self._readings = {track: v for track, v in self._readings.items() if track in tracks}
        for face in frame.faces:
            if isinstance(face.expression, ExpressionScores):
                self._readings[face.track] = face.expression
                value = smile_or_valence(face.expression)
                if self._play and value is not None and is_attentive(face, self._rules):
                    second = max(0, int(frame.at_s - self._play.at_s + self._play.media_s))
                    self._curves.setdefault(self._play.creative, _CreativeCurve()).add(second, value)


def smile_or_valence(reading: ExpressionScores) -> float | None:
    """Valence of a face, or the probability of a smile if the model reports no valence."""
    return reading.probabilities[HAPPINESS] if reading.valence is None else reading.valence
