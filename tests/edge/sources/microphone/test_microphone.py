"""A microphone by a real PulseAudio: its sound with its time, and whatever happens to it."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge.events import SourceLost, SourceRestored
from edge.sources.microphone.microphone import Microphone
from tests.doubles.sound_server import SoundServer, running
from tests.edge.sources.microphone.listened import listen, now

TONE_HZ, OTHER_HZ = 440, 1500
LONG = pytest.mark.skipif(os.environ.get("VITRINA_LONG") != "1", reason="some seconds: VITRINA_LONG=1")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    """With a microphone "kit" that hears a tone, and "other", that hears another one."""
    with running(tmp_path_factory.mktemp("sound")) as made, pytest.MonkeyPatch.context() as patch:
        made.plug_in("other", OTHER_HZ)
        made.plug_in("kit", TONE_HZ)
        patch.setenv("PULSE_SERVER", made.address)
        yield made


@pytest.fixture(scope="module")
def opened(server: SoundServer) -> Iterator[Microphone]:
    """One for all tests: to open it takes seconds."""
    with Microphone("kit", now) as microphone:
        listen(microphone, lambda it: it.is_back)
        yield microphone


@pytest.fixture
def kit(opened: Microphone) -> Microphone:
    """A microphone that is heard."""
    if opened.condition.state != "ok":
        listen(opened, lambda it: it.is_back)
    return opened


def lost_and_back(microphone: Microphone, happens: Callable[[], object], mend: Callable[[], object] = int) -> str:
    """What is said of it when something happens. Nothing but its own sound is heard, before, meanwhile and after."""
    happens()
    lost = listen(microphone, lambda it: it.is_lost)
    text, condition = microphone.condition.text, microphone.condition.state
    assert condition in ("lost", "silent")
    mend()
    back = listen(microphone, lambda it: it.is_back and it.heard_s > 0.3)
    assert microphone.condition.state == "ok"
    assert back.share_of(TONE_HZ) > 0.999
    if lost.heard_s > 0.1:
        assert lost.share_of(TONE_HZ) > (0.98 if condition == "silent" else 0.999)  # where a tone ends there is a click
        assert lost.events == [SourceLost(lost.sounds[-1].at_s + len(lost.sounds[-1].samples) / 16_000, "microphone")]
    assert back.events == [SourceRestored(back.sounds[0].at_s, "microphone")]
    return text


def test_sound_comes_without_a_gap_and_with_its_time(kit: Microphone) -> None:
    """At 16 kHz, no older than a second, whatever its own rate is."""
    heard = listen(kit, lambda it: it.heard_s > 1.0)
    assert max(abs(gap_s) for gap_s in heard.gaps_s()) < 0.02
    assert heard.tone_hz() == pytest.approx(TONE_HZ, abs=2)
    assert 0.0 < min(heard.ages_s) < 1.0
    assert kit.counts.dropped_s == 0


def test_a_microphone_that_is_unplugged_is_not_what_the_sound_server_gives_in_its_place(
    server: SoundServer, kit: Microphone
) -> None:
    """PulseAudio goes on with another source, the advert's own loudspeaker among them, and says nothing."""
    text = lost_and_back(kit, lambda: server.unplug("kit"), lambda: server.plug_in("kit", TONE_HZ))
    assert "taken away: the sound server gives another source in its place" in text


@LONG
def test_a_stream_that_is_moved_to_another_microphone_is_taken_back(server: SoundServer, kit: Microphone) -> None:
    """By hand, in a window of the desktop. What was asked for is opened again."""
    pid = kit.capture_pid
    assert pid is not None
    assert "taken away" in lost_and_back(kit, lambda: server.move(pid, "other"))


def test_a_muted_microphone_is_silent_and_no_quiet_shop(server: SoundServer, kit: Microphone) -> None:
    """Exact zeros: nothing is known, until it is not muted any more. It is not opened again for that."""
    before = kit.counts.opened
    text = lost_and_back(kit, lambda: server.mute("kit", True), lambda: server.mute("kit", False))
    assert "gives nothing but silence" in text
    assert kit.counts.opened == before


def test_a_listening_process_that_hangs_is_killed(kit: Microphone) -> None:
    """It is stopped in the middle of anything; what it had started goes with it."""
    pid = kit.capture_pid
    assert pid is not None
    assert "hangs: nothing came within its time limit" in lost_and_back(kit, lambda: os.kill(pid, signal.SIGSTOP))
    assert [it for it in Path("/proc").glob("[0-9]*/stat") if session(it) == pid] == []


@LONG
def test_a_sound_server_that_hangs_costs_no_more_than_the_time_that_it_hangs(
    server: SoundServer, kit: Microphone
) -> None:
    """To stop a stream of it would hang too; so the process is left to its end."""
    try:
        text = lost_and_back(kit, server.freeze, server.thaw)
    finally:
        server.thaw()
    assert "gave nothing for 1 s" in text


@LONG
def test_sound_that_nobody_takes_is_dropped_and_counted_and_never_older_than_three_seconds(kit: Microphone) -> None:
    """A kiosk that is busy for 6 s: then the newest 3 s are there, after a gap."""
    before = listen(kit, lambda it: it.heard_s > 0.2)
    time.sleep(6.0)
    heard = listen(kit, lambda it: it.heard_s > 4.0)
    assert kit.counts.dropped_s > 2.0
    assert max(heard.ages_s) < 3.1
    assert heard.sounds[0].at_s - before.sounds[-1].at_s > 2.0
    assert kit.condition.state == "ok"


def test_which_microphones_there_are_is_said_where_none_is_meant(server: SoundServer) -> None:
    """By number and name; what this machine plays is none, not by its full name either."""
    with Microphone("vt_play.monitor", now) as microphone:
        while microphone.condition.state == "opening":
            microphone.sound(0.1)
        assert microphone.condition.text == (
            "microphone: vt_play.monitor is not there. There is: 0 other (Remapped Monitor of Null Output),"
            " 1 kit (Remapped Monitor of Null Output)."
            " Looking again every 2 s."
        )
        assert microphone.take_events() == []


def session(stat: Path) -> int:
    """The session of a process; -1 of one that is gone, or is only waited for."""
    try:
        state, _, _, of = stat.read_text(encoding="utf-8").rpartition(")")[2].split()[:4]
    except (OSError, ValueError):
        return -1
    return -1 if state == "Z" else int(of)
