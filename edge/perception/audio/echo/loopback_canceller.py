"""What this machine plays, whatever it is, taken out of what the microphone hears: it is recorded where it goes to the
loudspeaker (a loopback), and no player need tell what is on."""

import math
from collections import deque

import numpy as np

from edge.events import PlayEnded, PlayStarted
from edge.perception.audio.echo.canceller import CancelledBlock, ReferenceCanceller, RenderedAudio
from edge.perception.audio.echo.delay import LATE, RATE_HZ
from edge.perception.audio.echo.render_buffer import RenderBuffer
from edge.signals import AudioBlock

_AHEAD_S = 0.1  # so much beyond it must be known of the output before a sound is listened to
_WAITS_S = 0.4  # for the output, which comes through another process
_BACK_S = LATE / RATE_HZ + 1.0  # so much before it is looked at
_GAP_S = 0.1  # as in edge/perception/audio/laughter.py


class LoopbackCanceller:
    """Listens through one microphone to what is heard besides what this machine plays.

    While nothing comes of the output, nothing is known.
    """

    def __init__(self) -> None:
        self._canceller = ReferenceCanceller()
        self._live: RenderBuffer | None = None
        self._held: deque[AudioBlock] = deque()
        self._nobody_knows(-math.inf)

    def pause(self) -> None:
        """The microphone's sound breaks off. What is on, and what was learned of the room, stay."""
        self._held.clear()
        self._canceller.pause()

    def handle_play(self, event: PlayStarted | PlayEnded) -> None:
        """It is heard in the output."""

    def add_rendered(self, sound: AudioBlock) -> None:
        """What the output is given, in order of time. Time that jumps, another rate or no number begin anew."""
        if sound.rate_hz != RATE_HZ or not math.isfinite(sound.at_s) or not np.isfinite(sound.samples).all():
            self._break()
            return
        if self._live is not None and abs(sound.at_s - self._live.end_s) > _GAP_S:
            self._break()
        if self._live is None:
            self._live = live = RenderBuffer()
            self._canceller.start(RenderedAudio(live, sound.at_s, lambda: live.first_sample_s))
        self._live.append(sound)

    def process(self, sound: AudioBlock) -> list[CancelledBlock]:
        """The half seconds that can be told of now; they wait a moment for the output's sound."""
        self._held.append(sound)
        halves = []
        while self._held and not self._waits(self._held[0], _end_s(sound)):
            halves += self._canceller.process(self._held.popleft())
        return halves

    def _waits(self, sound: AudioBlock, newest_s: float) -> bool:
        """Whether a sound is yet to wait for the output."""
        live, end_s = self._live, _end_s(sound)
        if live is None:
            return False
        if live.forgotten_s > sound.at_s - _BACK_S or (live.end_s < end_s and newest_s - end_s > _WAITS_S):
            self._break()
            return False
        return live.end_s < end_s + _AHEAD_S and newest_s - end_s <= _WAITS_S

    def _break(self) -> None:
        """The output's sound breaks off."""
        if self._live is not None:
            self._nobody_knows(self._live.end_s)
            self._live = None

    def _nobody_knows(self, since_s: float) -> None:
        self._canceller.start(RenderedAudio(None, since_s, lambda: 0.0))


def _end_s(sound: AudioBlock) -> float:
    return sound.at_s + len(sound.samples) / sound.rate_hz
