"""Floods of commands on the real `vitrina run` with a real broker: whoever may publish `cmd/play` can stop nothing."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from tests.doubles.beats import Beats
from tests.doubles.broker import Mosquitto, Subscriber
from tests.doubles.mjpeg import MjpegCamera
from tests.doubles.waiting import wait_until
from tests.system import shop
from tests.system.shop import Run, running_kiosk

LONGEST_BEAT_S = 5.0
LONGEST_STOP_S = 3.0
COMMAND_FEED = 'feed = "command"'


@pytest.fixture
def beats(tmp_path: Path) -> Iterator[Beats]:
    beats = Beats(tmp_path / "n")
    yield beats
    beats.close()


@contextmanager
def playing_kiosk(folder: Path, broker: Mosquitto, listener: Subscriber, beats: Beats) -> Iterator[Run]:
    """A kiosk that senses and gets its plays by command."""

    def times_sensing() -> int:
        return sum(b'"sensing"' in message.payload for message in listener.of("state"))

    before = times_sensing()  # of a kiosk that ran before on the same broker
    with MjpegCamera() as camera:
        config = shop.settings(folder, camera.url, broker.port, playback=COMMAND_FEED)
        with running_kiosk(Run(folder, config, env=beats.environment)) as run:
            listener.wait_for(lambda _: times_sensing() > before, "sensing")
            yield run


def flood(port: int, payloads: list[str], kind: str = "cmd/play") -> None:
    """Publishes commands as fast as the broker takes them, and returns once it has all."""
    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
    client.max_inflight_messages_set(1000)
    client.connect("127.0.0.1", port)
    client.loop_start()
    for payload in payloads:
        last = client.publish(f"{shop.HEADER}/{kind}", payload, qos=1)
    last.wait_for_publish(shop.PATIENCE_S)
    client.disconnect()
    client.loop_stop()


def start(creative: str, at: datetime | str | None = None) -> str:
    """A command that a creative of 10 s started."""
    text = at.isoformat() if isinstance(at, datetime) else at
    return json.dumps({"creative": creative, "event": "start", "duration_s": 10.0, **({"at": text} if text else {})})


def stop_s(run: Run) -> float:
    """Seconds that the kiosk takes to end after SIGTERM."""
    began_s = time.monotonic()
    assert run.stop() == 0
    return time.monotonic() - began_s


def plays_in(folder: Path) -> list[shop.Json]:
    return shop.of("play", shop.kept(folder / "door.db"))


def has_plays(folder: Path, count: int) -> bool:
    """True if the outbox has so many plays. Their payloads are read only once there are enough messages."""
    return shop.kept_count(folder / "door.db") >= count and len(plays_in(folder)) >= count


def test_ten_thousand_bad_commands_stop_nothing(
    tmp_path: Path, broker: Mosquitto, listener: Subscriber, beats: Beats
) -> None:
    """The watchdog beats, a play that is told meanwhile is proven, the alerts are few, and older messages stay."""
    with playing_kiosk(tmp_path, broker, listener, beats) as run:
        flood(broker.port, [start("before"), start("between")])
        listener.wait_for_kind("play", 1)
        flood(broker.port, ["{"] * 5000 + [start("within")] + ["{"] * 5000)
        listener.wait_for_kind("play", 2)
        longest_s, took_s = beats.longest_s, stop_s(run)
    assert longest_s < LONGEST_BEAT_S
    assert took_s < LONGEST_STOP_S + 1.0  # the exit of Python beside other tests
    kept = shop.kept(tmp_path / "door.db")
    assert [play["creative"] for play in shop.of("play", kept)] == ["before", "between", "within"]
    alerts = shop.of("alert", kept)
    assert 1 <= len(alerts) < 10
    # a busy machine loses the pictures of the test's own camera for a while
    assert {alert["code"] for alert in alerts} - {"camera.lost"} == {"cmd.bad"}
    assert [message["seq"] for message in kept] == list(range(1, len(kept) + 1))


def test_a_day_of_plays_told_at_once_is_proven(
    tmp_path: Path, broker: Mosquitto, listener: Subscriber, beats: Beats
) -> None:
    """A player that was cut off tells 4,000 plays: all are proof of play, each once, and the watchdog beats."""
    now = datetime.now(timezone.utc)
    times = [now - timedelta(seconds=10 * (4000 - n)) for n in range(4000)]
    with playing_kiosk(tmp_path, broker, listener, beats) as run:
        flood(broker.port, [start("spring_a", at) for at in times])
        wait_until(lambda: has_plays(tmp_path, 3999), "3,999 proofs", shop.PATIENCE_S)
        longest_s, took_s = beats.longest_s, stop_s(run)
    assert longest_s < LONGEST_BEAT_S
    assert took_s < LONGEST_STOP_S + 1.0
    plays = plays_in(tmp_path)
    assert len({play["start"] for play in plays}) == len(plays) == 4000
    assert all(play["complete"] and play["media_to_s"] == 10.0 for play in plays[:-1])
    assert shop.of("alert", shop.kept(tmp_path / "door.db")) == []


OTHER_AGES = (
    "0001-01-01T00:00:00+14:00",
    "0001-01-01T00:00:00Z",
    "1970-01-01T00:00:00Z",
    "9999-12-31T23:59:59-14:00",
    "9999-12-31T23:59:59.999999999Z",
)


def test_plays_of_other_ages_are_refused(tmp_path: Path, broker: Mosquitto, listener: Subscriber, beats: Beats) -> None:
    """Times at both ends of the calendar, as players send them for "never", are bad commands and end nothing.

    A play that is told after each of them is proven, and no other.
    """
    told = [f"advert_{number}" for number in range(len(OTHER_AGES))]
    with playing_kiosk(tmp_path, broker, listener, beats) as run:
        for at, creative in zip(OTHER_AGES, told, strict=True):
            flood(broker.port, [start("never", at), start(creative)])
        listener.wait_for_kind("play", len(told) - 1)
        assert run.stop() == 0
    assert [play["creative"] for play in plays_in(tmp_path)] == told
    (raised, *_) = alerts = shop.of("alert", shop.kept(tmp_path / "door.db"))
    assert {alert["code"] for alert in alerts} == {"cmd.bad"}
    assert raised["cleared"] is None


def test_a_kiosk_that_is_killed_proves_each_play_once(
    tmp_path: Path, broker: Mosquitto, listener: Subscriber, beats: Beats
) -> None:
    """A play whose command was acknowledged is proven after the next start."""
    now = datetime.now(timezone.utc)
    times = [now - timedelta(seconds=10 * (1000 - n)) for n in range(1000)]
    with playing_kiosk(tmp_path, broker, listener, beats) as run:
        flood(broker.port, [start("spring_a", at) for at in times])
        wait_until(lambda: has_plays(tmp_path, 100), "the first proofs")
        run.process.kill()
        run.process.wait(shop.PATIENCE_S)
    with playing_kiosk(tmp_path, broker, listener, beats) as run:
        wait_until(lambda: has_plays(tmp_path, 999), "999 proofs")
        assert run.stop() == 0
    starts = [play["start"] for play in plays_in(tmp_path)]
    assert len(starts) == len(set(starts)) == 1000
