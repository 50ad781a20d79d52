"""Queries to the sound server, and the watch over the recorded source, with a `pactl` whose answers the test writes."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from edge.sources.microphone import pulse
from edge.sources.microphone.pulse import PulseSource, PulseSourceWatcher, PulseUnansweredError
from tests.doubles.waiting import wait_until

WANTED = PulseSource(7, "kit", "Kit", is_monitor=False)
PACTL = """\
#!/bin/sh
case "$1" in
subscribe) exec cat "{place}/events" ;;
esac
echo "$*" >> "{place}/asked"
if [ -e "{place}/hangs" ]; then exec sleep 60; fi
if [ -e "{place}/refuses" ]; then exit 1; fi
exec cat "{place}/answer"
"""


class Server:
    """Stands in for `pactl`: a server that answers, refuses, or hangs."""

    def __init__(self, place: Path) -> None:
        self._place = place
        os.mkfifo(place / "events")
        (place / "pactl").write_text(PACTL.format(place=place))
        (place / "pactl").chmod(0o755)
        self._events: int | None = None

    def records(self, source: int | None, pid: int | None = None) -> None:
        """From now on this process, or another one, records a source."""
        owner = {"application.process.id": str(pid or os.getpid())}
        outputs = [] if source is None else [{"source": source, "properties": owner}]
        self.answer(json.dumps(outputs))

    def answer(self, text: str) -> None:
        (self._place / "answer.new").write_text(text)
        (self._place / "answer.new").replace(self._place / "answer")
        self._set(None)

    def refuse(self) -> None:
        self._set("refuses")

    def hang(self) -> None:
        self._set("hangs")

    @property
    def asked(self) -> int:
        """Number of queries until now."""
        path = self._place / "asked"
        return len(path.read_text().splitlines()) if path.exists() else 0

    def tell(self, event: str = "Event 'change' on source-output #3") -> None:
        """Send an event to the watcher."""
        if self._events is None:
            self._events = os.open(self._place / "events", os.O_WRONLY)
        os.write(self._events, f"{event}\n".encode())

    def end(self) -> None:
        """End the connection of the watcher, as a server that goes away does."""
        self.tell("Event 'change' on client #1")
        assert self._events is not None
        os.close(self._events)
        self._events = None

    def _set(self, fault: str | None) -> None:
        for name in ("refuses", "hangs"):
            (self._place / name).unlink(missing_ok=True)
        if fault:
            (self._place / fault).touch()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(pulse, "_WITHIN_S", 0.3)
    return Server(tmp_path)


@pytest.fixture
def watcher(server: Server) -> Iterator[PulseSourceWatcher]:
    """Watcher of a source that is confirmed."""
    server.records(WANTED.index)
    watcher = PulseSourceWatcher(WANTED)
    assert watcher.confirm_recording()
    yield watcher
    watcher.end()


def after_a_query(server: Server) -> None:
    """Wait until the watcher has asked again, and once more: then the first answer is known to it."""
    before = server.asked
    wait_until(lambda: server.asked > before + 1, "a second query")


def test_the_source_of_a_process_is_found_by_its_id(server: Server) -> None:
    server.records(4)
    assert pulse.recorded_source(os.getpid()) == 4
    assert pulse.recorded_source(os.getpid() + 1) is None
    server.records(None)
    assert pulse.recorded_source(os.getpid()) is None


@pytest.mark.parametrize("is_busy", [True, False])
def test_a_query_without_an_answer_is_no_answer(server: Server, is_busy: bool) -> None:
    """A server that hangs, and one that refuses, do not say that nothing is recorded."""
    server.hang() if is_busy else server.refuse()
    with pytest.raises(PulseUnansweredError) as raised:
        pulse.recorded_source(os.getpid())
    assert raised.value.is_busy == is_busy
    assert pulse.list_pulse_sources() is None
    assert pulse.default_source_name() is None
    assert pulse.default_monitor_name() is None


def test_an_answer_that_is_cut_short_is_no_answer(server: Server) -> None:
    server.answer('[{"source": 4, "prop')
    with pytest.raises(PulseUnansweredError):
        pulse.recorded_source(os.getpid())
    assert pulse.list_pulse_sources() is None


@pytest.mark.parametrize("is_busy", [True, False])
def test_a_server_that_does_not_answer_has_not_moved_the_recording(
    server: Server, watcher: PulseSourceWatcher, is_busy: bool
) -> None:
    """The source is unconfirmed, so that no audio is given, until the server says that it is the right one."""
    server.hang() if is_busy else server.refuse()
    server.tell()
    after_a_query(server)
    assert watcher.unconfirmed
    assert not watcher.moved
    server.records(WANTED.index)
    wait_until(lambda: not watcher.unconfirmed, "the source to be confirmed")
    assert not watcher.moved
    assert not watcher.gone


def test_a_recording_that_was_moved_meanwhile_is_moved_once_the_server_says_so(
    server: Server, watcher: PulseSourceWatcher
) -> None:
    server.refuse()
    server.tell()
    after_a_query(server)
    server.records(WANTED.index + 1)
    wait_until(lambda: watcher.moved, "the move")
    assert watcher.unconfirmed


@pytest.mark.parametrize("source", [8, None])
def test_another_source_or_none_is_a_move(server: Server, watcher: PulseSourceWatcher, source: int | None) -> None:
    server.records(source)
    server.tell("Event 'remove' on source #7")
    wait_until(lambda: watcher.moved, "the move")


def test_events_of_other_programs_put_no_check_off(
    server: Server, watcher: PulseSourceWatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each query of another program is an event. The event of the move itself was missed."""
    monkeypatch.setattr(pulse, "_ASK_EVERY_S", 0.5)
    server.tell()
    after_a_query(server)
    server.records(WANTED.index + 1)

    def is_found_beside_events() -> bool:
        with suppress(BrokenPipeError):  # the watcher has found the move and reads no more events
            server.tell("Event 'new' on client #12")
        return watcher.moved

    wait_until(is_found_beside_events, "the move", patience_s=10.0)


def test_a_server_that_never_answers_is_gone(
    server: Server, watcher: PulseSourceWatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a microphone would count as well for ever, and give nothing."""
    monkeypatch.setattr(pulse, "_UNANSWERED_S", 0.5)
    server.refuse()
    server.tell()
    wait_until(lambda: watcher.gone, "the loss")
    assert not watcher.moved


def test_a_server_that_ends_the_connection_is_gone(server: Server, watcher: PulseSourceWatcher) -> None:
    server.end()
    wait_until(lambda: watcher.gone, "the loss")


def test_a_recording_is_confirmed_by_an_answer_alone(server: Server) -> None:
    """At first the server does not know the recording, then it does not answer."""
    server.records(None)
    watcher = PulseSourceWatcher(WANTED)
    try:
        assert not watcher.confirm_recording()
        server.refuse()
        assert not watcher.confirm_recording()
        server.records(WANTED.index)
        assert watcher.confirm_recording()
        assert not watcher.moved
    finally:
        watcher.end()
