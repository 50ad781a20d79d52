"""Results of one session of one participant, from a stored study."""

from pathlib import Path

from edge.study.export.selection import choose_participants
from edge.study.measures.participant import compute_participant_results
from edge.study.report.method import participants_and_exclusions_text
from tests.doubles.study import START_S, Lab, record
from tests.edge.study.export.shared import SHARED, session


def test_the_facts_are_those_of_the_shown_session(tmp_path: Path) -> None:
    """Six of the ten seconds of the face are missing in spring; the other session has no ad, and is not counted."""
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.participants.add("w1", lab.terms(SHARED))
        session(study, "w1")
        record(study, "w1", 1.5)
        lab.now_s = START_S
        selection = choose_participants(study, "w1", START_S, shared_only=False)
        first, last = (
            participants_and_exclusions_text(compute_participant_results("Ads", selection, number, START_S).study)
            for number in (1, 2)
        )
    assert first.startswith("1 participant took part in 1 session.")
    assert "smile during spring: less than 80 % is known" in first
    assert last.endswith("Nobody was excluded.")
