"""Lines of a session about its devices at its start and at its end."""

from pathlib import Path

import pytest

from edge.study.sessions import SessionInfo
from edge.study_sessions.session_lines import session_end_lines, session_start_lines
from tests.doubles.study import START_S, Lab
from tests.doubles.study_streams import record_streams


def test_a_session_says_which_scope_has_no_device_and_which_device_gave_nothing(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.participants.add("w1", lab.terms())
        sources = {"kit1": "grove at /dev/ttyACM0", "face": "camera"}
        session = study.stored.add_session("w1", SessionInfo(START_S, START_S + 1, sources=sources))
        writer = study.stored.open_series_writer(session, "kit1")
        writer.add_row(START_S, None, 1.0, None, None, None, 1.0)
        writer.close(START_S)
        scopes = {"kits", "face", "voice", "share", "answers"}
        assert list(session_start_lines(session, scopes, "research")) == [
            "study: session 1 of w1 records answers, face, kits",
            "study: voice is not recorded, because there is no microphone: name one with --microphone, "
            "or in the settings.",
        ]
        *_, smiles = session_start_lines(session, scopes, "shop")
        assert "only attention and smiles are recorded from the face" in smiles
        assert len(list(session_start_lines(session, {"kits"}, "shop"))) == 1
        ended = list(session_end_lines(session))
        assert ended[0] == "study: session 1 of w1 is stored:"
        assert ended[1] == "study:   kit1: 100% known, 0 gaps; skin conductance usable 100%"
        assert ended[2] == "study:   face: nothing was recorded. To find the fault, run vitrina doctor"
        assert len(ended) == 4
        bare = study.stored.add_session("w1", SessionInfo(START_S, START_S + 1))
        assert (
            next(session_start_lines(bare, {"face", "share"}, "shop")) == "study: session 2 of w1 records only markers"
        )


def test_a_session_says_which_stream_it_records_and_what_came_of_it(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.participants.add("w1", lab.terms(frozenset({"eye", "stim", "eeg"})))
        session = record_streams(study, "w1", 1.0, "cue")
        assert list(session_start_lines(session, {"eye", "stim", "eeg", "share"}, "research")) == [
            "study: session 1 of w1 records eye, stim",
            "study: eeg is not recorded: name its stream with --record-lsl name=NAME",
        ]
        assert list(session_end_lines(session))[1:3] == [
            "study:   stream-eye: 100% known, 0 gaps",
            "study:   stream-stim: 1",
        ]
        (session.folder / "stream-eye.tsv.sealed").unlink()
        assert "study:   stream-eye: nothing was recorded. Check the program that sends it" in session_end_lines(
            session
        )


@pytest.mark.parametrize(
    ("skin_us", "quality", "says"),
    [
        (5.0, 0.1, "; skin conductance usable 0%: check the electrodes"),
        (0.0, 1.0, "; skin conductance usable 0%: check the electrodes"),
        (5.0, 1.0, "; skin conductance usable 100%"),
        (None, None, ", no skin conductance"),
    ],
)
def test_a_kit_that_sent_all_the_time_says_how_much_of_the_skin_a_report_uses(
    tmp_path: Path, skin_us: float | None, quality: float | None, says: str
) -> None:
    """A report leaves out what has an open contact or a bad quality: the end of the session says so already."""
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.participants.add("w1", lab.terms())
        session = study.stored.add_session(
            "w1", SessionInfo(START_S, START_S + 10, sources={"kit1": "grove at /dev/ttyACM0"})
        )
        writer = study.stored.open_series_writer(session, "kit1")
        for step in range(40):
            writer.add_row(START_S + step / 4, None, skin_us, None, 70.0, None, quality)
        writer.close(START_S)
        assert list(session_end_lines(session))[1] == f"study:   kit1: 100% known, 0 gaps{says}"


@pytest.mark.parametrize(
    ("length_s", "says"),
    [(60, "; nothing in the last 58 s: check the device"), (2.2, "")],
)
def test_the_end_of_a_session_names_a_device_that_fell_silent(tmp_path: Path, length_s: float, says: str) -> None:
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.participants.add("w1", lab.terms())
        info = SessionInfo(START_S, START_S + length_s, sources={"sound": "USB"})
        session = study.stored.add_session("w1", info)
        writer = study.stored.open_series_writer(session, "sound")
        for step in range(10):
            writer.add_row(START_S + step / 5, 0.2, -40.0, 0.0)
        writer.close(START_S)
        (line,) = [line for line in session_end_lines(session) if "sound:" in line]
        assert line.endswith(says or "known, 0 gaps")
