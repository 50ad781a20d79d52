"""A study from the first command to the last, with a kit on a pseudo-terminal, a film as camera, and a SIGKILL."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import pytest

from edge.cli.main import main
from edge.clock import machine_time_s
from edge.kiosk.state.study_hold import is_file_locked, study_lock_path
from edge.settings.settings import load_settings_file
from edge.study.sessions import StudySession
from edge.study_sessions.access import open_study_with_settings
from tests.doubles.kits import played
from tests.doubles.recordings import write_worn
from tests.doubles.waiting import wait_until
from tests.edge.perception.vision.scenes import noisy, wall, with_face

ROOT = Path(__file__).parents[2]
PLANTED_US = 7.7531
LOST_S = 1.0
RUN = "import sys; from edge.cli.main import main; sys.exit(main(sys.argv[1:]))"
"""With its arguments given, the program does not hide its open files from the test."""


def write_film(path: Path, seconds: float = 3.0) -> Path:
    """One person who sways, 15 frames a second."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 15.0, (640, 480))
    for number in range(round(seconds * 15)):
        writer.write(noisy(with_face(wall(), 320 + 20 * ((number // 15) % 2) + number % 15, 240, 90), number % 8))
    writer.release()
    return path


@contextmanager
def session(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", RUN, "study", "session", str(folder), "--participant", "w1", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


def internet_sockets(process: int) -> list[str]:
    """Lines of the kernel's tables of the sockets that a process and its children have beside local ones."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    inodes = set()
    for one in (str(process), *children):
        for entry in Path(f"/proc/{one}/fd").iterdir():
            try:
                target = os.readlink(entry)
            except OSError:
                continue
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
    tables = (Path(f"/proc/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6", "udp", "udp6", "raw"))
    return [line for table in tables for line in table if line.split()[9] in inodes]


def stored(place: Path) -> StudySession:
    with open_study_with_settings(place / "study", load_settings_file(place / "vitrina.toml")) as study:
        (only,) = study.readable_sessions()
        only.read_series("events")
        return only


def has_all(session: StudySession) -> bool:
    """True once each sense has data, in the second advert."""
    return (
        {"kit1", "face"} <= set(session.series_names)
        and len(session.read_series("kit1")["time_s"]) > 20
        and (session.read_series("face")["no_data"] == 0).sum() > 3
        and "summer" in session.read_events()["name"]
    )


def test_a_study_from_its_first_command_to_a_withdrawal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The session is killed in the middle: at most its last second is lost, and nothing of it can be read in plain."""
    folder, state = tmp_path / "study", tmp_path / "state"
    state.mkdir()
    (tmp_path / "vitrina.toml").write_text(f'[outbox]\npath = "{state}/outbox.db"\n[camera]\nloop = true\n')
    (tmp_path / "plays.csv").write_text("creative,start_s,end_s\nspring,0,0.5\nsummer,0.5,60\n")
    monkeypatch.setenv("VITRINA_CONFIG", str(tmp_path / "vitrina.toml"))
    assert main(["study", "new", str(folder), "--name", "Adverts", "--until", "2099-12-31"]) == 0
    signed = ["--scopes", "kits,face", "--purpose", "calm", "--text", "2026-11"]
    assert main(["study", "participant", "add", str(folder), *signed]) == 0
    film = write_film(tmp_path / "chair.avi")
    body = write_worn(tmp_path / "body.csv", 60, skin_us=PLANTED_US)
    with played("csv_lines", body) as port:
        options = ["--camera", str(film), "--kit", f"{port},csv_lines", "--plays", str(tmp_path / "plays.csv")]
        with session(folder, *options, "--check", "0.2", "--baseline", "0.1") as process:
            assert process.stdout
            lines: list[str] = []
            while "study: adverts" not in "".join(lines):
                lines.append(process.stdout.readline())
                assert lines[-1], lines
            assert is_file_locked(study_lock_path(state / "outbox.db"))
            assert main(["study", "mark", str(folder), "looked away"]) == 0
            assert internet_sockets(process.pid) == []
            wait_until(lambda: has_all(stored(tmp_path)), "data of each sense in the second advert", look_s=0.2)
            killed_s = machine_time_s()
            process.send_signal(signal.SIGKILL)
            process.wait()
    assert not is_file_locked(study_lock_path(state / "outbox.db"))
    assert "contact of kit1: " in "".join(lines)
    only = stored(tmp_path)
    kit, events = only.read_series("kit1"), only.read_events()
    assert killed_s - kit["time_s"][-1] < LOST_S
    assert kit["conductance_us"].min() > PLANTED_US - 0.2
    assert {"baseline_end", "advert_start", "mark"} <= set(events["type"])
    assert events["error_s"][events["name"] == "looked away"] == [0.001]
    assert not [path for path in folder.rglob("*") if path.is_file() and b"\t7.75" in path.read_bytes()]
    capsys.readouterr()
    assert main(["study", "check", str(folder)]) == 0
    assert "it was cut short and is stored up to its last value" in capsys.readouterr().out
    assert main(["study", "check", str(folder)]) == 0
    assert "files, unchanged" in capsys.readouterr().out
    assert main(["study", "participant", "withdraw", str(folder), "w1", "--yes"]) == 0
    assert '"schema": "vitrina.tombstone/1"' in capsys.readouterr().out
    assert list((folder / "sessions").iterdir()) == []
