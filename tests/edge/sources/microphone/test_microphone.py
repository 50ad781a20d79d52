"""A microphone of a real PulseAudio or PipeWire gives its audio with its time and recovers from every fault."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from edge.events import SourceLost, SourceRestored
from edge.sources.microphone.blocks import CapturedBlock
from edge.sources.microphone.microphone import Microphone
from tests.doubles.sound_server import SoundServer
from tests.doubles.sound_servers import SERVERS, Starter
from tests.edge.sources.microphone.listened import listen, now

TONE_HZ, OTHER_HZ = 440, 1500


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    """Server with a microphone "kit" that records a tone, and "other", which records another tone."""
    starter: Starter = request.param
    with starter(tmp_path_factory.mktemp("sound")) as server, pytest.MonkeyPatch.context() as patch:
        server.plug_in("other", OTHER_HZ)
        server.plug_in("kit", TONE_HZ)
        patch.setenv("PULSE_SERVER", server.address)
        yield server


@pytest.fixture(scope="module")
def opened(server: SoundServer) -> Iterator[Microphone]:
    """One microphone for all tests, because opening it takes seconds."""
    with Microphone("kit", now) as microphone:
        listen(microphone, lambda listened: listened.is_back)
        yield microphone


@pytest.fixture
def kit(opened: Microphone) -> Microphone:
    """A microphone that gives audio."""
    if opened.state != "ok":
        listen(opened, lambda listened: listened.is_back)
    return opened


def lost_and_back(microphone: Microphone, break_it: Callable[[], object], repair: Callable[[], object] = int) -> str:
    """Cause a fault, then repair it; return the text of the fault. All audio must be the microphone's own."""
    break_it()
    lost = listen(microphone, lambda listened: listened.is_lost)
    text, state = microphone.alerts[0].text, microphone.state
    assert state in ("lost", "silent")
    assert [alert.code for alert in microphone.alerts] == [f"microphone.{state}"]
    repair()
    back = listen(microphone, lambda listened: listened.is_back and listened.length_s > 0.3)
    assert microphone.state == "ok"
    assert (back.after_silence() if state == "silent" else back).share_of(TONE_HZ) > 0.999
    if lost.length_s > 0.1:
        assert lost.share_of(TONE_HZ) > (0.98 if state == "silent" else 0.999)  # the end of a tone is a click
        assert lost.events == [SourceLost(lost.blocks[-1].at_s + len(lost.blocks[-1].samples) / 16_000, "microphone")]
    assert back.events == [SourceRestored(back.blocks[0].at_s, "microphone")]
    return text


def test_sound_comes_without_a_gap_and_with_its_time(kit: Microphone) -> None:
    """The audio is at 16 kHz and at most a second old."""
    listened = listen(kit, lambda listened: listened.length_s > 1.0)
    assert max(abs(gap_s) for gap_s in listened.gaps_s()) < 0.02
    assert listened.tone_hz() == pytest.approx(TONE_HZ, abs=2)
    assert 0.0 < min(listened.ages_s) < 1.0
    assert kit.counts.dropped_s == 0


def test_no_other_source_replaces_a_microphone_that_was_unplugged(server: SoundServer, kit: Microphone) -> None:
    """PulseAudio continues with another source, possibly the monitor of the advert's loudspeaker, without notice."""
    text = lost_and_back(kit, lambda: server.unplug("kit"), lambda: server.plug_in("kit", TONE_HZ))
    assert "removed: the sound server now delivers another source" in text


def test_a_recording_that_was_moved_to_another_microphone_is_opened_again(server: SoundServer, kit: Microphone) -> None:
    """A person moves it in a desktop window. The wanted microphone is opened again."""
    pid = kit.capture_pid
    assert pid is not None
    assert "was removed" in lost_and_back(kit, lambda: server.move(pid, "other"))


def test_another_default_source_changes_nothing(server: SoundServer, kit: Microphone) -> None:
    """A person chooses another microphone in a desktop window; the kiosk goes on with its own."""
    pid = kit.capture_pid
    server.pactl("set-default-source", "other")
    listened = listen(kit, lambda listened: listened.length_s > 1.0)
    assert listened.share_of(TONE_HZ) > 0.999
    assert listened.events == []
    assert kit.capture_pid == pid


def test_a_muted_microphone_is_silent(server: SoundServer, kit: Microphone) -> None:
    """Exact zeros are a fault until the microphone is unmuted. It is not opened again for that."""
    pid = kit.capture_pid
    text = lost_and_back(kit, lambda: server.mute("kit", True), lambda: server.mute("kit", False))
    assert "sends only silence" in text
    assert kit.capture_pid == pid


def test_a_capture_process_that_hangs_is_killed(kit: Microphone) -> None:
    """The process is stopped at a random moment; the processes that it started end with it."""
    pid = kit.capture_pid
    assert pid is not None
    assert "does not respond: nothing came within its time limit" in lost_and_back(
        kit, lambda: os.kill(pid, signal.SIGSTOP)
    )
    assert [stat for stat in Path("/proc").glob("[0-9]*/stat") if session(stat) == pid] == []


def test_audio_returns_when_a_hanging_sound_server_continues(server: SoundServer, kit: Microphone) -> None:
    """Closing a stream would hang too, so the process is killed."""
    try:
        text = lost_and_back(kit, server.freeze, server.thaw)
    finally:
        server.thaw()
    assert "has sent no sound for 1 s" in text


def test_audio_returns_when_a_sound_server_that_was_killed_runs_again(server: SoundServer, kit: Microphone) -> None:
    """It knows nothing of the microphones of the one before; they come one after the other."""

    def start() -> None:
        server.start()
        server.plug_in("other", OTHER_HZ)
        server.plug_in("kit", TONE_HZ)

    lost_and_back(kit, server.kill, start)


def test_audio_that_is_not_read_is_dropped_counted_and_never_older_than_three_seconds(kit: Microphone) -> None:
    """After a kiosk was busy for 5.5 s, it gets the newest 3 s, after a gap."""
    before = listen(kit, lambda listened: listened.length_s > 0.2)
    time.sleep(5.5)
    listened = listen(kit, lambda listened: listened.length_s > 4.0)
    assert kit.counts.dropped_s > 2.0
    assert max(listened.ages_s) < 3.1
    assert listened.blocks[0].at_s - before.blocks[-1].at_s > 2.0
    assert kit.state == "ok"


class BlockProcess:
    """Capture process that has captured the given blocks and nothing more."""

    pid, has_data = 0, False

    def __init__(self, blocks: list[CapturedBlock]) -> None:
        self.blocks = blocks

    def fileno(self) -> int:
        return -1

    def receive(self) -> Iterator[CapturedBlock]:
        while self.blocks:
            yield self.blocks.pop(0)

    def end(self, *, gently: bool) -> None:
        self.blocks = []


def block(age_s: float) -> CapturedBlock:
    """A tenth of a second of a constant sound, captured `age_s` ago."""
    return CapturedBlock(time.monotonic() - age_s, 16_000, 0, np.full(1600, 0.5, np.float32))


def test_audio_that_waited_for_more_than_three_seconds_is_dropped_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Newer audio behind it comes in the same call, and only that audio makes the microphone ok."""
    process = BlockProcess([block(30.0), block(3.1)])
    monkeypatch.setattr("edge.sources.microphone.microphone.MicrophoneProcess", lambda *_, **__: process)
    with Microphone("kit", now) as microphone:
        assert microphone.next_audio(0.0) is None
        assert microphone.counts.dropped_s == pytest.approx(0.2)
        states = [microphone.state]
        process.blocks += [block(3.1), block(1.0)]
        audio = microphone.next_audio(0.0)
        assert audio is not None
        assert now() - audio.at_s < 3.0
        assert microphone.counts.dropped_s == pytest.approx(0.3)
        assert [*states, microphone.state] == ["opening", "ok"]


def test_text_of_an_absent_microphone_lists_the_microphones(server: SoundServer) -> None:
    """The list has numbers and names. A monitor is no microphone, not even by its full name."""
    with Microphone("vt_play.monitor", now) as microphone:
        while microphone.state == "opening":
            microphone.next_audio(0.1)
        text = microphone.alerts[0].text
        assert text.startswith("microphone: vt_play.monitor was not found.")
        there = f"0 other ({server.description('other')}), 1 kit ({server.description('kit')})"
        assert f"Available: {there}." in text
        assert text.endswith("every 2 s.")
        assert microphone.take_events() == []


def session(stat: Path) -> int:
    """Session of a process; -1 if the process is gone or a zombie."""
    try:
        state, _, _, session_id = stat.read_text(encoding="utf-8").rpartition(")")[2].split()[:4]
    except (OSError, ValueError):
        return -1
    return -1 if state == "Z" else int(session_id)
