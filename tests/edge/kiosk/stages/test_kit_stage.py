"""The stage of biosignals: it reads only kits with a valid consent, and a lost kit does not affect the others."""

import threading
from collections.abc import Callable, Sequence
from math import nan

import numpy as np
import pytest

from edge.alerts import Alert
from edge.consent.check import ConsentStatus
from edge.events import BodyObservation, ConsentEnded, SourceLost, SourceRestored
from edge.kiosk.stages.kit_stage import CHECK_EVERY_S, EmitSamples, KitCounters, KitEvent, KitStage
from edge.kiosk.state.monitor import DEGRADES
from edge.signals import KitSamples
from edge.sources.kits.reader import KitCaptureCounters, KitOptions
from edge.stage import StageContext

VALID, NONE, INVALID = (
    ConsentStatus("valid", "holds"),
    ConsentStatus("none", "there is none"),
    ConsentStatus("invalid", "was altered"),
)


class FakeReader:
    """A SampleSource: emits one chunk of samples at each call of `send`."""

    def __init__(self, options: KitOptions, emit: EmitSamples) -> None:
        self.options, self._emit = options, emit
        self.state = "ok"
        self.alerts: tuple[Alert, ...] = ()
        self.counts = KitCaptureCounters(bad=3, lost=2, late=1)
        self.is_alive = True
        self.stops_requested = self.closed = 0

    def lose(self, text: str, state: str = "lost") -> None:
        self.state, self.alerts = state, (Alert(f"kit.{state}", "warning", text, 0.0, self.options.number),)

    def recover(self) -> None:
        self.state, self.alerts = "ok", ()

    def start(self) -> None:
        self.send()

    def send(self) -> None:
        unknown = np.array([nan], np.float32)
        self._emit(KitSamples(0.0, str(self.options.number), self.options.wearer, unknown, unknown, rate_hz=1.0))

    def request_stop(self) -> None:
        self.stops_requested += 1

    def close(self) -> None:
        self.closed += 1


class FakeEstimator:
    """An Estimator: returns one observation for each chunk. Records the wearers of `forget`."""

    def __init__(self) -> None:
        self.dropped = self.resets = 0
        self.forgotten: list[str] = []

    def process(self, samples: KitSamples) -> list[BodyObservation]:
        return [BodyObservation(samples.at_s, samples.wearer, True, 0.5, 70.0, 1.0)]

    def reset(self) -> None:
        self.resets += 1

    def forget_wearer(self, wearer: str) -> None:
        self.forgotten.append(wearer)


class Shop:
    """A kit stage over these kits, run in the thread of the test. `script` has one step for each turn of the stage."""

    def __init__(self, *wearers: str, script: Sequence[Callable[[], None]] = ()) -> None:
        kits = [KitOptions(number, f"/dev/{number}", "grove", who) for number, who in enumerate(wearers, 1)]
        self.consents = dict.fromkeys(range(1, len(kits) + 1), VALID)
        self.readers: list[FakeReader] = []
        self.events: list[KitEvent] = []
        self.estimator = FakeEstimator()
        self.is_sensing, self.at_s = True, 0.0
        self.stop = threading.Event()
        self.script = list(script)
        self.stage = KitStage(
            kits,
            self._open,
            lambda kit: self.consents[kit.number],
            self.estimator,
            StageContext(lambda: self.at_s, lambda: self.is_sensing, self._on_heartbeat, self.events.append),
            wait_s=0.0,
        )

    def _open(self, options: KitOptions, emit: EmitSamples) -> FakeReader:
        self.readers.append(FakeReader(options, emit))
        return self.readers[-1]

    def _on_heartbeat(self) -> None:
        """Runs one step at each turn. A step sees the results of the steps before it."""
        if not self.script:
            self.stop.set()
        else:
            self.at_s += CHECK_EVERY_S
            self.script.pop(0)()
        for reader in self.readers:
            if not reader.closed:
                reader.send()

    def run(self, *script: Callable[[], None]) -> None:
        """Runs the steps. The first comes when kits are open, after two heartbeats of the stage."""
        self.script = [nothing, nothing, *script]
        self.stage.run(self.stop)

    def wearers_with_observations(self) -> list[str]:
        return [event.wearer for event in self.events if isinstance(event, BodyObservation)]


def nothing() -> None:
    """Does nothing."""


def test_only_kits_with_a_valid_consent_are_read() -> None:
    """The other kits are not opened, and each has an alert."""
    shop = Shop("w1", "w2", "w3")
    shop.consents[2], shop.consents[3] = NONE, INVALID
    recorded: list[list[tuple[str, str, str, int, bool]]] = []

    def record_alerts() -> None:
        recorded.append(
            [
                (alert.code, alert.severity, alert.text, alert.instance, alert.code in DEGRADES)
                for alert in shop.stage.alerts
            ]
        )

    shop.run(nothing, nothing, record_alerts)
    assert [reader.options.number for reader in shop.readers] == [1]
    assert set(shop.wearers_with_observations()) == {"w1"}
    assert recorded == [
        [
            ("consent.none", "info", "there is none", 2, False),
            ("consent.invalid", "warning", "was altered", 3, True),
        ]
    ]


def test_the_end_of_a_consent_stops_all_data_of_the_wearer() -> None:
    """The kit is closed, ConsentEnded is emitted, and nothing of this wearer after it. The other kit is still read."""
    shop = Shop("w1", "w2")
    shop.run(nothing, nothing, lambda: shop.consents.update({1: NONE}), nothing, nothing)
    (ended,) = [event for event in shop.events if isinstance(event, ConsentEnded)]
    after = shop.events[shop.events.index(ended) :]
    assert ended.wearer == "w1"
    assert {event.wearer for event in after if isinstance(event, BodyObservation)} == {"w2"}
    assert shop.readers[0].closed == 1
    assert shop.estimator.forgotten == ["w1"]


def test_a_consent_that_ends_in_a_pause_is_noticed_there() -> None:
    """Seconds of the wearer from before the pause are told after its begin, so they must be dropped in time."""
    shop = Shop("w1", "w2")

    def set_sensing(is_sensing: bool) -> Callable[[], None]:
        return lambda: setattr(shop, "is_sensing", is_sensing)

    ended: list[int] = []

    def count() -> None:
        ended.append(sum(isinstance(event, ConsentEnded) and event.wearer == "w1" for event in shop.events))

    end, again = lambda: shop.consents.update({1: NONE}), set_sensing(True)
    shop.run(set_sensing(False), nothing, count, end, nothing, nothing, count, again, nothing, nothing, count)
    assert ended == [0, 1, 1]
    assert [reader.options.number for reader in shop.readers] == [1, 2, 2]
    assert shop.estimator.forgotten == ["w1"]


def test_a_kit_is_read_again_after_a_new_consent() -> None:
    """The kiosk needs no restart, and the alert ends."""
    shop = Shop("w1")
    recorded: list[list[str]] = []

    def record_alerts() -> None:
        recorded.append([alert.code for alert in shop.stage.alerts])

    shop.run(
        *[nothing] * 2,
        lambda: shop.consents.update({1: NONE}),
        record_alerts,
        lambda: shop.consents.update({1: VALID}),
        record_alerts,
    )
    assert [reader.closed for reader in shop.readers] == [1, 1]
    assert recorded == [["consent.none"], []]


@pytest.mark.parametrize("state", ["lost", "failed"])
def test_a_lost_kit_does_not_affect_the_others(state: str) -> None:
    """SourceLost is emitted once, so that the audience does not wait for the kit; SourceRestored once it is back. A
    kit counts as lost, too, while the code of its package fails.
    """
    shop = Shop("w1", "w2")
    recorded: list[list[tuple[str, str]]] = []

    def lose() -> None:
        shop.readers[0].lose("kits: number 1 is gone", state)

    def record_alerts() -> None:
        recorded.append([(alert.code, alert.text) for alert in shop.stage.alerts])

    def recover() -> None:
        shop.readers[0].recover()

    shop.run(nothing, lose, nothing, record_alerts, recover, nothing, record_alerts)
    told = [(type(event), event.source) for event in shop.events if isinstance(event, SourceLost | SourceRestored)]
    assert told == [(SourceLost, "body w1"), (SourceRestored, "body w1")]
    assert recorded == [[(f"kit.{state}", "kits: number 1 is gone")], []]
    assert shop.wearers_with_observations().count("w2") >= 6


def test_no_kit_is_open_while_paused() -> None:
    """The estimator is reset. Counts continue over the pause."""
    shop = Shop("w1")

    def set_sensing(is_sensing: bool) -> Callable[[], None]:
        return lambda: setattr(shop, "is_sensing", is_sensing)

    shop.run(nothing, nothing, set_sensing(False), nothing, set_sensing(True), nothing, nothing)
    assert [(reader.stops_requested > 0, reader.closed) for reader in shop.readers] == [(True, 1), (True, 1)]
    assert shop.estimator.resets == 2
    assert shop.stage.alerts == ()
    assert shop.stage.counters == KitCounters(bad=6, lost=4, dropped=2)


def test_heartbeats_go_on_during_a_pause() -> None:
    """One comes at each turn, so a paused kiosk does not count as hung. No kit is opened."""
    shop = Shop("w1")
    shop.is_sensing = False
    times_s: list[float] = []
    shop.run(*[lambda: times_s.append(shop.at_s)] * 3)
    assert (len(times_s), shop.readers, shop.events) == (3, [], [])


def test_a_reader_thread_that_ended_ends_the_stage() -> None:
    """The stage raises, so that the supervisor restarts it, and closes the kits."""
    shop = Shop("w1")

    def end_thread() -> None:
        shop.readers[0].is_alive = False

    with pytest.raises(RuntimeError, match="number 1"):
        shop.run(nothing, end_thread, nothing)
    assert shop.readers[0].closed == 1
