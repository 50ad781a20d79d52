"""Privacy of the running whole: what leaves, what is written, what is logged, what health gives away."""

import ast
import gc
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import MQTTMessage

from edge.events import FaceObservation, FrameObservation
from edge.kiosk.kiosk import Watched
from tests.doubles.broker import Mosquitto, Subscriber, free_port, running, subscribed
from tests.people import Films
from tests.system import shop
from tests.system.shown import Told

LONGEST_ARRAY = 601
LIKE_BASE64 = re.compile(r"[A-Za-z0-9+/_=-]{80,}")
PICTURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG": "PNG", b"RIFF": "WebP or AVI", b"ftyp": "MP4"}
EVERY_HEALTH_S = 2.5
MAKES = ("creat", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "mkdir", "mkdirat")

SEES = ("edge.signals", "edge.events", "edge.sources.", "edge.perception.", "edge.audience.")

# Every sentence that the house can log. There is no place in one for a person: what is filled in is of messages, of
# the broker, of the camera and how long it was away, of a stage, or a command's own words.
SENTENCES = {
    "outbox: it takes no messages; %d messages were lost so far.",
    "%s Nothing is sensed until then.",
    "%s",  # what is wrong with the broker or with the camera
    "%s: this stage ended by a fault nobody foresaw; the rest goes on",
    "%s Nothing is told of laughter while %s plays.",  # a creative
    "%s What was held of its wearer was dropped.",  # a kit, by its place in the settings
    "%s is over",
    "%s: %s is back after %.0f s.",
    "broker: a fault of ours in the network thread; another connection is made",
    "broker: connected to %s%s; messages waiting: %d",
    "camera: %s is back after %.0f s.",
    "commands: one ended in a fault that nobody foresaw; messages go out all the same",
    "doctor: %s could not be tried",
    "kits: %s is back after %.0f s.",
    "outbox: %s can be used again",
    "outbox: %s cannot be used (%s); tried again with the next message",
    "outbox: %s is corrupt (%s); set aside as %s, and a new one begun",
    "paused by command: %r",
    "resumed by command: %r",
    "status: %s cannot be made (%s); `vitrina status` will not find us",
    "stop: %s did not end in time and is left behind",
}
# What a run with seven people before it may have said.
LOG_LINES = (
    r"broker: connected to \S+; messages waiting: \d+",
    r"camera: \S+ (ended its stream|hangs: nothing came within its time limit)\. Trying again in \d+ s\.",
    r"camera: \S+ is back after \d+ s\.",
    r"generated new fontManager",  # matplotlib, which mediapipe loads
)


def numbers(value: Any) -> Iterator[float]:
    """All numbers of a JSON value, in order."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return
    if isinstance(value, int | float):
        yield float(value)
    else:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from numbers(inner)


def arrays(value: Any) -> Iterator[list[Any]]:
    if isinstance(value, list):
        yield value
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from arrays(inner)


def assert_no_picture_in(file: Path) -> None:
    content = file.read_bytes()
    for magic, name in PICTURES.items():
        assert magic not in content, f"{file} has something like a {name} in it"


# What leaves --------------------------------------------------------------------------------------------------------


def test_every_published_byte_is_a_number_about_many_or_a_bounded_word(told: Told) -> None:
    """Each message is what its type allows; no list is longer than a curve, no word like a file in base64."""
    assert {message.kind for message in told.heard} >= {"window", "reaction", "play", "state"}
    for message, payload in zip(told.heard, told.payloads, strict=True):
        assert all(len(array) <= LONGEST_ARRAY for array in arrays(payload)), message.topic
        assert not LIKE_BASE64.search(message.payload.decode()), message.topic
        assert message.payload.isascii()


def test_no_box_and_no_angle_of_anybody_is_in_what_leaves(films: Films, tmp_path: Path) -> None:
    """No two numbers that follow each other in any message are a place or a size that a face had."""
    boxes: set[tuple[float, float]] = set()
    tracks: set[int] = set()

    def watch(event: Watched) -> None:
        for face in event.faces if isinstance(event, FrameObservation) else ():
            tracks.add(face.track)
            boxes.update(pairs_of(face))

    config = shop.settings(tmp_path, str(films(7)), free_port())
    with shop.kiosk_here(config, watch) as kiosk:
        kiosk.join(shop.PATIENCE_S)  # to the end of the film
    kept = shop.kept(tmp_path / "door.db")
    assert len(tracks) >= 7
    assert shop.summed(shop.of("window", kept))[0] == 7
    for payload in kept:
        assert not boxes & set(pairwise(numbers(payload)))


def pairs_of(face: FaceObservation) -> Iterator[tuple[float, float]]:
    """Where it was, how large, how turned, as it might be written down: whole, to 0.1, or as it is."""
    values = ((face.x_px, face.y_px), (face.w_px, face.h_px), (face.yaw_deg, face.pitch_deg))
    for one, other in values:
        if max(abs(one), abs(other)) > 15:  # smaller numbers stand in messages for other reasons
            yield from ((one, other), (round(one, 1), round(other, 1)), (round(one), round(other)))


# What is written ----------------------------------------------------------------------------------------------------


def written(calls: list[str]) -> list[str]:
    """The files that were opened for writing, made or moved."""
    paths = []
    for call in calls:
        name = call.partition("(")[0]
        changes = name in MAKES or (name in ("open", "openat") and re.search(r"O_(WRONLY|RDWR|CREAT|TRUNC)", call))
        if changes and "= -1 E" not in call:
            paths += re.findall(r'"([^"]*)"', call)
    return paths


def test_nothing_of_what_was_seen_waits_in_memory_for_the_collector(films: Films, tmp_path: Path) -> None:
    """What is needed no longer goes at once: Python's collector may come by hours after its message has left."""
    config = shop.settings(tmp_path, str(films(7)), free_port())
    gc.collect()
    gc.disable()
    try:
        with shop.kiosk_here(config) as kiosk:
            kiosk.join(shop.PATIENCE_S)
            gc.set_debug(gc.DEBUG_SAVEALL)  # what nothing refers to is listed and not freed
            gc.collect()
        seen = [thing for thing in gc.garbage if type(thing).__module__.startswith(SEES)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert shop.of("window", shop.kept(tmp_path / "door.db")) != []
    assert seen == []


def test_while_a_camera_is_open_only_the_outbox_is_written(traced: Told) -> None:
    """By any thread or child, from the first picture on; its shared memory has no name that anybody could open."""
    calls = traced.run.calls
    first = next(index for index, call in enumerate(calls) if 'memfd_create("vitrina-picture"' in call)
    outbox = re.escape(str(traced.run.folder / "door.db"))
    allowed = re.compile(rf"{outbox}(-wal|-shm|-journal|\.seq|\.seq\.new)?|/dev/null")
    paths = written(calls[first:])
    assert str(traced.run.folder / "door.db.seq") in paths  # the numbers of the first messages are reserved by then
    assert [path for path in paths if not allowed.fullmatch(path)] == []


def test_nothing_that_a_run_leaves_has_a_picture_in_it(told: Told) -> None:
    """Home, temporary files and outbox, whatever libraries put there."""
    left = [file for file in told.run.folder.rglob("*") if file.is_file()]
    assert told.run.folder / "door.db" in left
    for file in left:
        if file.name != "calls.txt":
            assert_no_picture_in(file)


def test_a_replay_writes_what_it_was_asked_for(films: Films, tmp_path: Path) -> None:
    """From the moment when the film is opened: the messages and the trace, and no picture in them."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed: apt-get install strace")
    log, out, trace = tmp_path / "calls.txt", tmp_path / "told.jsonl", tmp_path / "trace.csv"
    wanted = shop.command("replay", "--video", films(4), "--k", "3", "--out", out, "--trace", trace)
    environ = shop.environment(tmp_path, PYTHONPATH=str(shop.ROOT))
    program = shop.traced(wanted, log, shop.CALLS)
    subprocess.run(program, check=True, cwd=tmp_path, env=environ, capture_output=True, timeout=200)
    calls = shop.calls_in(log)
    first = next(index for index, call in enumerate(calls) if f'"{films(4)}"' in call)
    assert {path for path in written(calls[first:]) if path != "/dev/null"} == {str(out), str(trace)}
    for file in (out, trace):
        assert_no_picture_in(file)


# Where it talks -----------------------------------------------------------------------------------------------------


def test_a_run_talks_to_its_broker_and_its_camera_alone(traced: Told) -> None:
    """No other address is connected or sent to, and no name is looked up. (paho wakes itself by a pair of sockets.)"""
    own, ports = set(), set()
    for call in traced.run.calls:
        port = re.search(r"sin6?_port=htons\((\d+)\)", call)
        if port is None:
            assert not re.match(r"connect\(.*(nscd|resolve)", call), call
        elif call.startswith("getsockname("):
            own.add(int(port[1]))
        else:
            assert 'inet_addr("127.0.0.1")' in call, call
            ports.add(int(port[1]))
    assert ports - own == {traced.broker_port, traced.camera_port}
    assert 53 not in ports


# What is logged -----------------------------------------------------------------------------------------------------


def test_no_log_line_has_a_person_in_it(told: Told) -> None:
    """Every line of a run is one of a few sentences about the machine."""
    known = re.compile(rf"[-0-9]{{10}} [:0-9]{{8}},\d{{3}} (INFO|WARNING) ({'|'.join(LOG_LINES)})")
    assert told.run.log
    assert [line for line in told.run.log if not known.fullmatch(line)] == []


def test_whoever_adds_a_log_line_is_asked_whether_it_tells_of_a_person() -> None:
    """All sentences that the code can log are on the list; a new one fails here until somebody has looked at it."""
    found = set()
    for file in (shop.ROOT / "edge").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr != "getLogger":
                owner = node.func.value
                if isinstance(owner, ast.Name) and owner.id in ("log", "logger", "logging"):
                    found |= {
                        a.value for a in node.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)
                    }
    assert found == SENTENCES


# What health gives away ---------------------------------------------------------------------------------------------


def test_health_of_nobody_of_one_and_of_four_cannot_be_told_apart(films: Films, tmp_path: Path) -> None:
    """Below k nothing may be told: all that is not a time is the same, and what moves with people is null."""
    healths: dict[int, shop.Json] = {}
    faces: dict[int, int] = {0: 0, 1: 0, 4: 0}
    with running(Mosquitto(tmp_path)) as broker, subscribed(broker.port) as listener, ExitStack() as kiosks:
        for people in faces:

            def watch(event: Watched, people: int = people) -> None:
                if isinstance(event, FrameObservation):
                    faces[people] = max(faces[people], len(event.faces))

            config = shop.settings(
                tmp_path, str(films(people)), broker.port, device=f"with-{people}", playback='feed = "command"', k=5
            )
            kiosks.enter_context(shop.kiosk_here(config, watch, EVERY_HEALTH_S))
        listener.wait_for(lambda _: len({m.topic for m in second_of_each(listener)}) == 3, "two of each kiosk")
        for message in second_of_each(listener):
            health = shop.parsed(message.payload)
            healths[int(health["device"].removeprefix("with-"))] = health
    assert faces == {0: 0, 1: 1, 4: 4}
    for health in healths.values():
        for moving in ("detector_ms", "expression_ms", "expression_hz", "analysed_hz", "dropped_hz", "cpu", "memory"):
            assert health.pop(moving) is None
        for timed in ("device", "at", "uptime_s", "temperature_c"):
            del health[timed]
        del health["clock"]["error_s"]
        # a film that was opened a moment later has given a frame less
        assert 5 < health["camera"].pop("rate_hz") <= 16
    assert healths[0] == healths[1] == healths[4], json.dumps(healths, indent=1)


def second_of_each(listener: Subscriber) -> list[MQTTMessage]:
    """The second health message of each kiosk: by then its camera has given frames for a while."""
    by_topic: dict[str, list[MQTTMessage]] = {}
    for message in listener.of("health"):
        by_topic.setdefault(message.topic, []).append(message)
    return [messages[1] for messages in by_topic.values() if len(messages) > 1]
