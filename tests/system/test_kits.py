"""Sensor kits in a kiosk: simulated kits on real ports, people before the screen, and the releases about both."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from math import isfinite
from pathlib import Path

import pytest

from edge.alerts import Alert
from edge.clock import Clock
from edge.events import BodyObservation, ConsentEnded, FrameObservation, InputEvent
from edge.kiosk.assemble import CHANGES, SENSED
from edge.kiosk.kiosk import Kiosk
from edge.messages.commands import PauseCommand, ReceivedCommand, ResumeCommand
from edge.settings.settings import Settings
from edge.sources.camera.camera import CameraCaptureCounters
from edge.toml_text import read_toml
from edge.tools import consent
from edge.tools.consent import ConsentArguments
from tests.doubles.kits import played
from tests.doubles.recordings import write_worn
from tests.doubles.waiting import wait_until
from tests.system import shop
from tests.worlds import SMILE, person, world

SPEED = 8.0
WINDOW_S = 120
"""The clock of the kiosk and the kits run faster than the test by this factor."""

KITS = ("grove", "csv_lines", "bitalino", "grove", "csv_lines")
SETTINGS: dict[str, dict[str, object]] = {"bitalino": {"revision": "current", "rate": 10}}


class EmptyCamera:
    """Replaces Camera and gives no frame. The test itself puts observations of people into the audience loop."""

    state = "ok"
    alerts: tuple[Alert, ...] = ()
    opening_text = None
    capture_pid = None

    def __init__(self) -> None:
        self.counts = CameraCaptureCounters()
        self._closed = threading.Event()

    def start(self) -> None:
        pass

    def newest_frame(self, timeout_s: float) -> None:
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
            "staff": read_toml(shop.STAFF),
            "notice": read_toml(shop.NOTICE),
            "audience": {"k": 3, "k_reaction": 5, "unmasked_staff": 2, "window_s": WINDOW_S},
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
    """A kiosk with five kits on people. Records all observations of its senses."""

    def __init__(self, kiosk_settings: Settings) -> None:
        self.clock = fast_clock()
        for number in range(1, len(kiosk_settings.kits) + 1):
            arguments = ConsentArguments(f"w{number}", "a test", "1", 1.0)
            assert consent.give(kiosk_settings, arguments, self.clock.now()) == 0
        self.settings = kiosk_settings
        self.kiosk = Kiosk(kiosk_settings, self.clock)
        self.events: list[InputEvent] = []
        self.kiosk.parts.bus.subscribe("test", (*SENSED, *CHANGES), self.events.append)

    def command(self, command: PauseCommand | ResumeCommand) -> None:
        self.kiosk.parts.bus.publish(ReceivedCommand(command, self.clock.now()))

    def wearers_with_arousal(self) -> set[str]:
        """Wearers with a known arousal since `events` was cleared."""
        seconds = [event for event in list(self.events) if isinstance(event, BodyObservation)]
        return {event.wearer for event in seconds if event.on_body and isfinite(event.arousal)}

    def wait_for(self, condition: Callable[[], bool], what: str) -> None:
        wait_until(condition, f"{what}; {self.kiosk.status().state_line}")

    def people_come(self) -> None:
        """Six people look at the screen and smile for 8 s, which is two plays, in one window."""
        wait_until(lambda: self.clock.now() % WINDOW_S < WINDOW_S / 2, "the first half of a window")
        begin_s = self.clock.now()
        people = [person(enters=0.1, stays=8.0, x_px=200.0 * number, shows=SMILE) for number in range(6)]
        for event in world(*people, begin_s=begin_s):
            if isinstance(event, FrameObservation):
                self.wait_until_s(event.at_s)
                self.kiosk.parts.bus.publish(event)
        self.wait_until_s(self.clock.now() + 2.0)  # until the last seconds of the wearers are processed

    def wait_until_s(self, at_s: float) -> None:
        wait_until(lambda: self.clock.now() >= at_s, "time to pass", look_s=0.005)

    def reactions(self) -> list[shop.Json]:
        return shop.of("reaction", shop.kept(self.settings.outbox.path))


@contextmanager
def kits_on_people(folder: Path) -> Iterator[tuple[list[str], list[ExitStack]]]:
    """Runs five kits. Yields the names of their ports, and for each kit a stack that unplugs it."""
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


def test_body_data_needs_enough_wearers_with_consent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With five consents a reaction has body data. After one withdrawal there is no data of this wearer, and the next
    reaction has no body data. A kit that is unplugged does not affect the others."""
    monkeypatch.setattr("edge.kiosk.build.build_camera", lambda *_: EmptyCamera())
    everybody = {f"w{number}" for number in range(1, 6)}
    with kits_on_people(tmp_path) as (ports, plugs):
        day = Day(settings(tmp_path, ports))
        thread = threading.Thread(target=day.kiosk.run, name="kiosk")
        thread.start()
        try:
            day.wait_for(lambda: day.wearers_with_arousal() == everybody, "five wearers")
            assert day.kiosk.status().state == "sensing"
            day.people_come()
            day.command(PauseCommand(reason="a test"))
            day.wait_for(lambda: len(day.reactions()) == 1, "a reaction at the pause")
            day.events.clear()
            day.command(ResumeCommand(reason="a test"))
            day.wait_for(lambda: day.wearers_with_arousal() == everybody, "five wearers after the pause")
            consent.withdraw(day.settings, "w5")
            day.wait_for(lambda: any(isinstance(event, ConsentEnded) for event in day.events), "the end of the consent")
            day.people_come()
            plugs[1].close()
            day.wait_for(lambda: "kits: number 2" in day.kiosk.status().state_line, "the loss of a kit")
            assert day.kiosk.status().state == "degraded"
            assert any("consent" in text for text in day.kiosk.status().wrong)
            day.events.clear()
            day.wait_for(lambda: day.wearers_with_arousal() >= {"w1", "w3", "w4"}, "the others")
        finally:
            day.kiosk.stop()
            thread.join(shop.PATIENCE_S)
    first, second = day.reactions()
    assert first["body"] is not None
    assert (first["body"]["n"], first["k"]) == (5, 5)
    assert "arousal" not in first["body"]  # the kiosk is in a shop
    assert second["n"] == 6
    assert second["body"] is None
    assert "w5" not in day.wearers_with_arousal()
    alerts = shop.of("alert", shop.kept(day.settings.outbox.path))
    assert not any(word in alert["text"] for alert in alerts for word in ("w5", "w2", "number"))
