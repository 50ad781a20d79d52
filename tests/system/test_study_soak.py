"""The small form of the soak of studies: two people, a session each, two adverts, no camera (`make study-soak`)."""

from pathlib import Path

from edge.study.sessions import SessionInfo
from tests.doubles.study import START_S
from tests.doubles.study import Lab as StudyFolder
from tests.system.study_soak import EACH_US, FIRST_US, Lab, Ran, broken, soak


def test_faults_of_kit_clock_and_machine_lose_nothing_that_could_be_kept(tmp_path: Path) -> None:
    """The first session has its kit unplugged and the clock an hour ahead, the second ends by SIGKILL."""
    lab = Lab(tmp_path, adverts=2, advert_s=2.0)
    assert soak(lab, 2, [["unplugged and clock"], ["killed"]]) == []


def test_the_soak_sees_what_is_lost(tmp_path: Path) -> None:
    """A line that the kit wrote and that is not stored, in the middle or twice, is a broken promise."""
    lab = StudyFolder(tmp_path)
    with lab.open() as study:
        study.participants.add("w1", lab.terms())
        for number, numbers in enumerate(([*range(60)], [*range(20), *range(22, 60)], [*range(30), *range(29, 60)]), 1):
            session = study.stored.new("w1", SessionInfo(START_S, START_S + 3.5))
            kit = [(START_S + n / 20, None, FIRST_US + EACH_US * n, None, None, None, None) for n in numbers]
            rows: dict[str, list[tuple[float | str | None, ...]]] = {
                "kit1": [*kit],
                "events": [(START_S + 3, "session_end", "", None, None, "session")],
            }
            for name, lines in rows.items():
                writer = study.stored.writer(session, name)
                for line in lines:
                    writer.add(*line)
                writer.close(START_S)
            assert session.number == number
        ran = Ran("none", [START_S + n / 20 for n in range(60)], START_S, START_S + 3.5)
        said = [broken(session, ran) for session in sorted(study.sessions(), key=lambda one: one.number)]
    assert [len(each) for each in said] == [0, 1, 1]
    assert "2 samples are lost, the first +1.00 s from the fault" in said[1][0]
    assert "stored twice, or out of order" in said[2][0]
