"""Streams of a session on the Lab Streaming Layer, against a library that keeps what it gets."""

import os
import platform
import sys
import types
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from edge.events import PlayEnded, PlayStarted
from edge.study.dictionary import FACE
from edge.study.errors import StudyError
from edge.study.markers import TIMED_ERROR_S, Marker
from edge.study_sessions.lsl import REPEAT_S, LslLibrary, LslMarkers, LslStreams, load_lsl
from tests.doubles.waiting import wait_until

AHEAD_S = 500.0  # of the library's clock
START_S = 1000.0


class Element:
    """A node of a description, of which nothing is read."""

    def append_child(self, name: str) -> "Element":
        return self

    def append_child_value(self, name: str, value: str) -> None:
        pass


@dataclass
class Info:
    """Description of one stream."""

    values: tuple[Any, ...]
    host: str = platform.node()

    def hostname(self) -> str:
        return self.host

    def desc(self) -> Element:
        return Element()

    def name(self) -> str:
        return str(self.values[0])

    def uid(self) -> str:
        return str(self.values)

    def source_id(self) -> str:
        return str(self.values[5])


@dataclass
class Inlet:
    """A stream of another program, with samples that are read once."""

    samples: list[tuple[list[str], float]]
    fails: bool = False

    def pull_chunk(self, timeout: float) -> tuple[list[list[str]], list[float]]:
        if self.fails:
            raise RuntimeError("the stream is lost")
        taken, self.samples = self.samples, []
        return [text for text, _ in taken], [at_s for _, at_s in taken]

    def time_correction(self, timeout: float) -> float:
        return 0.25


@dataclass
class Library:
    """The part of pylsl that a session uses."""

    pushed: dict[str, list[tuple[list[Any], float]]] = field(default_factory=dict)
    infos: list[Info] = field(default_factory=list)
    inlet: Inlet = field(default_factory=lambda: Inlet([]))
    opened: list[str] = field(default_factory=list)

    def local_clock(self) -> float:
        return START_S + AHEAD_S

    def StreamInfo(self, *values: Any) -> Info:  # noqa: N802  the name is pylsl's
        return Info(values)

    def StreamOutlet(self, info: Info) -> Any:  # noqa: N802
        samples = self.pushed.setdefault(info.values[0], [])

        class Outlet:
            def push_sample(self, values: list[Any], at_s: float) -> None:
                samples.append((values, at_s))

        return Outlet()

    def resolve_byprop(self, key: str, value: str, timeout: float) -> list[Info]:
        assert (key, value) == ("type", "Markers")
        return self.infos

    def StreamInlet(self, info: Info, recover: bool) -> Inlet:  # noqa: N802
        self.opened.append(info.source_id())
        return self.inlet


def test_rows_are_sent_with_the_time_of_their_capture_and_a_stream_begins_with_its_first() -> None:
    lsl = Library()
    streams = LslStreams(lsl, "abc", lambda: START_S)
    assert lsl.pushed == {"Vitrina events": [(["session"], START_S + AHEAD_S)]}
    streams.send_rows("face", [(START_S - 2.0, *[None] * (len(FACE.columns) - 2), True)])
    ((values, at_s),) = lsl.pushed["Vitrina face"]
    assert at_s == START_S - 2.0 + AHEAD_S
    assert len(values) == len(FACE.columns) - 1
    assert values[-1] == 1.0
    assert values[0] != values[0]
    streams.send_rows("clock", [(START_S, START_S, None)])
    assert set(lsl.pushed) == {"Vitrina events", "Vitrina face"}


def test_markers_are_sent_as_text_and_those_of_others_not_sent_back() -> None:
    lsl = Library()
    streams = LslStreams(lsl, "abc", lambda: START_S)
    rows = [
        Marker(START_S, "advert_start", "spring"),
        Marker(START_S, "mark", "looked away", origin="key"),
        Marker(START_S, "mark", "cue", origin="lsl"),
        Marker(START_S, "session_end"),
    ]
    streams.send_rows("events", [marker.event_row for marker in rows])
    texts = [values[0] for values, _ in lsl.pushed["Vitrina events"]]
    assert texts == ["session", "advert_start spring", "looked away", "session_end"]


def test_the_marker_of_the_session_is_repeated_for_whoever_comes_later() -> None:
    lsl, now = Library(), [START_S]
    streams = LslStreams(lsl, "abc", lambda: now[0])
    for after_s in (1.0, REPEAT_S, REPEAT_S + 1, 2 * REPEAT_S):
        now[0] = START_S + after_s
        streams.send_due_session_marker()
    assert len(lsl.pushed["Vitrina events"]) == 3


def test_markers_of_other_programs_come_with_their_own_time() -> None:
    """A session reads neither its own stream nor that of another computer, and goes on when a program ends."""
    lsl = Library(inlet=Inlet([(["cue"], START_S + AHEAD_S - 3.0)]))
    lsl.infos = [
        Info(("PsychoPy", "Markers", 1, 0.0, "string", "psychopy")),
        Info((*"abcde", "vitrina-study x events")),
        Info((*"abcde", "of a named host"), "lab-2"),
    ]
    markers: list[object] = []
    reader = LslMarkers(lsl, lambda: START_S, markers.append)
    reader.start()
    try:
        wait_until(lambda: bool(markers), "the marker")
        lsl.inlet.fails = True
    finally:
        reader.close()
    assert markers == [Marker(START_S - 2.75, "mark", "cue", error_s=TIMED_ERROR_S, origin="lsl")]
    assert lsl.opened == ["psychopy"]


def test_markers_of_ads_start_and_end_them_if_nothing_else_shows_ads() -> None:
    """A stream that is recorded by its name is not read twice."""
    lsl = Library(inlet=Inlet([([text], START_S + AHEAD_S) for text in ("ad:spring", "ad_end", "ad:")]))
    lsl.infos = [Info(("Stimulus", *"bcde", "recorded")), Info(("PsychoPy", *"bcde", "other"))]
    found: list[object] = []
    reader = LslMarkers(lsl, lambda: START_S, found.append, ["Stimulus"], has_ads=True)
    reader.start()
    try:
        wait_until(lambda: bool(found), "the markers")
    finally:
        reader.close()
    at_s = START_S + 0.25
    assert found == [
        PlayStarted(at_s, "spring", feed="lsl", error_s=TIMED_ERROR_S),
        PlayEnded(at_s, TIMED_ERROR_S),
        Marker(at_s, "mark", "ad:", error_s=TIMED_ERROR_S, origin="lsl"),
    ]
    assert lsl.opened == ["other"]


def test_a_library_without_the_measurement_gives_a_correction_without_an_error() -> None:
    assert LslLibrary(Library()).measure_correction(Inlet([]), 1.0) == (0.25, None)


def test_the_library_searches_only_the_named_hosts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LSLAPICFG", "/elsewhere")
    monkeypatch.setitem(sys.modules, "pylsl", types.ModuleType("pylsl"))
    load_lsl(tmp_path, ["lab-3", "lab-2"])
    lines = Path(os.environ["LSLAPICFG"]).read_text().splitlines()
    assert {"KnownPeers = {127.0.0.1, lab-2, lab-3}", "ResolveScope = machine", "ListenAddress = 127.0.0.1"} <= set(
        lines
    )


def test_the_library_is_bound_to_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also if the user has another configuration: a study sends nothing to another machine."""
    monkeypatch.setenv("LSLAPICFG", "/elsewhere")
    monkeypatch.setitem(sys.modules, "pylsl", None)
    with pytest.raises(StudyError, match="could not be started"):
        load_lsl(tmp_path)
    assert "ResolveScope = machine" in Path(os.environ["LSLAPICFG"]).read_text()
