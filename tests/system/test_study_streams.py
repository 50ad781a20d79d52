"""Streams of other processes in a session, by the real library: what is read, of whom, from where; what a kill costs.

They need pylsl, with which `make study-lsl` runs them.
"""

import gzip
import os
import platform
import shutil
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from edge.cli.main import main
from edge.settings.settings import load_settings_file
from edge.study.sessions import StudySession
from edge.study_sessions.access import open_study_with_settings
from edge.study_sessions.lsl import load_lsl
from tests.doubles.waiting import wait_until
from tests.system.test_study import internet_sockets, session

pytestmark = pytest.mark.timeout(300)

NAME = f"Gaze {os.getpid()}"
PLANTED = 4242.4242
LOST_S = 2.0
"""Longest part of a session in seconds that a SIGKILL may cost: it was in flight, or waited for the disk."""
SENDER = """
import sys, time, pylsl
name, planted, log = sys.argv[1], float(sys.argv[2]), open(sys.argv[3], "w", buffering=1)
outlet = pylsl.StreamOutlet(pylsl.StreamInfo(name, "Gaze", 2, 100.0, "double64", name))
number = 0
while True:
    lsl_s, wall_s = pylsl.local_clock(), time.time()
    outlet.push_sample([number, planted], lsl_s)
    log.write(f"{number} {lsl_s!r} {wall_s!r} {int(outlet.have_consumers())}\\n")
    number += 1
    time.sleep(0.01)
"""


class Sender:
    """A process that sends a stream, and the file in which it notes each sample that it sent."""

    def __init__(self, place: Path, planted: float, *before: str) -> None:
        self._log = place / f"sent-{planted}-{len(list(place.glob('sent-*')))}"
        command = [*before, sys.executable, "-c", SENDER, NAME, str(planted), str(self._log)]
        load_lsl(place)
        self.process = subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.DEVNULL)
        wait_until(lambda: bool(self.sent()) or self.process.poll() is not None, "the sender")

    def sent(self) -> list[tuple[int, float, float, bool]]:
        """Number, LSL time, machine time of each sample, and whether anybody was reading."""
        lines = self._log.read_text().splitlines(keepends=True) if self._log.exists() else []
        rows = [line.split() for line in lines if line.endswith("\n")]
        return [(int(row[0]), float(row[1]), float(row[2]), row[3] == "1") for row in rows]

    def wait_until_read(self, count: int) -> None:
        """Wait until it has sent so many samples while somebody was reading."""
        wait_until(lambda: sum(is_read for *_, is_read in self.sent()) > count, f"{count} samples to be read", 60)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class Room:
    """A study with the stream as the scope `eye`, of which w1 and w2 are recorded and w3 does not consent."""

    def __init__(self, place: Path) -> None:
        self.place, self.folder, self.config = place, place / "study", place / "vitrina.toml"
        self.config.write_text(f'[outbox]\npath = "{place}/state/o.db"\n[study]\nkeys = "{place}/keys"\n')
        (place / "state").mkdir()
        self.study("new", "--name", "Gaze", "--until", "2099-12-31", "--stream", f"eye={NAME}")
        for scopes in ("eye,share", "eye,share", "kits,share"):
            self.study("participant", "add", "--scopes", scopes, "--purpose", "gaze", "--text", "1")

    def study(self, *command: str) -> None:
        at = 2 if command[0] == "participant" else 1
        assert main(["study", *command[:at], str(self.folder), *command[at:], "--config", str(self.config)]) == 0

    @contextmanager
    def recording(self, who: str, *options: str) -> Iterator[subprocess.Popen[str]]:
        devices = ["--camera", "none", "--microphone", "none", "--check", "0", "--baseline", "0"]
        wanted = [*devices, "--record-lsl", f"name={NAME}", "--config", str(self.config), *options]
        with session(self.folder, *wanted, "--participant", who) as process:
            yield process

    def sessions(self, who: str) -> Sequence[StudySession]:
        with open_study_with_settings(self.folder, load_settings_file(self.config)) as study:
            return study.readable_sessions(who)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    pytest.importorskip("pylsl", reason="pylsl is not installed: make study-lsl")
    return Room(tmp_path)


def test_a_killed_session_lost_only_what_was_in_flight(room: Room) -> None:
    """Every sample up to the last second is there, with the sender's time, and its own time right to a millisecond."""
    sender = Sender(room.place, PLANTED)
    try:
        with room.recording("w1") as process:
            sender.wait_until_read(400)
            killed_s = sender.sent()[-1][2]
            process.send_signal(signal.SIGKILL)
            process.wait()
    finally:
        sender.kill()
    room.study("check")
    (one,) = room.sessions("w1")
    assert one.is_cut
    read, sent = one.read_series("stream-eye"), {number: (lsl_s, wall_s) for number, lsl_s, wall_s, _ in sender.sent()}
    numbers = read["channel_1"].astype(int)
    assert np.all(np.diff(numbers) == 1)
    assert len(numbers) > 200
    assert set(read["channel_2"].tolist()) == {PLANTED}
    assert killed_s - sent[int(numbers[-1])][1] < LOST_S
    own = np.array([sent[int(number)] for number in numbers])
    assert np.abs(read["device_s"] - own[:, 0]).max() <= 1e-6
    assert np.median(np.abs(read["time_s"] - own[:, 1])) < 0.001
    clock = one.read_series("streamclock-eye")
    assert 0 <= clock["error_s"][0] < 0.05
    offset_s = np.median(own[:, 1] - own[:, 0])
    assert abs(clock["offset_s"][0] - offset_s) <= clock["error_s"][0] + 0.001
    print(
        f"{len(numbers)} samples; lost {killed_s - sent[int(numbers[-1])][1]:.2f} s; error {clock['error_s'][0]:.6f} s"
    )


def test_a_sender_that_is_killed_and_comes_back_is_recorded_on(room: Room) -> None:
    """Every sample that it sent before is there, but for those in flight; the gap is marked."""
    sender = Sender(room.place, 1.0)
    with room.recording("w1") as process:
        sender.wait_until_read(200)
        sender.kill()
        again = Sender(room.place, 2.0)
        try:
            again.wait_until_read(200)
            process.send_signal(signal.SIGINT)
            process.wait(60)
        finally:
            again.kill()
    (one,) = room.sessions("w1")
    assert not one.is_cut
    read = one.read_series("stream-eye")
    for planted in (1.0, 2.0):
        numbers = read["channel_1"][read["channel_2"] == planted]
        assert np.all(np.diff(numbers) == 1)
        assert len(numbers) > 100
    last = read["channel_1"][read["channel_2"] == 1.0][-1]
    assert sender.sent()[-1][0] - last <= 20
    types = list(one.read_events()["type"])
    assert types == ["session_start", "source_lost", "source_back", "session_end"]


def test_no_byte_of_a_stream_is_left_of_who_withdrew(room: Room) -> None:
    """Of two participants of one stream. A third, who does not consent to it, is recorded while nobody reads it."""
    sender = Sender(room.place, PLANTED)
    other = None
    try:
        with room.recording("w1", "--seconds", "1.5") as process:
            assert process.wait(120) == 0
        first = sender.sent()[-1][0]
        with room.recording("w3", "--seconds", "1") as process:
            output, _ = process.communicate(timeout=120)
        assert "eye is not recorded: the participant does not consent" in output
        assert not any(is_read for number, _, _, is_read in sender.sent() if number > first + 100)
        sender.kill()
        other = Sender(room.place, 1.5)
        with room.recording("w2", "--seconds", "1.5") as process:
            assert process.wait(120) == 0
    finally:
        sender.kill()
        if other is not None:
            other.kill()
    (one,) = room.sessions("w1")
    assert set(one.read_series("stream-eye")["channel_2"].tolist()) == {PLANTED}
    room.study("participant", "withdraw", "w1", "--yes")
    for kind in ("csv", "xdf", "bids"):
        place = room.place / kind
        assert main(["study", "export", kind, str(room.folder), str(place), "--config", str(room.config)]) == 0
    needles = (str(PLANTED).encode(), struct.pack("<d", PLANTED), struct.pack("<f", PLANTED))
    files = [path for path in room.place.rglob("*") if path.is_file() and not path.name.startswith("sent-")]
    data = [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files]
    assert not [path for path, content in zip(files, data, strict=True) if any(n in content for n in needles)]
    (two,) = room.sessions("w2")
    assert set(two.read_series("stream-eye")["channel_2"].tolist()) == {1.5}
    assert "stream-eye" not in room.sessions("w3")[0].series_names


def test_a_session_that_records_a_stream_connects_to_its_sender_alone(room: Room) -> None:
    """It listens for no connection. The library's socket that measures the clock has no address: it cannot be bound."""
    sender = Sender(room.place, 1.0)
    try:
        with room.recording("w1", "--seconds", "30") as process:
            sender.wait_until_read(50)
            lines = [line.split() for line in internet_sockets(process.pid)]
    finally:
        sender.kill()
    states = {line[3] for line in lines if line[2].split(":")[0] != "00000000"}
    assert states == {"01"}, lines
    assert {line[2].split(":")[0] for line in lines} <= {"0100007F", "00000000"}, lines
    assert "0A" not in {line[3] for line in lines}, lines


def test_a_stream_of_another_host_is_refused_by_its_name(room: Room, capfd: pytest.CaptureFixture[str]) -> None:
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-u", "true"], check=False).returncode:
        pytest.skip("this machine does not let a process have another host name")
    stranger = Sender(room.place, PLANTED, "unshare", "-u", "sh", "-c", 'hostname stranger; exec "$@"', "sh")
    try:
        with room.recording("w1", "--seconds", "1") as process:
            output, _ = process.communicate(timeout=120)
            assert process.returncode == 2
        assert f"the stream {NAME} comes from stranger, but only {platform.node().lower()} may send it" in output
        assert not any(is_read for *_, is_read in stranger.sent())
        assert room.sessions("w1") == ()
        wanted = ["--record-lsl", f"name={NAME},host=stranger"]
        devices = ["--camera", "none", "--microphone", "none", "--check", "0", "--baseline", "0", "--seconds", "1"]
        with session(room.folder, *devices, *wanted, "--config", str(room.config)) as process:
            assert process.wait(120) == 0
    finally:
        stranger.kill()
    (one,) = room.sessions("w1")
    assert one.info.streams["eye"].host == "stranger"
