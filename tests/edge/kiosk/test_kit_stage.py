"""The feeling stage: only kits whose wearers consent are read, and each lives and dies for itself."""

import threading
from collections.abc import Callable, Sequence
from math import nan
from typing import cast

import numpy as np
import pytest

from edge.consent.check import ConsentStatus
from edge.events import BodyObservation, ConsentEnded, InputEvent, SourceLost
from edge.kiosk.kit_stage import CHECK_EVERY_S, Give, KitCounters, KitStage
from edge.perception.body.arousal import ArousalEstimator
from edge.signals import KitSamples
from edge.sources.kits.reader import KitCaptureCounters, KitOptions, KitReader
from edge.sources.kits.status import KitCondition

VALID, NONE, INVALID = (
    ConsentStatus("valid", "holds"),
    ConsentStatus("none", "there is none"),
    ConsentStatus("invalid", "was altered"),
)


class Reader:
    """A kit with the face of KitReader: a piece each time that it is looked at."""

    def __init__(self, options: KitOptions, give: Give) -> None:
        self.options, self._give = options, give
        self.condition = KitCondition("ok", "")
        self.counts = KitCaptureCounters(bad=3, lost=2, late=1)
        self.is_alive = True
        self.closed = 0

    def start(self) -> None:
        self.tell()

    def tell(self) -> None:
        nothing = np.array([nan], np.float32)
        self._give(KitSamples(0.0, str(self.options.number), self.options.wearer, nothing, nothing, rate_hz=1.0))

    def request_stop(self) -> None:
        pass

    def close(self) -> None:
        self.closed += 1


class Wearers(ArousalEstimator):
    """Feels each piece at once; remembers whom it was told to forget."""

    def __init__(self) -> None:
        self.dropped = self.resets = 0
        self.forgotten: list[str] = []

    def process(self, samples: KitSamples) -> list[BodyObservation]:
        return [BodyObservation(samples.at_s, samples.wearer, True, 0.5, 70.0, 1.0)]

    def reset(self) -> None:
        self.resets += 1

    def forget(self, wearer: str) -> None:
        self.forgotten.append(wearer)


class Shop:
    """A feeling stage over such kits, run in the test's own thread; `script` is what happens, a step a turn."""

    def __init__(self, *wearers: str, script: Sequence[Callable[[], None]] = ()) -> None:
        kits = [KitOptions(number, f"/dev/{number}", "grove", who) for number, who in enumerate(wearers, 1)]
        self.rulings = dict.fromkeys(range(1, len(kits) + 1), VALID)
        self.readers: list[Reader] = []
        self.given: list[InputEvent] = []
        self.body = Wearers()
        self.is_sensing, self.at_s = True, 0.0
        self.stop = threading.Event()
        self.script = list(script)
        self.feeling = KitStage(
            kits,
            self._open,
            lambda kit: self.rulings[kit.number],
            self.body,
            self.given.append,
            lambda: self.is_sensing,
            lambda: self.at_s,
            self._beat,
        )

    def _open(self, options: KitOptions, give: Give) -> KitReader:
        self.readers.append(Reader(options, give))
        return cast(KitReader, self.readers[-1])

    def _beat(self) -> None:
        """Once a turn; each step sees what the turns before made of those before it."""
        if not self.script:
            self.stop.set()
        else:
            self.at_s += CHECK_EVERY_S
            self.script.pop(0)()
        for reader in self.readers:
            if not reader.closed:
                reader.tell()

    def run(self, *script: Callable[[], None]) -> None:
        """The first step comes when kits are open: the stage beats twice before."""
        self.script = [nothing, nothing, *script]
        self.feeling.run(self.stop)

    def felt(self) -> list[str]:
        return [event.wearer for event in self.given if isinstance(event, BodyObservation)]


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.kiosk.kit_stage.WAIT_S", 0.0)


def nothing() -> None:
    pass


def test_kits_of_wearers_who_consent_are_read() -> None:
    """The other is not even opened, and why is told."""
    shop = Shop("w1", "w2", "w3")
    shop.rulings[2], shop.rulings[3] = NONE, INVALID
    seen: list[list[tuple[str, int, bool]]] = []
    shop.run(
        nothing,
        nothing,
        lambda: seen.append([(each.code, each.number, each.is_lack) for each in shop.feeling.alerts]),
    )
    assert [reader.options.number for reader in shop.readers] == [1]
    assert set(shop.felt()) == {"w1"}
    assert seen == [[("consent.none", 2, False), ("consent.invalid", 3, True)]]


def test_where_a_consent_ends_all_of_the_wearer_is_dropped() -> None:
    """Reading stops, audience is told, and nothing of this wearer comes after it; the other goes on."""
    shop = Shop("w1", "w2")
    shop.run(nothing, nothing, lambda: shop.rulings.update({1: NONE}), nothing, nothing)
    (ended,) = [event for event in shop.given if isinstance(event, ConsentEnded)]
    after = shop.given[shop.given.index(ended) :]
    assert ended.wearer == "w1"
    assert {event.wearer for event in after if isinstance(event, BodyObservation)} == {"w2"}
    assert shop.readers[0].closed == 1
    assert shop.body.forgotten == ["w1"]


def test_a_consent_that_is_given_anew_is_read_anew() -> None:
    """Without a restart."""
    shop = Shop("w1")
    shop.run(*[nothing] * 2, lambda: shop.rulings.update({1: NONE}), nothing, lambda: shop.rulings.update({1: VALID}))
    assert [reader.closed for reader in shop.readers] == [1, 1]


def test_a_kit_that_is_lost_does_not_touch_the_others() -> None:
    """Audience waits for it no longer; that is said once."""
    shop = Shop("w1", "w2")
    seen: list[list[tuple[str, str]]] = []

    def lose() -> None:
        shop.readers[0].condition = KitCondition("lost", "kits: number 1 is gone")

    def look() -> None:
        seen.append([(trouble.code, trouble.text) for trouble in shop.feeling.alerts])

    def recover() -> None:
        shop.readers[0].condition = KitCondition("ok", "")

    shop.run(nothing, lose, nothing, look, recover, nothing, look)
    assert [event.source for event in shop.given if isinstance(event, SourceLost)] == ["body w1"]
    assert seen == [[("kit.lost", "kits: number 1 is gone")], []]
    assert shop.felt().count("w2") >= 6


def test_while_paused_no_kit_is_open() -> None:
    """Who wore one is forgotten; counts go on over the pause."""
    shop = Shop("w1")

    def sense(does: bool) -> Callable[[], None]:
        return lambda: setattr(shop, "is_sensing", does)

    shop.run(nothing, nothing, sense(False), nothing, sense(True), nothing, nothing)
    assert [reader.closed for reader in shop.readers] == [1, 1]
    assert shop.body.resets == 2
    assert shop.feeling.alerts == ()
    assert shop.feeling.counted == KitCounters(bad=6, lost=4, dropped=2)


def test_a_thread_that_died_ends_the_stage() -> None:
    """The supervisor starts it again; the kits are let go."""
    shop = Shop("w1")

    def die() -> None:
        shop.readers[0].is_alive = False

    with pytest.raises(RuntimeError, match="number 1"):
        shop.run(nothing, die, nothing)
    assert shop.readers[0].closed == 1
