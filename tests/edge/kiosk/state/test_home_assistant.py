"""Home Assistant's discovery on a real broker: on, moved, off, and refused."""

import json
import os
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import MQTTMessage

from edge.kiosk.state.home_assistant import announced_topics_path, build_announcements
from edge.messages.build import build_release_message
from edge.messages.wire import Header
from edge.settings.settings import Settings
from edge.uplink.outbox.outbox import Outbox
from tests.doubles.broker import Mosquitto, running, subscribed
from tests.doubles.waiting import wait_until
from tests.edge.kiosk.console.test_console import PATIENCE_S, settings
from tests.edge.kiosk.console.test_console import running as running_kiosk
from tests.edge.messages.test_build import ID, MODELS, WINDOW

TOPIC = "homeassistant/device/vitrina_demo_shop_kiosk/config"


def wanted(folder: Path, port: int, prefix: str | None) -> Settings:
    more: dict[str, Any] = {} if prefix is None else {"home_assistant": {"prefix": prefix}}
    return settings(folder, None, broker={"host": "127.0.0.1", "port": port}, **more)


def test_it_is_described_moved_and_taken_away(tmp_path: Path) -> None:
    """The broker keeps the description, for a Home Assistant that starts later, and forgets it with the setting."""
    with running(Mosquitto(tmp_path)) as broker:
        kiosk = running_kiosk(wanted(tmp_path, broker.port, "homeassistant"))
        with kiosk, subscribed(broker.port, topics="homeassistant/#") as listener:
            (message,) = listener.wait_for(lambda messages: bool(messages), "a description")
            assert (message.topic, json.loads(message.payload)["origin"]["name"]) == (TOPIC, "Vitrina")
        with running_kiosk(wanted(tmp_path, broker.port, "ha")):
            wait_until(
                lambda: announced_topics_path(tmp_path / "outbox.db").read_text() == f"{moved()}\n", "it", PATIENCE_S
            )
            with subscribed(broker.port, topics="#") as listener:
                listener.wait_for(lambda messages: moved() in {m.topic for m in messages}, "a description")
                assert TOPIC not in {message.topic for message in listener.wait_for(bool)}
        with running_kiosk(wanted(tmp_path, broker.port, None)):
            wait_until(lambda: not announced_topics_path(tmp_path / "outbox.db").exists(), "the removal", PATIENCE_S)
        with subscribed(broker.port, topics="#") as listener:
            found = listener.wait_for(bool, "the state")
            assert not [message for message in found if message.topic.startswith(("ha/", "homeassistant/"))]


def test_the_broker_keeps_nothing_about_visitors(tmp_path: Path) -> None:
    """A window passes once, and who comes later finds the description of its sensors and no value: neither that window,
    nor the sign that a later one was withheld. Taken away, the sensors have nothing but a platform."""
    asked, window = {"prefix": "homeassistant", "visitors": True}, "vitrina/1/demo/shop/kiosk/window"
    released = replace(WINDOW, at_s=time.time())  # an old one would be dropped
    with closing(Outbox(tmp_path / "outbox.db")) as outbox:
        outbox.append(
            lambda seq: build_release_message(released, Header("demo", "shop", "kiosk"), MODELS, id=ID, seq=seq)
        )
    with running(Mosquitto(tmp_path)) as broker:
        with_visitors = settings(
            tmp_path, None, broker={"host": "127.0.0.1", "port": broker.port}, home_assistant=asked
        )
        with subscribed(broker.port, topics="#") as listener, running_kiosk(with_visitors):
            heard = listener.wait_for(lambda ms: {TOPIC, window} <= {m.topic for m in ms}, "both")
        description = sensors(heard)
        assert {description[name]["state_topic"] for name in ("visits", "watchers", "dwell")} == {window}
        assert {description[name]["expire_after"] for name in ("visits", "watchers", "dwell")} == {3600}
        with subscribed(broker.port, topics="#") as late:
            late.publish("marker", "")  # the broker delivers what it keeps before
            kept = late.wait_for(lambda messages: "marker" in {message.topic for message in messages}, "the marker")
        assert {message.topic for message in kept} == {TOPIC, "vitrina/1/demo/shop/kiosk/state", "marker"}
        with running_kiosk(wanted(tmp_path, broker.port, "homeassistant")), subscribed(broker.port, topics="#") as late:
            late.wait_for(lambda ms: sensors(ms).get("visits") == {"platform": "sensor"}, "the removal")


def sensors(messages: list[MQTTMessage]) -> dict[str, Any]:
    """The entities of the newest description."""
    described = [bytes(message.payload) for message in messages if message.topic == TOPIC]
    return dict(json.loads(described[-1])["components"]) if described else {}


def moved() -> str:
    return TOPIC.replace("homeassistant", "ha")


def test_a_broker_that_refuses_it_takes_everything_else(tmp_path: Path) -> None:
    """The rules of examples/acl let a kiosk write below its own topic alone: then an alert says so."""
    rules = ["topic write vitrina/1/demo/shop/kiosk/+", "topic read #"]
    with running(Mosquitto(tmp_path, rules=rules)) as broker, subscribed(broker.port) as listener:
        with running_kiosk(wanted(tmp_path, broker.port, "homeassistant")) as service:
            wait_until(
                lambda: service._kiosk is not None and "discovery" in str(service._kiosk.parts.publisher.alerts),
                "the alert",
                PATIENCE_S,
            )
            listener.wait_for(lambda ms: any(b"discovery messages" in m.payload for m in ms), "the alert as a message")
        assert announced_topics_path(tmp_path / "outbox.db").exists()  # a removal is tried again


def test_without_the_section_nothing_is_written(tmp_path: Path) -> None:
    found = build_announcements(wanted(tmp_path, 1, None), Header("a", "b", "c"), lambda: 1000.0, os.urandom)
    found.make_all_due()
    assert found.next_message is None
    assert not list(tmp_path.iterdir())


def test_a_disk_that_takes_no_memory_ends_nothing(tmp_path: Path) -> None:
    """The folder is not there: the description is sent all the same."""
    there = wanted(tmp_path / "no" / "folder", 1, "homeassistant")
    found = build_announcements(there, Header("a", "b", "c"), lambda: 1000.0, os.urandom)
    found.make_all_due()
    assert found.next_message is not None


def test_a_disk_that_keeps_the_memory_ends_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The broker has taken the removal, and the file stays, as on a disk that became read-only: it is sent again after
    the next start."""
    path = announced_topics_path(tmp_path / "outbox.db")
    path.write_text(f"{TOPIC}\n")
    found = build_announcements(wanted(tmp_path, 1, None), Header("a", "b", "c"), lambda: 1000.0, os.urandom)
    found.make_all_due()
    message = found.next_message
    assert message is not None
    path.unlink()
    path.mkdir()
    found.on_answer(message, is_taken=True)
    assert "cannot be" in caplog.text
