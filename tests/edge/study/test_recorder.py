"""Recording of one session: only what its participant consents to at that moment, and nothing after a withdrawal."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge.events import AudioObservation, FaceObservation, FrameObservation, PlayStarted, SourceLost
from edge.signals import Beat, KitSamples
from edge.study.errors import StudyError
from edge.study.face_grid import AttentionRule
from edge.study.markers import Marker
from edge.study.questionnaires.answers import GivenAnswers, check_answers
from edge.study.recorder import SessionClock, SessionRecorder
from edge.study.sessions import SessionInfo
from edge.study.streams import StreamOffset, StreamSamples
from edge.study.study import Study
from tests.doubles.study import EVERY_SCOPE, START_S, Lab
from tests.doubles.study_streams import EYE, STIMULUS
from tests.edge.study.questionnaires.test_answers import ASKED, GOOD

SOURCES = {"face": "film", "sound": "file", "kit1": "grove"}


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def recorder(lab: Lab, study: Study, scopes: frozenset[str] = EVERY_SCOPE) -> SessionRecorder:
    study.participants.add("w1", lab.terms(scopes))
    info = SessionInfo(lab.now_s, sources=SOURCES)
    return SessionRecorder(study, "w1", info, SessionClock(lambda: lab.now_s, lambda: -2.0), AttentionRule(25.0, 20.0))


def samples(at_s: float, eda_us: float = 2.0) -> KitSamples:
    values = np.full(10, eda_us, np.float32)
    return KitSamples(
        at_s=at_s,
        kit="1",
        wearer="w1",
        eda_us=values,
        hr_bpm=values,
        times_s=np.arange(10) / 10,
        device_s=np.arange(10) / 10,
        beats=(Beat(at_s, 800.0, True),),
    )


def frame(at_s: float) -> FrameObservation:
    face = FaceObservation(1, 0, 0, 80, 100, 0.0, 0.0, False, False, False, (0, 0, 0, 0))
    return FrameObservation(at_s, (face,))


def second(lab: Lab, record: SessionRecorder, value: float = 2.0) -> None:
    """One second of all senses."""
    record.handle_event(samples(lab.now_s, value))
    record.handle_event(AudioObservation(lab.now_s, 0.5, value, None))
    for step in range(5):
        record.handle_event(frame(lab.now_s + step / 5 + 0.1))
    for _ in range(4):
        lab.now_s += 0.25
        record.write_due_rows()


def test_a_session_has_all_series_its_clock_and_its_end(lab: Lab) -> None:
    with lab.open() as study:
        record = recorder(lab, study)
        second(lab, record)
        record.handle_event(PlayStarted(lab.now_s, "spring", error_s=0.05))
        record.handle_event(Marker(lab.now_s + 0.5, "mark", "looked away"))
        second(lab, record)
        record.close()
        (session,) = study.readable_sessions()
        assert session.series_names == ("beats1", "clock", "events", "face", "kit1", "sound")
        assert session.info.ended_s == START_S + 2
        assert len(session.read_series("kit1")["time_s"]) == 20
        assert session.series_coverage("face").share > 0.85
        assert list(session.read_series("clock")["machine_s"]) == [START_S + 0.25 - 2.0]
        assert list(session.read_events()["type"]) == ["session_start", "advert_start", "mark", "session_end"]
        assert len(study.stored.read_file_hashes(session)) == 6
        assert all(session.is_series_complete(name) for name in session.series_names)


@pytest.mark.parametrize("scope", ["kits", "face", "voice"])
def test_of_a_scope_that_is_not_held_nothing_is_recorded(lab: Lab, scope: str) -> None:
    with lab.open() as study:
        record = recorder(lab, study, EVERY_SCOPE - {scope})
        second(lab, record)
        record.close()
        (session,) = study.readable_sessions()
        names = {"kits": {"kit1", "beats1"}, "face": {"face"}, "voice": {"sound"}}
        assert set(session.series_names) & names[scope] == set()
        assert set(session.series_names) >= set.union(*(value for key, value in names.items() if key != scope))


def test_a_stream_whose_scope_ends_is_not_recorded_from_then_on(lab: Lab) -> None:
    """What waits for the disk at that moment is forgotten. The files of every stream start with the session."""
    with lab.open() as study, lab.open() as leader:
        held = frozenset({"eye", "stim", "kits"})
        study.participants.add("w1", lab.terms(held))
        sources = {"stream-eye": "Tobii at here", "stream-stim": "Stimulus at here"}
        info = SessionInfo(lab.now_s, sources=sources, streams={"eye": EYE, "stim": STIMULUS})
        clock = SessionClock(lambda: lab.now_s, lambda: 0.0)
        record = SessionRecorder(study, "w1", info, clock, AttentionRule(25.0, 20.0))
        files = {path.name.partition(".")[0] for path in record.session.folder.iterdir()}
        assert files == {"clock", "events", *sources, "streamclock-eye", "streamclock-stim"}
        for value, scopes in ((1.0, held), (99.0, held - {"eye"}), (99.0, held - {"eye"})):
            leader.participants.replace_consent("w1", lab.terms(scopes))
            record.handle_event(StreamOffset("eye", lab.now_s, 5.0, None))
            record.handle_event(StreamSamples("eye", [lab.now_s], [1.0], [[value, value]]))
            record.handle_event(StreamSamples("stim", [lab.now_s], [1.0], [["cue"]]))
            lab.now_s += 1
            record.write_due_rows()
        record.close()
        (session,) = study.readable_sessions()
        assert list(session.read_series("stream-eye")["x"]) == [1.0]
        assert len(session.read_series("streamclock-eye")["time_s"]) == 1
        assert list(session.read_series("stream-stim")["channel_1"]) == ["cue"] * 3
        assert "scope_end" in session.read_events()["type"]


def test_a_scope_that_ends_ends_its_recording_within_a_second(lab: Lab) -> None:
    """Rows that wait for the disk at that moment are forgotten; the other senses go on."""
    with lab.open() as study, lab.open() as leader:
        record = recorder(lab, study)
        second(lab, record, 1.0)
        leader.participants.replace_consent("w1", lab.terms(EVERY_SCOPE - {"kits"}))
        record.handle_event(samples(lab.now_s, 99.0))
        second(lab, record, 99.0)
        assert record.recorded_scopes == EVERY_SCOPE - {"kits"}
        second(lab, record, 1.0)
        record.close()
        (session,) = study.readable_sessions()
        assert set(session.read_series("kit1")["conductance_us"]) == {1.0}
        assert len(session.read_series("sound")["time_s"]) == 3
        events = session.read_events()
        assert list(events["name"][events["type"] == "scope_end"]) == ["kits"]


def test_an_ended_scope_can_be_deleted_while_the_session_records(lab: Lab) -> None:
    with lab.open() as study, lab.open() as leader:
        record = recorder(lab, study)
        second(lab, record)
        leader.participants.replace_consent("w1", lab.terms(EVERY_SCOPE - {"face"}))
        leader.withdrawal.end_consent_scope("w1", "face")
        second(lab, record)
        record.close()
        (session,) = study.readable_sessions()
        assert session.series_names == ("beats1", "clock", "events", "kit1", "sound")


def test_a_consent_that_is_over_ends_the_recording(lab: Lab) -> None:
    with lab.open() as study:
        record = recorder(lab, study)
        study.participants.replace_consent("w1", replace(lab.terms(), until_s=START_S + 60))
        second(lab, record)
        lab.now_s += 60
        second(lab, record, 99.0)
        assert record.recorded_scopes == frozenset()
        record.close()
        assert 99.0 not in study.readable_sessions()[0].read_series("kit1")["conductance_us"]


def test_a_withdrawal_ends_the_session_and_leaves_nothing(lab: Lab) -> None:
    """The keys are gone, the recorder notices, and the withdrawal then deletes what it left."""
    with lab.open() as study, lab.open() as leader:
        record = recorder(lab, study)
        second(lab, record)
        leader.withdrawal.withdraw_participant("w1")
        record.handle_event(Marker(lab.now_s, "mark", "planted-after-withdrawal"))
        second(lab, record)
        assert record.is_withdrawn
        record.close()
        assert study.readable_sessions() == ()
        assert list(lab.folder.glob("sessions/*")) == []


def test_without_any_consent_no_session_begins(lab: Lab) -> None:
    with lab.open() as study:
        study.participants.add("w1", lab.terms())
        lab.now_s += 86_400
        info = SessionInfo(lab.now_s)
        clock = SessionClock(lambda: lab.now_s, lambda: 0.0)
        with pytest.raises(StudyError, match="has no valid consent now"):
            SessionRecorder(study, "w1", info, clock, AttentionRule(25.0, 20.0))
        assert study.readable_sessions() == ()


def test_a_lost_source_is_marked_without_its_wearer(lab: Lab) -> None:
    with lab.open() as study:
        record = recorder(lab, study)
        record.handle_event(SourceLost(lab.now_s, "body w1"))
        record.close()
        events = study.readable_sessions()[0].read_events()
        assert list(events["name"]) == ["", "body", ""]


def test_a_killed_session_keeps_all_but_the_last_moment(lab: Lab) -> None:
    """The recorder is dropped as by SIGKILL: what it flushed is there, and the session has no end."""
    with lab.open() as study:
        record = recorder(lab, study)
        for _ in range(3):
            second(lab, record)
        record.handle_event(samples(lab.now_s))
    with lab.open() as study:
        (session,) = study.readable_sessions()
        assert session.info.ended_s is None
        assert not session.is_series_complete("kit1")
        assert len(session.read_series("kit1")["time_s"]) == 30
        assert study.stored.read_file_hashes(session) == ()


def test_the_file_of_answers_begins_with_the_session_and_shows_no_answers(lab: Lab) -> None:
    """Without the scope there is none."""
    sizes = []
    with lab.open() as study:
        for name, scopes, is_answered in (
            ("w1", EVERY_SCOPE, True),
            ("w2", EVERY_SCOPE, False),
            ("w3", EVERY_SCOPE - {"answers"}, True),
        ):
            study.participants.add(name, lab.terms(scopes))
            clock = SessionClock(lambda: lab.now_s, lambda: 0.0)
            record = SessionRecorder(study, name, SessionInfo(lab.now_s), clock, AttentionRule(25.0, 20.0))
            record.begin_series("answers")
            if is_answered:
                answers = check_answers(ASKED, GOOD)
                record.handle_event(GivenAnswers(lab.now_s, lab.now_s - 2, "spring", ASKED, answers))
            second(lab, record)
            session = record.close()
            assert ("answers" in session.series_names) == (name == "w1")
            sizes.append({path.name: path.stat().st_size for path in session.folder.iterdir()})
    assert sizes[0]["answers.tsv.sealed"] == sizes[1]["answers.tsv.sealed"]
    assert "answers.tsv.sealed" not in sizes[2]
