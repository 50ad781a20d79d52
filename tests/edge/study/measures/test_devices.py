"""Devices of a study: kits by kind without their port, and the median of the rates."""

from dataclasses import replace
from pathlib import Path

from edge.study.export.selection import ChosenParticipant, ChosenSession, Selection, choose_participants
from edge.study.measures.devices import recorded_signals
from edge.study.measures.table import read_measure_table
from edge.study.report.results import RecordedSignals
from edge.study.sessions import SessionInfo
from tests.doubles.study import START_S, Lab
from tests.edge.study.export.shared import SHARED, session
from tests.edge.study.measures.made import session as simulated


def test_devices_have_a_kind_and_a_rate_and_no_path(tmp_path: Path) -> None:
    """Two sessions with a kit of 10 Hz, a face of 5 Hz and sound; the second has no face."""
    lab = Lab(tmp_path)
    with lab.open() as study:
        for name, without in (("w1", frozenset[str]()), ("w2", frozenset({"face"}))):
            study.participants.add(name, lab.terms(SHARED))
            one = session(study, name, without)
            study.stored.replace_description(one, replace(one.info, sources={"kit1": "grove at /dev/ttyACM0"}))
        selection = choose_participants(study, None, START_S, shared_only=False)
        found = recorded_signals(read_measure_table(selection).people, selection)
    assert [(one.signals, one.device, one.sessions) for one in found] == [
        ("Skin conductance and heart beats were", "kit grove", 2),
        ("The face was", "camera", 1),
        ("Laughter was", "microphone", 2),
    ]
    assert [one.rate_hz and round(one.rate_hz) for one in found] == [8, 5, 2]  # 0.12 s is the kit's usual step


def test_a_kit_without_a_source_or_a_skin_has_no_name_and_no_rate() -> None:
    class Stored:
        info = SessionInfo(START_S)

    chosen = ChosenSession(Stored(), ("kit1",), True)  # type: ignore[arg-type]
    selection = Selection((ChosenParticipant("w1", frozenset(), (chosen,)),), ())
    people = [[replace(simulated("w1", 1), skin=None, face=())]]
    assert recorded_signals(people, selection) == [
        RecordedSignals("Skin conductance and heart beats were", "kit unknown", 1)
    ]
