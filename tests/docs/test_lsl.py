"""Lines of the page on streams: they compile, and what they send starts and ends an ad of a session."""

import os
import re
import sys
import threading
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from edge.clock import Clock
from edge.events import PlayEnded, PlayStarted
from edge.stage import StageContext
from edge.study_sessions import lsl_input
from edge.study_sessions.lsl import load_lsl
from edge.study_sessions.lsl_input import LslInput
from edge.study_sessions.stream_options import StreamRequest
from edge.study_sessions.stream_stage import StreamEvent, StreamStage
from tests.doubles.waiting import wait_until

PAGE = Path(__file__).parents[2] / "docs" / "research" / "lsl.md"
MOST_LINES = 8
AD = ["ad:spring", "ad_end"]


def lines_of(program: str) -> str:
    """The lines that the page has for a program."""
    (lines,) = re.findall(rf"<!-- {program} -->\n```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return str(lines)


class Anything:
    """Every part of PsychoPy and OpenSesame that the lines use. `wait` stands for the key that they wait for."""

    def __init__(self, wait: Callable[[], None]) -> None:
        self._wait = wait

    def __getattr__(self, name: str) -> Any:
        if name in ("waitKeys", "get_key"):
            return self._wait
        return self

    def __call__(self, *_: object, **__: object) -> Any:
        return self

    def __getitem__(self, _: str) -> Any:
        return self

    def callOnFlip(self, call: Callable[[list[str]], None], sample: list[str]) -> None:  # noqa: N802
        call(sample)


def run(program: str, wait: Callable[[], None], pylsl: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the lines as the program would, with a double of the program around them."""
    anything = Anything(wait)
    psychopy = types.ModuleType("psychopy")
    psychopy.core, psychopy.event, psychopy.visual = anything, anything, anything  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "psychopy", psychopy)
    monkeypatch.setitem(sys.modules, "pylsl", pylsl)
    names = dict.fromkeys(("Canvas", "Keyboard", "pool", "clock"), anything)
    exec(compile(lines_of(program), f"{PAGE}: {program}", "exec"), dict(names))


@pytest.mark.parametrize("program", ["psychopy", "opensesame"])
def test_the_lines_are_few_and_send_the_markers_of_an_ad(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = lines_of(program)
    statements = [line for line in lines.splitlines() if line and not line.startswith("from ")]
    assert len(statements) <= MOST_LINES
    sent: list[str] = []
    outlet = types.SimpleNamespace(push_sample=lambda sample: sent.extend(sample))
    described: list[tuple[object, ...]] = []
    pylsl: Any = types.ModuleType("pylsl")
    pylsl.StreamInfo, pylsl.StreamOutlet = lambda *values: described.append(values), lambda _: outlet
    run(program, lambda: None, pylsl, monkeypatch)
    assert sent == AD
    assert described == [("Stimulus", "Markers", 1, 0, "string", program)]


def test_the_page_says_that_nobody_has_run_them() -> None:
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert "**nobody has run them in PsychoPy or OpenSesame**" in text


@pytest.mark.parametrize("program", ["psychopy", "opensesame"])
def test_a_session_records_the_ad_that_the_lines_send(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the real library: the lines wait for a key, which is pressed once the stream is read."""
    pytest.importorskip("pylsl", reason="pylsl is not installed: make study-lsl")
    monkeypatch.setenv("LSLAPICFG", "")
    monkeypatch.setattr(lsl_input, "ASK_S", 0.5)
    library, clock, name = load_lsl(tmp_path), Clock(), f"Stimulus {program} {os.getpid()}"
    lsl, stop = library.pylsl, threading.Event()
    events: list[StreamEvent] = []
    outlets: list[Any] = []
    threads: list[threading.Thread] = []

    def open_outlet(info: Any) -> Any:
        outlets.append(lsl.StreamOutlet(info))
        return outlets[0]

    def press_a_key() -> None:
        source = LslInput(library, "stim", StreamRequest(name), clock.now)
        source.require()
        context: StageContext[StreamEvent] = StageContext(clock.now, lambda: True, lambda: None, events.append)
        stage = StreamStage([source], context, lambda _: True, has_ads=True)
        threads.append(threading.Thread(target=stage.run, args=(stop,)))
        threads[0].start()
        wait_until(outlets[0].have_consumers, "the session to read the stream")

    program_lsl: Any = types.ModuleType("pylsl")
    program_lsl.StreamInfo = lambda _, *rest: lsl.StreamInfo(name, *rest)  # a name that no other test has
    program_lsl.StreamOutlet = open_outlet
    try:
        run(program, press_a_key, program_lsl, monkeypatch)
        wait_until(lambda: any(isinstance(event, PlayEnded) for event in events), "the end of the ad")
    finally:
        stop.set()
        for thread in threads:
            thread.join(10)
    start, end = (event for event in events if isinstance(event, PlayStarted | PlayEnded))
    assert isinstance(start, PlayStarted)
    assert (start.creative, start.feed) == ("spring", "lsl")
    assert start.at_s <= end.at_s
