"""Recordings of staff with badges, through the whole kiosk: which badge it is, and how many there are, leaves nothing.

Everything that a replay prints and writes is compared to the byte, the trace and the log included. Of kiosks that run,
the whole outbox, `health` and `state` are compared. Two runs differ in random ids and in what the clock of the machine
says: there every value of a time, an age or a rate is replaced by its type, and everything else must be equal.
"""

import logging
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import cv2
import pytest

from edge.cli.main import main
from edge.exit_codes import DONE
from tests.doubles.broker import Mosquitto, Subscriber, running, subscribed
from tests.doubles.printed_badge import Look, with_badge
from tests.edge.perception.vision.scenes import noisy, wall, with_face
from tests.system import shop

RATE_HZ = 10
LASTS_S = 2.6
BADGES = 'in_view = "badges"\ndeclared_on = 2026-11-20\ndeclared_by = "a tester"\n'


def film(path: Path, badges: Sequence[int], *, has_person: bool = True) -> Path:
    """A person who walks slowly, with these badges on the chest."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), RATE_HZ, (400, 300))
    for index in range(round(LASTS_S * RATE_HZ)):
        x_px = 150 + 40 * index / RATE_HZ
        picture = with_face(wall(400, 300), x_px, 100, 60) if has_person else wall(400, 300)
        for n, number in enumerate(badges):
            picture = with_badge(picture, Look(number, x_px - 17 + 36 * n, 200, 26))
        writer.write(noisy(picture, index % 8))
    writer.release()
    return path


def replayed(
    folder: Path,
    video: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    config: str = f"[staff]\n{BADGES}",
) -> dict[str, str]:
    """All that a replay gives: what it prints, its log, and the files that it writes."""
    folder.mkdir()
    settings, plays, trace = folder / "vitrina.toml", folder / "plays.csv", folder / "trace.csv"
    settings.write_text(config)
    plays.write_text(f"creative,start_s,end_s\nspring,0,{LASTS_S}\n")
    caplog.clear()
    with caplog.at_level(logging.DEBUG, "edge"):
        options = ["--config", str(settings), "--plays", str(plays), "--trace", str(trace), "--k", "0", "--window", "1"]
        assert main(["replay", "--video", str(video), *options]) == DONE
    printed = capsys.readouterr()
    return {
        "messages": printed.out,
        "errors": printed.err.replace(str(folder), "").replace(video.name, ""),
        "log": "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("edge"))
        .replace(str(folder), "")
        .replace(video.name, ""),
        "trace": trace.read_text(),
    }


def test_no_badge_and_no_number_of_badges_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """One badge, two others, and nobody at all: the same bytes. Without the setting it is a visit."""
    shown = {"one": (3,), "others": (7, 11)}
    told = {
        name: replayed(tmp_path / name, film(tmp_path / f"{name}.mp4", ids), capsys, caplog)
        for name, ids in shown.items()
    }
    assert told["one"] == told["others"]
    assert told["one"]["trace"].count("\n") == 1, "the trace has a row of staff"
    nobody = replayed(tmp_path / "nobody", film(tmp_path / "nobody.mp4", (), has_person=False), capsys, caplog)
    assert told["one"] == nobody
    counted = replayed(tmp_path / "off", tmp_path / "one.mp4", capsys, caplog, config="")
    assert '"visits":1' in counted["messages"].replace(" ", "")
    assert counted["trace"].count("\n") > 10


PEOPLE = 4
KIOSK_LASTS_S = 4.6
DEVICES = {"none": (), "one": (3,), "two": (7, 11)}
OF_THE_CLOCK = {
    "id", "at", "since", "from", "to", "start", "end", "uptime_s", "rate_hz", "error_s", "temperature_c", "p50", "p95",
    "dwell_s", "attention_s", "coverage", "media_from_s", "media_to_s", "complete", "dropped", "abstained", "device",
}  # fmt: skip
"""Fields whose values differ between two runs of one kiosk on one film."""
OF_THE_OUTBOX = {"first_seq", "last_seq", "seq", "outbox"}
START = """
import edge.kiosk.state.health
edge.kiosk.state.health.EVERY_S = 1.0  # instead of 60
from edge.cli.main import main
raise SystemExit(main())
"""


def shop_film(path: Path, badges: Sequence[int]) -> Path:
    """Four people who sway; the first one wears these badges."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), RATE_HZ, (720, 360))
    for index in range(round(KIOSK_LASTS_S * RATE_HZ)):
        picture = wall(720, 360)
        step_px = 12 * index / RATE_HZ
        for n in range(PEOPLE):
            picture = with_face(picture, 90 + 165 * n + step_px, 100, 60)
        for n, number in enumerate(badges):
            picture = with_badge(picture, Look(number, 73 + 36 * n + step_px, 200, 26))
        writer.write(noisy(picture, index % 8))
    writer.release()
    return path


def started(folder: Path, name: str, broker: int) -> "subprocess.Popen[bytes]":
    """`vitrina run` on the film of its device, which ends with it. Its health comes every second."""
    video = shop_film(folder / f"{name}.mp4", DEVICES[name])
    config = shop.settings(folder, str(video), broker, device=name, staff=BADGES)
    command = [sys.executable, "-c", START, "run", "--config", str(config)]
    return subprocess.Popen(command, cwd=shop.ROOT, stderr=subprocess.DEVNULL)


def without_clock(value: Any, name: str = "") -> Any:
    """The value, with what only the clock decides replaced by its type."""
    if isinstance(value, dict):
        return {key: without_clock(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [without_clock(inner, name) for inner in value]
    return type(value).__name__ if name in OF_THE_CLOCK else value


def said(folder: Path, name: str, listener: Subscriber) -> dict[str, list[Any]]:
    """All that left a kiosk, by kind: its outbox in order, and each different play, health and state.

    A busy machine is slow to open the film: then states say why nothing is sensed yet, numbers of messages come late,
    an alert says so, and a play more is shown meanwhile. These are left out, and numbers of messages with them: they
    count these too, without a gap.
    """
    kept = shop.kept(folder / f"{name}.db")
    assert [payload["seq"] for payload in kept] == list(range(kept[0]["seq"], kept[0]["seq"] + len(kept)))
    of_senses = [payload for payload in kept if payload["schema"] not in ("vitrina.alert/1", "vitrina.play/1")]
    result: dict[str, list[Any]] = {
        "play": different(shop.of("play", kept)),
        "outbox": [without_numbers(payload) for payload in of_senses],
    }
    for kind in ("health", "state"):
        told = [shop.parsed(m.payload) for m in listener.of(kind) if f"/{name}/" in m.topic]
        result[kind] = different([payload for payload in told if not payload.get("reasons")])
    return result


def different(payloads: Sequence[dict[str, Any]]) -> list[Any]:
    """The payloads without the clock and numbers of messages, each once."""
    result: list[Any] = []
    for payload in payloads:
        said = without_numbers(payload)
        if said not in result:
            result.append(said)
    return result


def without_numbers(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload without the clock and numbers of messages."""
    return {key: value for key, value in without_clock(payload).items() if key not in OF_THE_OUTBOX}


def is_offline(name: str, listener: Subscriber) -> bool:
    return any(f"/{name}/" in m.topic and b'"offline"' in m.payload for m in listener.of("state"))


def test_kiosks_that_run_tell_the_same_of_one_badge_and_of_two(tmp_path: Path) -> None:
    """Outbox, health and state are those of a shop with one person less, and nothing tells that somebody wears a badge.

    Without a badge only the counts of people are others.
    """
    with running(Mosquitto(tmp_path)) as broker, subscribed(broker.port) as listener, ExitStack() as stack:
        kiosks = [started(tmp_path, name, broker.port) for name in DEVICES]
        for kiosk in kiosks:
            stack.callback(kiosk.wait)
            stack.callback(kiosk.kill)
        assert [kiosk.wait(4 * shop.PATIENCE_S) for kiosk in kiosks] == [DONE] * len(kiosks)
        listener.wait_for(lambda _: all(is_offline(name, listener) for name in DEVICES), "the last states")
        told = {name: said(tmp_path, name, listener) for name in DEVICES}
    assert told["one"] == told["two"]
    windows = {name: shop.of("window", told[name]["outbox"]) for name in DEVICES}
    people = {name: [window["visits"] for window in windows[name]] for name in DEVICES}
    assert people == {"none": [PEOPLE], "one": [PEOPLE - 1], "two": [PEOPLE - 1]}
    assert told["none"]["state"] == told["one"]["state"]
    assert told["none"]["health"] == told["one"]["health"]
    shapes = {name: [(payload["schema"], sorted(payload)) for payload in told[name]["outbox"]] for name in DEVICES}
    assert shapes["none"] == shapes["one"]
