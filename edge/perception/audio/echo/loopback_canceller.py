"""Cancels the echo of all audio that this kiosk plays, recorded on its way to the loudspeaker (a loopback).

The player does not need to report its plays.
"""

import math
from collections import deque

import numpy as np

from edge.events import PlayEnded, PlayStarted
from edge.perception.audio.echo.canceller import CancelledBlock, ReferenceCanceller, RenderedAudio
from edge.perception.audio.echo.delay import LATE, RATE_HZ
from edge.perception.audio.echo.render_buffer import RenderBuffer
from edge.signals import AudioBlock

_AHEAD_S = 0.1  # rendered audio that must be known after the end of a captured block before the block is processed
_WAITS_S = 0.4  # longest wait for rendered audio, which comes through another process
_BACK_S = LATE / RATE_HZ + 1.0  # rendered audio that is needed before the start of a captured block
_GAP_S = 0.1  # as in edge/perception/audio/laughter.py


class LoopbackCanceller:
    """Removes all audio that this kiosk plays from the audio of one microphone.

    Without rendered audio, the canceller never knows whether a half second of captured audio belongs to the audience.
    """

    def __init__(self) -> None:
        self._canceller = ReferenceCanceller()
        self._render: RenderBuffer | None = None
        self._captured: deque[AudioBlock] = deque()
        self._start_unknown(-math.inf)

    def mark_gap(self) -> None:
        """Marks a gap in the microphone's audio. The rendered audio and the estimate of the room's echo are kept."""
        self._captured.clear()
        self._canceller.mark_gap()

    def handle_play(self, event: PlayStarted | PlayEnded) -> None:
        """Does nothing, because the loopback contains the play."""

    def add_rendered_audio(self, sound: AudioBlock) -> None:
        """Adds rendered audio. Calls must be in chronological order.

        Starts a new stretch if the time jumps, the sample rate changes or a value is not finite.
        """
        if sound.rate_hz != RATE_HZ or not math.isfinite(sound.at_s) or not np.isfinite(sound.samples).all():
            self._end_render()
            return
        if self._render is not None and abs(sound.at_s - self._render.end_s) > _GAP_S:
            self._end_render()
        if self._render is None:
            self._render = render = RenderBuffer()
            self._canceller.start_play(RenderedAudio(render, sound.at_s, lambda: render.first_sample_s))
        self._render.append(sound)

    def process(self, sound: AudioBlock) -> list[CancelledBlock]:
        """Returns the half seconds that can be processed now. Captured audio waits briefly for the rendered audio."""
        self._captured.append(sound)
        blocks = []
        while self._captured and not self._must_wait(self._captured[0], _end_s(sound)):
            blocks += self._canceller.process(self._captured.popleft())
        return blocks

    def _must_wait(self, sound: AudioBlock, newest_s: float) -> bool:
        """True while a captured block waits for rendered audio."""
        render, end_s = self._render, _end_s(sound)
        if render is None:
            return False
        if render.forgotten_s > sound.at_s - _BACK_S or (render.end_s < end_s and newest_s - end_s > _WAITS_S):
            self._end_render()
            return False
        return render.end_s < end_s + _AHEAD_S and newest_s - end_s <= _WAITS_S

    def _end_render(self) -> None:
        """Ends the current stretch of rendered audio."""
        if self._render is not None:
            self._start_unknown(self._render.end_s)
            self._render = None

    def _start_unknown(self, since_s: float) -> None:
        self._canceller.start_play(RenderedAudio(None, since_s, lambda: 0.0))


def _end_s(sound: AudioBlock) -> float:
    return sound.at_s + len(sound.samples) / sound.rate_hz
