"""The hearing stage: no microphone is open while paused, and a gap in the audio resets the policy."""

import threading
from collections.abc import Callable, Sequence

import numpy as np

from edge.alerts import Alert
from edge.events import AudioObservation, PlayEnded, PlayStarted, SourceLost, SourceRestored
from edge.kiosk.stages.microphone_stage import AudioEvent, MicrophoneCounters, MicrophoneStage
from edge.signals import AudioBlock
from edge.sources.microphone.microphone import MicrophoneCaptureCounters
from edge.stage import StageContext

Item = AudioBlock | SourceRestored | SourceLost
SILENCE = np.zeros(8000, np.float32)


class FakeMicrophone:
    """An AudioSource: gives audio and events in the order of `events`. After the last one it sets `ended`."""

    def __init__(self, events: Sequence[Item], ended: threading.Event) -> None:
        self._script = list(events)
        self._ended = ended
        self._events: list[SourceLost | SourceRestored] = []
        self.alerts: tuple[Alert, ...] = ()
        self.opening_text: str | None = None
        self.counts = MicrophoneCaptureCounters(lost=1, dropped_s=0.5)
        self.capture_pid: int | None = 77
        self.closed = 0

    def next_audio(self, timeout_s: float) -> AudioBlock | None:
        """The next block. A restored source comes with a block, a lost source without one."""
        while self._script:
            item = self._script.pop(0)
            if isinstance(item, AudioBlock):
                return item
            self._events.append(item)
            if isinstance(item, SourceLost):
                return None
        self._ended.set()
        return None

    def take_events(self) -> list[SourceLost | SourceRestored]:
        events, self._events = self._events, []
        return events

    def close(self) -> None:
        self.closed += 1


class FakePolicy:
    """A policy that returns one observation for each block. Records plays and loopback audio, and counts resets."""

    def __init__(self) -> None:
        self.resets = 0
        self.plays: list[PlayStarted | PlayEnded] = []
        self.loopback: list[float] = []

    def handle_play(self, event: PlayStarted | PlayEnded) -> None:
        self.plays.append(event)

    def add_rendered_audio(self, sound: AudioBlock) -> None:
        self.loopback.append(sound.at_s)

    def process(self, sound: AudioBlock) -> list[AudioObservation]:
        return [AudioObservation(sound.at_s + 0.5, 0.5, -30.0, False)]

    def reset(self) -> None:
        self.resets += 1


def context(
    emit: Callable[[AudioEvent], None],
    is_active: Callable[[], bool] = lambda: True,
    heartbeat: Callable[[], None] = lambda: None,
) -> StageContext[AudioEvent]:
    """Context of a kiosk that senses."""
    return StageContext(lambda: 0.0, is_active, heartbeat, emit)


def test_events_keep_their_order_and_a_loss_resets_the_policy() -> None:
    back, lost = SourceRestored(1.0, "microphone"), SourceLost(1.5, "microphone")
    stop = threading.Event()
    microphone = FakeMicrophone([back, AudioBlock(1.0, SILENCE), lost], stop)
    events: list[AudioEvent] = []
    policy = FakePolicy()
    stage = MicrophoneStage(lambda: microphone, policy, context(events.append))
    stage.put_play(PlayStarted(0.5, "ad"))
    stage.run(stop)
    assert policy.plays == [PlayStarted(0.5, "ad")]
    assert events == [back, AudioObservation(1.5, 0.5, -30.0, False), lost]
    assert (policy.resets, microphone.closed) == (2, 1)
    assert (stage.alerts, stage.opening_text, stage.process_ids) == ((), None, [])


def test_no_microphone_is_open_while_paused() -> None:
    """The microphone is closed at the pause, and a new one is opened after it. Counts continue over both."""
    paused, stop = threading.Event(), threading.Event()
    first, second = FakeMicrophone([AudioBlock(1.0, SILENCE)], paused), FakeMicrophone([AudioBlock(9.0, SILENCE)], stop)
    microphones = iter([first, second])
    seen_pids: list[list[int]] = []

    def sensing() -> bool:
        seen_pids.append(stage.process_ids)
        return not paused.is_set() or first.closed > 0

    events: list[AudioEvent] = []
    stage = MicrophoneStage(lambda: next(microphones), FakePolicy(), context(events.append, sensing))
    stage.run(stop)
    assert [event.at_s for event in events] == [1.5, 9.5]
    assert (first.closed, second.closed) == (1, 1)
    assert stage.health_counters == MicrophoneCounters(lost=2, dropped_s=1.0)
    assert [77] in seen_pids
    assert [] in seen_pids


def test_heartbeats_go_on_during_a_pause() -> None:
    """One comes at each turn, so a paused kiosk does not count as hung. No source is opened."""
    stop = threading.Event()
    calls: list[str] = []
    opened: list[FakeMicrophone] = []

    def sensing() -> bool:
        calls.append("is active?")
        if len(calls) >= 4:
            stop.set()
        return False

    def open_microphone() -> FakeMicrophone:
        opened.append(FakeMicrophone([], stop))
        return opened[-1]

    pausing = context(lambda _: None, sensing, lambda: calls.append("heartbeat"))
    MicrophoneStage(open_microphone, FakePolicy(), pausing, open_microphone).run(stop)
    assert (calls, opened) == (["heartbeat", "is active?"] * 2, [])


def test_loopback_audio_reaches_the_policy_before_the_microphone_audio() -> None:
    """Nothing else of the loopback is emitted, and both sources are closed."""
    stop = threading.Event()
    microphone = FakeMicrophone([AudioBlock(1.0, SILENCE)], stop)
    loopback = FakeMicrophone(
        [SourceRestored(0.8, "microphone"), AudioBlock(0.8, SILENCE), AudioBlock(1.3, SILENCE)], threading.Event()
    )
    events: list[AudioEvent] = []
    recorded: list[list[float]] = []
    policy = FakePolicy()

    def record(event: AudioEvent) -> None:
        events.append(event)
        recorded.append(list(policy.loopback))

    stage = MicrophoneStage(lambda: microphone, policy, context(record), open_loopback=lambda: loopback)
    stage.run(stop)
    assert [event.at_s for event in events] == [1.5]
    assert recorded == [[0.8, 1.3]]
    assert (microphone.closed, loopback.closed, stage.process_ids) == (1, 1, [])


def test_a_lost_loopback_is_reported_as_a_lost_microphone() -> None:
    """The alert has the text of the loopback, because without it no laughter can be detected."""
    stop = threading.Event()
    microphone, loopback = FakeMicrophone([AudioBlock(1.0, SILENCE)], stop), FakeMicrophone([], threading.Event())
    microphone.alerts = (Alert("microphone.silent", "warning", "microphone: fake gives nothing but silence.", 0.0),)
    loopback.alerts = (Alert("microphone.lost", "error", "loopback: default is not there.", 0.0),)
    recorded: list[tuple[tuple[Alert, ...], list[int]]] = []
    stage = MicrophoneStage(
        lambda: microphone,
        FakePolicy(),
        context(lambda _: recorded.append((stage.alerts, stage.process_ids))),
        open_loopback=lambda: loopback,
    )
    stage.run(stop)
    assert recorded == [(loopback.alerts, [77, 77])]


def test_the_alerts_of_the_microphone_are_shown_beside_a_good_loopback() -> None:
    """So is the text while it is opened, unless there is an alert."""
    stop = threading.Event()
    microphone = FakeMicrophone([AudioBlock(1.0, SILENCE), AudioBlock(1.5, SILENCE)], stop)
    microphone.opening_text = "microphone: opening fake."
    silent = Alert("microphone.silent", "warning", "microphone: fake gives nothing but silence.", 0.0)
    recorded: list[tuple[tuple[Alert, ...], str | None]] = []

    def record(_: AudioEvent) -> None:
        recorded.append((stage.alerts, stage.opening_text))
        microphone.alerts = (silent,)

    stage = MicrophoneStage(
        lambda: microphone, FakePolicy(), context(record), open_loopback=lambda: FakeMicrophone([], threading.Event())
    )
    stage.run(stop)
    assert recorded == [((), "microphone: opening fake."), ((silent,), None)]
