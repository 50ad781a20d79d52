"""The Lab Streaming Layer of a session: without consent not even loaded, and with it the library as it is."""

import os
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from edge.clock import Clock
from edge.study.definition import new_definition
from edge.study.errors import StudyError
from edge.study.zone import WHOLE
from edge.study_sessions import session_lsl
from edge.study_sessions.lsl import load_lsl
from edge.study_sessions.lsl_input import LslInput
from edge.study_sessions.options import SessionOptions
from edge.study_sessions.session_lsl import SessionLsl, open_session_lsl
from edge.study_sessions.stream_options import StreamRequest
from tests.doubles.study_streams import Library
from tests.doubles.waiting import wait_until

STUDY = new_definition("Ads", date(2026, 11, 1), date(2027, 1, 1), {"eye": "Tobii", "stim": "Stimulus"})
WANTED = ("name=Tobii,host=lab-2", "name=Stimulus,host=lab-3")


def opened(
    options: SessionOptions, held: set[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[SessionLsl, list[set[str]]]:
    """The LSL of a session, and the hosts of each library that was loaded."""
    loaded: list[set[str]] = []

    def load(folder: Path, hosts: set[str]) -> Any:
        assert folder.is_dir()
        loaded.append(hosts)
        return Library()

    monkeypatch.setattr(session_lsl, "load_lsl", load)
    with ExitStack() as stack:
        return open_session_lsl(options, STUDY, held, Clock(), stack), loaded


def test_a_stream_without_consent_is_not_searched_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without any stream the library is not loaded. Once loaded it keeps its hosts, also for the next participant."""
    options = SessionOptions("w1", WHOLE, record_lsl=WANTED)
    lsl, loaded = opened(options, {"kits"}, monkeypatch)
    assert (lsl, loaded, lsl.clock_s()) == (SessionLsl(), [], None)
    assert "eye is not recorded: the participant does not consent to the stream Tobii" in capsys.readouterr().out
    lsl, loaded = opened(options, {"stim"}, monkeypatch)
    assert [one.scope for one in lsl.inputs] == ["stim"]
    assert loaded == [{"lab-2", "lab-3"}]
    assert lsl.clock_s() == 500.0


def test_streams_start_ads_only_if_the_session_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for shown, has_ads in ({}, True), ({"plays": Path("a")}, False), ({"playlist": Path("a")}, False):
        options = SessionOptions("w1", WHOLE, record_lsl=WANTED, **shown)  # type: ignore[arg-type]
        assert opened(options, {"eye"}, monkeypatch)[0].has_ads is has_ads


def test_a_stream_that_the_study_does_not_define_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StudyError, match="no scope for the stream EEG"):
        opened(SessionOptions("w1", WHOLE, record_lsl=("name=EEG",)), {"eye"}, monkeypatch)


def test_the_real_library_reads_a_stream_with_the_time_at_which_it_was_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of one process: what was sent with a time comes with that time, on the session's clock."""
    pytest.importorskip("pylsl", reason="pylsl is not installed: make study-lsl")
    monkeypatch.setenv("LSLAPICFG", "")
    library, clock, name = load_lsl(tmp_path), Clock(), f"test {os.getpid()}"
    lsl = library.pylsl
    info = lsl.StreamInfo(name, "Gaze", 2, 50.0, "double64", name)
    outlet = lsl.StreamOutlet(info)
    source = LslInput(library, "eye", StreamRequest(name), clock.now)
    found = source.require()
    assert (found.type, found.rate_hz, len(found.channels), found.is_text) == ("Gaze", 50.0, 2, False)
    assert source.read().sent_s == []
    wait_until(outlet.have_consumers, "the connection")
    before_s = clock.now()
    sent_s = [lsl.local_clock() + step / 50 for step in range(3)]
    after_s = clock.now()
    for number, at_s in enumerate(sent_s):
        outlet.push_sample([number, 0.1], at_s)
    chunks = [source.read()]

    def has_all() -> bool:
        chunks.append(source.read())
        return sum(len(one.sent_s) for one in chunks) == 3

    wait_until(has_all, "the samples")
    assert [at_s for one in chunks for at_s in one.sent_s] == sent_s
    assert [list(row) for one in chunks for row in one.values] == [[0.0, 0.1], [1.0, 0.1], [2.0, 0.1]]
    offset_s, error_s = source.measure_offset()
    assert error_s is not None
    assert before_s - error_s <= sent_s[0] + offset_s <= after_s + error_s
    source.close()
