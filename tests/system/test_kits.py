"""Sensor kits in a kiosk: simulated kits on real ports, people before the screen, and what leaves of both."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from math import isfinite
from pathlib import Path

import pytest

from edge.clock import Clock
from edge.events import BodyObservation, ConsentEnded, FrameObservation, InputEvent
from edge.kiosk.kiosk import Kiosk
from edge.messages.commands import PauseCommand, ResumeCommand
from edge.settings.settings import Settings
from edge.sources.camera.camera import CameraCaptureCounters, CameraCondition
from edge.tools import consent as consent
from edge.tools.consent import ConsentArguments
from tests.doubles.kits import played
from tests.doubles.recordings import write_worn
from tests.doubles.waiting import wait_until
from tests.system import shop
from tests.worlds import SMILE, person, world

SPEED = 8.0
"""The day and the kits run faster than the test."""

KITS = ("grove", "csv_lines", "bitalino", "grove", "csv_lines")
SETTINGS: dict[str, dict[str, object]] = {"bitalino": {"revision": "current", "rate": 10}}


class Blank:
    """A camera with the face of Camera before which nobody is; the test itself tells who comes."""

    condition = CameraCondition("ok", "camera: blank", 0.0)
    warnings = ()
    capture_pid = None

    def __init__(self) -> None:
        self.counts = CameraCaptureCounters()
        self._closed = threading.Event()

    def start(self) -> None:
        pass

    def newest(self, timeout_s: float) -> None:
        self._closed.wait(timeout_s)

    def take_events(self) -> list[InputEvent]:
        return []

    def forget_view(self) -> None:
        pass

    def close(self) -> None:
        self._closed.set()


def fast_clock() -> Clock:
    wall_s, monotonic_s = time.time(), time.monotonic()

    def passed_s() -> float:
        return SPEED * (time.monotonic() - monotonic_s)

    return Clock(lambda: wall_s + passed_s(), passed_s)


def settings(folder: Path, ports: list[str]) -> Settings:
    return Settings.model_validate(
        {
            "notice": {"version": "1", "confirmed_on": date(2026, 11, 20), "confirmed_by": "a tester"},
            "audience": {"k": 3, "k_reaction": 5, "unmasked_staff": 2, "window_s": 600},
            "playback": {"feed": "playlist", "playlist": [{"creative": "spring_a", "duration_s": 4.0}]},
            "broker": {"host": "127.0.0.1", "port": 9},
            "outbox": {"path": str(folder / "outbox.db")},
            "kits": [
                {
                    "port": port,
                    "kit": kit,
                    "wearer": f"w{number}",
                    "consent": f"{folder}/consent/w{number}.json",
                    "settings": SETTINGS.get(kit, {}),
                }
                for number, (kit, port) in enumerate(zip(KITS, ports, strict=True), 1)
            ],
        }
    )


class Day:
    """A kiosk with five worn kits; what its senses give is looked at on its way."""

    def __init__(self, wanted: Settings) -> None:
        self.clock = fast_clock()
        for number in range(1, len(wanted.kits) + 1):
            assert consent.give(wanted, ConsentArguments(f"w{number}", "a test", "1", 1.0), self.clock.now()) == 0
        self.settings = wanted
        self.kiosk = Kiosk(wanted, self.clock)
        self.given: list[InputEvent] = []
        self._give = self.kiosk._audience_loop.put_observation
        self.kiosk._audience_loop.put_observation = self._look  # type: ignore[method-assign]

    def _look(self, event: InputEvent) -> None:
        self.given.append(event)
        self._give(event)

    def known(self) -> set[str]:
        """The wearers of whose arousal something was said since `given` was cleared."""
        felt = [event for event in list(self.given) if isinstance(event, BodyObservation)]
        return {event.wearer for event in felt if event.on_body and isfinite(event.arousal)}

    def wait_for(self, claim: Callable[[], bool], what: str) -> None:
        wait_until(claim, f"{what}; {self.kiosk.report().line}")

    def people_come(self) -> None:
        """Six who look and smile for 8 s, two plays."""
        begin_s = self.clock.now()
        people = [person(enters=0.1, stays=8.0, x_px=200.0 * number, shows=SMILE) for number in range(6)]
        for event in world(*people, begin_s=begin_s):
            if isinstance(event, FrameObservation):
                self.wait_until_s(event.at_s)
                self._give(event)
        self.wait_until_s(self.clock.now() + 2.0)  # the last seconds of the wearers are felt

    def wait_until_s(self, at_s: float) -> None:
        wait_until(lambda: self.clock.now() >= at_s, "time to pass", look_s=0.005)

    def reactions(self) -> list[shop.Json]:
        return shop.of("reaction", shop.kept(self.settings.outbox.path))


@contextmanager
def worn(folder: Path) -> Iterator[tuple[list[str], list[ExitStack]]]:
    """Five kits on people: the names of their ports, and what pulls each out."""
    recording = write_worn(folder / "body.csv", 120.0)
    with ExitStack() as kits:
        plugs = [kits.enter_context(ExitStack()) for _ in KITS]
        yield (
            [
                plug.enter_context(played(kit, recording, SPEED, **SETTINGS.get(kit, {})))
                for kit, plug in zip(KITS, plugs, strict=True)
            ],
            plugs,
        )


def test_kits_tell_of_enough_wearers_and_of_no_fewer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five consent, and what left of the advert says what they had in common. Then one withdraws: at once nothing comes
    of this one, and of the next viewers nothing is said of bodies at all. One that is pulled out leaves the others."""
    monkeypatch.setattr("edge.kiosk.build.build_camera", lambda *_: Blank())
    monkeypatch.setattr("edge.perception.body.arousal.KNOWN_S", 5)  # in place of a minute
    everybody = {f"w{number}" for number in range(1, 6)}
    with worn(tmp_path) as (ports, plugs):
        day = Day(settings(tmp_path, ports))
        thread = threading.Thread(target=day.kiosk.run, name="kiosk")
        thread.start()
        try:
            day.wait_for(lambda: day.known() == everybody, "five wearers")
            assert day.kiosk.report().state == "sensing"
            day.people_come()
            day.kiosk._on_command(PauseCommand(reason="a test"), day.clock.now())
            day.wait_for(lambda: len(day.reactions()) == 1, "a reaction at the pause")
            day.given.clear()
            day.kiosk._on_command(ResumeCommand(reason="a test"), day.clock.now())
            day.wait_for(lambda: day.known() == everybody, "five wearers after the pause")
            consent.withdraw(day.settings, "w5")
            day.wait_for(lambda: any(isinstance(event, ConsentEnded) for event in day.given), "the end of the consent")
            day.people_come()
            plugs[1].close()
            day.wait_for(lambda: "kits: number 2" in day.kiosk.report().line, "the loss of a kit")
            assert day.kiosk.report().state == "degraded"
            day.given.clear()
            day.wait_for(lambda: day.known() >= {"w1", "w3", "w4"}, "the others")
        finally:
            day.kiosk.stop()
            thread.join(shop.PATIENCE_S)
    first, second = day.reactions()
    assert first["body"] is not None
    assert (first["body"]["n"], first["k"]) == (5, 5)
    assert 0 <= first["body"]["arousal"] <= 1
    assert second["n"] == 6
    assert second["body"] is None
    assert "w5" not in day.known()
    alerts = shop.of("alert", shop.kept(day.settings.outbox.path))
    assert {"consent.none", "kit.lost"} <= {alert["code"] for alert in alerts}
    assert not any("w5" in alert["text"] or "w2" in alert["text"] for alert in alerts)
