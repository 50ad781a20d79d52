"""The hearing stage: a microphone is open only while it may be, and nothing is joined over a gap."""

import threading
from collections.abc import Sequence
from typing import cast

import numpy as np

from edge.events import AudioObservation, InputEvent, PlayEnded, PlayStarted, SourceLost, SourceRestored
from edge.kiosk.microphone_stage import MicrophoneCounters, MicrophoneStage
from edge.signals import AudioBlock
from edge.sources.microphone.microphone import Microphone, MicrophoneCaptureCounters, MicrophoneCondition

Given = AudioBlock | SourceRestored | SourceLost
SILENCE = np.zeros(8000, np.float32)


class Tape:
    """A microphone with the face of Microphone: sound and what happens, in order; at its end it calls `ended`."""

    def __init__(self, given: Sequence[Given], ended: threading.Event) -> None:
        self._given = list(given)
        self._ended = ended
        self._events: list[SourceLost | SourceRestored] = []
        self.condition = MicrophoneCondition("ok", "microphone: tape gives sound.", 0.0)
        self.counts = MicrophoneCaptureCounters(lost=1, dropped_s=0.5)
        self.capture_pid = 77
        self.closed = 0

    def sound(self, timeout_s: float) -> AudioBlock | None:
        """A return comes with the sound, a loss without one."""
        while self._given:
            given = self._given.pop(0)
            if isinstance(given, AudioBlock):
                return given
            self._events.append(given)
            if isinstance(given, SourceLost):
                return None
        self._ended.set()
        return None

    def take_events(self) -> list[SourceLost | SourceRestored]:
        events, self._events = self._events, []
        return events

    def close(self) -> None:
        self.closed += 1


class Ear:
    """Hears nothing in particular; counts how often it was reset."""

    def __init__(self) -> None:
        self.resets = 0
        self.plays: list[PlayStarted | PlayEnded] = []
        self.output: list[float] = []

    def handle_play(self, event: PlayStarted | PlayEnded) -> None:
        self.plays.append(event)

    def add_rendered(self, sound: AudioBlock) -> None:
        self.output.append(sound.at_s)

    def process(self, sound: AudioBlock) -> list[AudioObservation]:
        return [AudioObservation(sound.at_s + 0.5, 0.5, -30.0, False)]

    def reset(self) -> None:
        self.resets += 1


def test_what_is_heard_is_given_in_its_order_and_a_loss_makes_the_ear_forget() -> None:
    back, lost = SourceRestored(1.0, "microphone"), SourceLost(1.5, "microphone")
    stop = threading.Event()
    tape = Tape([back, AudioBlock(1.0, SILENCE), lost], stop)
    given: list[InputEvent] = []
    ear = Ear()
    hearing = MicrophoneStage(lambda: cast(Microphone, tape), ear, given.append, lambda: True)
    hearing.put_play(PlayStarted(0.5, "ad"))
    hearing.run(stop)
    assert ear.plays == [PlayStarted(0.5, "ad")]
    assert given == [back, AudioObservation(1.5, 0.5, -30.0, False), lost]
    assert (ear.resets, tape.closed, hearing.condition, hearing.pids) == (2, 1, None, [])


def test_while_paused_no_microphone_is_open() -> None:
    """It is closed at the pause, and another opened after it; counts go on over both."""
    paused, stop = threading.Event(), threading.Event()
    first, second = Tape([AudioBlock(1.0, SILENCE)], paused), Tape([AudioBlock(9.0, SILENCE)], stop)
    tapes = iter([first, second])
    seen_pids: list[list[int]] = []

    def sensing() -> bool:
        seen_pids.append(hearing.pids)
        return not paused.is_set() or first.closed > 0

    given: list[InputEvent] = []
    hearing = MicrophoneStage(lambda: cast(Microphone, next(tapes)), Ear(), given.append, sensing)
    hearing.run(stop)
    assert [event.at_s for event in given] == [1.5, 9.5]
    assert (first.closed, second.closed) == (1, 1)
    assert hearing.counted == MicrophoneCounters(lost=2, dropped_s=1.0)
    assert [77] in seen_pids
    assert [] in seen_pids


def test_what_the_machine_plays_is_given_to_the_ear_before_the_sound_in_which_it_is_heard() -> None:
    """Of what is recorded beside the microphone nothing else is told; both are closed."""
    stop = threading.Event()
    tape = Tape([AudioBlock(1.0, SILENCE)], stop)
    output = Tape(
        [SourceRestored(0.8, "microphone"), AudioBlock(0.8, SILENCE), AudioBlock(1.3, SILENCE)], threading.Event()
    )
    given: list[InputEvent] = []
    ear = Ear()
    hearing = MicrophoneStage(
        lambda: cast(Microphone, tape),
        ear,
        lambda event: given.append(event) or seen.append(list(ear.output)),  # type: ignore[func-returns-value]
        lambda: True,
        open_loopback=lambda: cast(Microphone, output),
    )
    seen: list[list[float]] = []
    hearing.run(stop)
    assert [event.at_s for event in given] == [1.5]
    assert seen == [[0.8, 1.3]]
    assert (tape.closed, output.closed, hearing.pids) == (1, 1, [])


def test_a_microphone_that_lacks_what_the_machine_plays_says_so() -> None:
    """As lost, by the text of what is lacking: nothing is told of what it hears."""
    stop = threading.Event()
    tape, output = Tape([AudioBlock(1.0, SILENCE)], stop), Tape([], threading.Event())
    output.condition = MicrophoneCondition("lost", "loopback: default is not there.", 0.0)
    told: list[tuple[MicrophoneCondition | None, list[int]]] = []
    hearing = MicrophoneStage(
        lambda: cast(Microphone, tape),
        Ear(),
        lambda _: told.append((hearing.condition, hearing.pids)),
        lambda: True,
        open_loopback=lambda: cast(Microphone, output),
    )
    hearing.run(stop)
    assert told == [(output.condition, [77, 77])]
