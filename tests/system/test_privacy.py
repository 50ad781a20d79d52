"""Privacy of a running kiosk: its messages, files, connections, log lines and health."""

import ast
import gc
import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import MQTTMessage

from edge.events import FaceObservation, FrameObservation
from edge.kiosk.assemble import KioskEvent
from tests.doubles.broker import Mosquitto, Subscriber, free_port, running, subscribed
from tests.people import Films
from tests.system import shop
from tests.system.shown import KioskDay

LONGEST_ARRAY = 601
LIKE_BASE64 = re.compile(r"[A-Za-z0-9+/_=-]{80,}")
EVERY_HEALTH_S = 2.5
CREATING = ("creat", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "mkdir", "mkdirat")

SENSING_MODULES = ("edge.signals", "edge.events", "edge.sources.", "edge.perception.", "edge.audience.")

# All sentences that the code can log. None is about a person: the inserted values are about messages, the broker, the
# camera, its time away, a stage, or they are the words of a command.
LOG_SENTENCES = {
    "fleet: %s cannot be written (%s). Check the disk.",  # the file that asks for a look at the fleet's repository
    "settings: %s cannot be written (%s). Check the disk.",  # the file of what came from afar before
    "settings: refused from afar: %s. Correct the signed file, or add the key to [fleet] keep.",  # keys, and why
    "player: %s",  # of a playlist of the central server: its version, ids of adverts, and what the media server answers
    "player: playlist %d from the central server is complete and is now playing",
    "schedule: the file with the block numbers could not be read; it was renamed to %s.",
    "outbox: messages cannot be stored; %d messages have been lost so far.",
    "%s Sensing starts after that.",
    "models: the model for %s is %s",  # a task; its network, and why
    "models: use = %s",
    "%s",  # an error of the broker or the camera
    "%s: an unexpected error ended this thread; the rest of Vitrina continues",
    "%s Laughter is not reported while %s plays.",  # a creative
    "%s Laughter is not reported while the ad %s plays.",
    "%s Laughter is not reported while the video %s plays.",
    # a kit, by its place in the settings
    "%s The wearer's data that had not been reported yet have been discarded.",
    "home assistant: %s cannot be written (%s). Free some disk space, or make the kiosk's user the owner of the "
    "folder.",
    "this command failed because of an unexpected error",
    "the thread %s failed because of an unexpected error",
    "alert %s has ended",
    "playback: the feed %s sent an invalid value of type %s. The value was ignored.",  # never the value
    "%s: %s is available again after %.0f s.",
    "broker: the network thread ended because of a bug in Vitrina; the kiosk is reconnecting",
    "broker: connected to %s%s; messages waiting: %d",
    "commands: an unexpected error ended a command; the kiosk still sends messages",
    "doctor: the check of %s failed",
    "kits: %s is available again after %.0f s.",
    "notice: the notice is not shown: %s. Sensing starts once the notice is shown.",  # a reason of ours, about the page
    "notice: the notice is now shown on the screen",
    "outbox: %s is usable again",
    "outbox: %s cannot be locked (%s), so a second kiosk could start with the same outbox",
    "outbox: %s cannot be used (%s). The kiosk tries again with the next message.",
    "outbox: %s is corrupt (%s). It was renamed to %s, and a new outbox was created.",
    "commands: a command paused the kiosk: %r",
    "commands: a command resumed the kiosk: %r",
    "camera: the video file has ended, so the kiosk stops. Set [camera] loop = true to start it again at its end.",
    "run: ended",
    "run: settings from %s; messages are stored in %s",  # files, and names of variables
    "run: vitrina %s as %s",  # its names, as in its topics
    # as at a start
    "settings: the new settings have an error, so the kiosk keeps the previous settings. Correct the error "
    "and reload. %s",
    "setup: there is no %s yet. Run vitrina console, and open the link that it prints.",  # a settings file
    "staff: %s cannot be written (%s). Free some disk space, or make the kiosk's user the owner of the folder.",
    "status: %s cannot be created (%s), so `vitrina status` will not find this kiosk",
    "stop: %s did not end in time; the kiosk stops without waiting for it",
}
# Log lines that a run with seven people may have.
LOG_LINES = (
    r"broker: connected to \S+; messages waiting: \d+",
    r"camera: \S+ (ended its stream|does not respond: nothing came within its time limit)\. Trying again in \d+ s\.",
    r"camera: \S+ is available again after \d+ s\.",
    r"models: use = research",
    r"run: vitrina \S+ as [\w-]+/[\w-]+/[\w-]+",
    r"run: ended",
    r"run: settings from \S+; messages are stored in \S+",
    r"models: the model for expression is fer-1\.4m@sha256:[0-9a-f]{12}: Vitrina ships it for .* It reports [a-z, ]+\.",
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
    for magic, name in shop.PICTURE_FORMATS.items():
        assert magic not in content, f"{file} has something like a {name} in it"


# Messages -----------------------------------------------------------------------------------------------------------


def test_messages_have_only_numbers_and_short_words(kiosk_day: KioskDay) -> None:
    """Each message is valid for its type. No list is longer than a curve, and no word looks like base64."""
    assert {message.kind for message in kiosk_day.messages} >= {"window", "reaction", "play", "state"}
    for message, payload in zip(kiosk_day.messages, kiosk_day.payloads, strict=True):
        assert all(len(array) <= LONGEST_ARRAY for array in arrays(payload)), message.topic
        assert not LIKE_BASE64.search(message.payload.decode()), message.topic
        assert message.payload.isascii()


def test_no_box_and_no_angle_of_a_face_is_published(films: Films, tmp_path: Path) -> None:
    """No two successive numbers in any message are the place, the size or the angles of a face."""
    boxes: set[tuple[float, float]] = set()
    tracks: set[int] = set()

    def on_event(event: KioskEvent) -> None:
        for face in event.faces if isinstance(event, FrameObservation) else ():
            tracks.add(face.track)
            boxes.update(pairs_of(face))

    config = shop.settings(tmp_path, str(films(7)), free_port())
    with shop.kiosk_here(config, on_event) as kiosk:
        kiosk.join(shop.PATIENCE_S)  # to the end of the film
    kept = shop.kept(tmp_path / "door.db")
    assert len(tracks) >= 7
    assert shop.summed(shop.of("window", kept))[0] == 7
    for payload in kept:
        assert not boxes & set(pairwise(numbers(payload)))


def pairs_of(face: FaceObservation) -> Iterator[tuple[float, float]]:
    """Place, size and angles of a face, as integers, rounded to 0.1, and unrounded."""
    values = ((face.x_px, face.y_px), (face.w_px, face.h_px), (face.yaw_deg, face.pitch_deg))
    for one, other in values:
        if max(abs(one), abs(other)) > 15:  # smaller numbers are in messages for other reasons
            yield from ((one, other), (round(one, 1), round(other, 1)), (round(one), round(other)))


# Files --------------------------------------------------------------------------------------------------------------


def written_files(calls: list[str]) -> list[str]:
    """Files that were opened for writing, created or moved."""
    paths = []
    for call in calls:
        name = call.partition("(")[0]
        changes = name in CREATING or (name in ("open", "openat") and re.search(r"O_(WRONLY|RDWR|CREAT|TRUNC)", call))
        if changes and "= -1 E" not in call:
            paths += re.findall(r'"([^"]*)"', call)
    return paths


def test_observations_are_freed_without_the_garbage_collector(films: Films, tmp_path: Path) -> None:
    """Unneeded observations are freed at once: Python's collector may run hours after their message was sent."""
    config = shop.settings(tmp_path, str(films(7)), free_port())
    gc.collect()
    gc.disable()
    try:
        with shop.kiosk_here(config) as kiosk:
            kiosk.join(shop.PATIENCE_S)
            gc.set_debug(gc.DEBUG_SAVEALL)  # unreachable objects are listed and not freed
            gc.collect()
        uncollected = [item for item in gc.garbage if type(item).__module__.startswith(SENSING_MODULES)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert shop.of("window", shop.kept(tmp_path / "door.db")) != []
    assert uncollected == []


def test_while_a_camera_is_open_only_the_outbox_is_written(traced_day: KioskDay) -> None:
    """No thread or child writes another file after the first picture. The shared memory has no name to open."""
    calls = traced_day.run.calls
    first = next(index for index, call in enumerate(calls) if 'memfd_create("vitrina-picture"' in call)
    outbox = re.escape(str(traced_day.run.folder / "door.db"))
    allowed = re.compile(rf"{outbox}(-wal|-shm|-journal|\.seq|\.seq\.new)?|/dev/null")
    paths = written_files(calls[first:])
    assert str(traced_day.run.folder / "door.db.seq") in paths  # the numbers of the first messages are reserved by then
    assert [path for path in paths if not allowed.fullmatch(path)] == []


def test_no_file_of_a_run_contains_a_picture(kiosk_day: KioskDay) -> None:
    """This covers home, temporary files and outbox, also the files of libraries."""
    leftovers = [file for file in kiosk_day.run.folder.rglob("*") if file.is_file()]
    assert kiosk_day.run.folder / "door.db" in leftovers
    for file in leftovers:
        if file.name != "calls.txt":
            assert_no_picture_in(file)


def test_a_replay_writes_only_its_outputs(films: Films, tmp_path: Path) -> None:
    """After the film is opened, only the messages and the trace are written, without a picture in them."""
    if why := shop.why_not_traced():
        pytest.skip(why)
    log, out, trace = tmp_path / "calls.txt", tmp_path / "messages.jsonl", tmp_path / "trace.csv"
    wanted = shop.command("replay", "--video", films(4), "--k", "3", "--out", out, "--trace", trace)
    environ = shop.environment(tmp_path, PYTHONPATH=str(shop.ROOT))
    program = shop.traced(wanted, log, shop.CALLS)
    subprocess.run(program, check=True, cwd=tmp_path, env=environ, capture_output=True, timeout=200)
    calls = shop.calls_in(log)
    first = next(index for index, call in enumerate(calls) if f'"{films(4)}"' in call)
    assert {path for path in written_files(calls[first:]) if path != "/dev/null"} == {str(out), str(trace)}
    for file in (out, trace):
        assert_no_picture_in(file)


# Connections --------------------------------------------------------------------------------------------------------


def test_a_run_connects_only_to_its_broker_and_its_camera(traced_day: KioskDay) -> None:
    """There is no other address and no name lookup. (paho wakes its own thread by a pair of sockets.)"""
    own, ports = set(), set()
    for call in traced_day.run.calls:
        port = re.search(r"sin6?_port=htons\((\d+)\)", call)
        if port is None:
            assert not re.match(r"connect\(.*(nscd|resolve)", call), call
        elif call.startswith("getsockname("):
            own.add(int(port[1]))
        else:
            assert 'inet_addr("127.0.0.1")' in call, call
            ports.add(int(port[1]))
    assert ports - own == {traced_day.broker_port, traced_day.camera_port}
    assert 53 not in ports


# Log lines ----------------------------------------------------------------------------------------------------------


def test_log_lines_are_about_the_machine_alone(kiosk_day: KioskDay) -> None:
    """Every log line of a run matches one of a few sentences about the machine."""
    known = re.compile(rf"[-0-9]{{10}} [:0-9]{{8}},\d{{3}} (INFO|WARNING) ({'|'.join(LOG_LINES)})")
    assert kiosk_day.run.log
    assert [line for line in kiosk_day.run.log if not known.fullmatch(line)] == []


def test_all_log_sentences_are_reviewed() -> None:
    """LOG_SENTENCES has all sentences that the code can log. A new one fails here until a person has reviewed it."""
    found = set()
    for file in (shop.ROOT / "edge").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr != "getLogger":
                owner = node.func.value
                if isinstance(owner, ast.Name) and owner.id in ("log", "logger", "logging"):
                    found |= {
                        a.value for a in node.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)
                    }
    assert found == LOG_SENTENCES


# Health -------------------------------------------------------------------------------------------------------------


def test_health_is_equal_for_0_1_and_4_people_below_k(films: Films, tmp_path: Path) -> None:
    """Below k people, numbers that change with people are null, and all others except times are equal."""
    healths: dict[int, shop.Json] = {}
    faces: dict[int, int] = {0: 0, 1: 0, 4: 0}
    with running(Mosquitto(tmp_path)) as broker, subscribed(broker.port) as listener, ExitStack() as kiosks:
        for people in faces:

            def on_event(event: KioskEvent, people: int = people) -> None:
                if isinstance(event, FrameObservation):
                    faces[people] = max(faces[people], len(event.faces))

            config = shop.settings(
                tmp_path, str(films(people)), broker.port, device=f"with-{people}", playback='feed = "command"', k=5
            )
            kiosks.enter_context(shop.kiosk_here(config, on_event, EVERY_HEALTH_S))
        seen = {0: 0, 1: 1, 4: 4}
        listener.wait_for(
            lambda _: len(second_of_each(listener)) == 3 and faces == seen, "two of each kiosk, and faces"
        )
        for message in second_of_each(listener):
            health = shop.parsed(message.payload)
            healths[int(health["device"].removeprefix("with-"))] = health
    for health in healths.values():
        for moving in (
            "detector_ms",
            "expression_ms",
            "expression_hz",
            "analysed_hz",
            "dropped_hz",
            "cpu",
            "memory",
            "temperature_c",
        ):
            assert health.pop(moving) is None
        for timed in ("device", "at", "uptime_s"):
            del health[timed]
        del health["clock"]["error_s"]
        assert health["camera"]["rate_hz"] is None
    assert healths[0] == healths[1] == healths[4], json.dumps(healths, indent=1)


def second_of_each(listener: Subscriber) -> list[MQTTMessage]:
    """The second health message of each kiosk."""
    by_topic: dict[str, list[MQTTMessage]] = {}
    for message in listener.of("health"):
        by_topic.setdefault(message.topic, []).append(message)
    return [messages[1] for messages in by_topic.values() if len(messages) > 1]
