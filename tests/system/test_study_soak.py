"""The small form of the soak of studies: two people, a session each, two adverts, no camera (`make study-soak`)."""

from pathlib import Path

import pytest

from edge.study.sessions import SessionInfo
from tests.doubles.sound_server import running
from tests.doubles.study import START_S, Lab
from tests.system.study_lab import EACH_US, FIRST_US, MICROPHONE, LiveLab, SessionRun
from tests.system.study_promises import broken
from tests.system.study_soak import soak, table

KIT_US = "time_s,eda_us\n"


def test_faults_of_kit_clock_and_machine_lose_nothing_that_the_recording_has(tmp_path: Path) -> None:
    """The first session has its kit unplugged and the clock an hour ahead, the second ends by SIGKILL."""
    with running(tmp_path) as sound:
        sound.plug_in(MICROPHONE)
        lab = LiveLab(tmp_path, adverts=2, advert_s=3.0, sound=sound)
        said, facts = soak(lab, 2, [["unplugged and clock"], ["killed"]])
    assert said == []
    assert all(one.recorded > 100 for one in facts)
    assert facts[0].gap_s["kit1"] > 1.0
    assert set(facts[1].gap_s) == {"kit1", "sound"}
    assert "| SIGKILL in the second ad | 1 |" in table(facts, "make study-soak")


def recording(path: Path, numbers: list[int]) -> Path:
    path.write_text(KIT_US + "".join(f"{n / 20:.4f},{FIRST_US + EACH_US * n:.4f}\n" for n in numbers))
    return path


@pytest.mark.parametrize(
    ("stored", "recorded", "text"),
    [
        ([*range(60)], [*range(60)], ""),
        ([*range(20), *range(22, 60)], [*range(60)], "2 samples of the recording are lost, the first +1.00 s"),
        ([*range(20), *range(22, 60)], [*range(20), *range(22, 60)], "the recording itself lacks 2 samples"),
        ([*range(30), *range(29, 60)], [*range(60)], "stored twice, or out of order"),
        ([*range(50)], [*range(60)], ""),  # the last second of a session
    ],
)
def test_the_soak_sees_what_is_lost(tmp_path: Path, stored: list[int], recorded: list[int], text: str) -> None:
    """A line that the recording has and the session has not, in the middle or twice, is a broken promise."""
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.participants.add("w1", lab.terms())
        session = study.stored.add_session("w1", SessionInfo(START_S, START_S + 3.5))
        kit = [(START_S + n / 20, None, FIRST_US + EACH_US * n, None, None, None, None) for n in stored]
        rows: dict[str, list[tuple[float | str | None, ...]]] = {
            "kit1": [*kit],
            "events": [(START_S + 3, "session_end", "", None, None, "session")],
        }
        for name, lines in rows.items():
            writer = study.stored.open_series_writer(session, name)
            for line in lines:
                writer.add_row(*line)
            writer.close(START_S)
        ran = SessionRun(
            "none",
            [START_S + n / 20 for n in range(60)],
            START_S,
            START_S + 3.5,
            recording(tmp_path / "kit.csv", recorded),
        )
        (only,) = study.readable_sessions()
        said = broken(only, ran)
    assert len(said) == bool(text)
    assert text in "".join(said)


def test_a_quiet_room_and_a_gap_of_the_sound_are_broken_promises(tmp_path: Path) -> None:
    """The room of the soak is loud and quiet in turn; half of it is missing, and laughter is unknown."""
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.participants.add("w1", lab.terms())
        session = study.stored.add_session("w1", SessionInfo(START_S, START_S + 30, sources={"sound": "chair"}))
        rows: dict[str, list[tuple[float | str | None, ...]]] = {
            "kit1": [(START_S + n / 20, None, FIRST_US + EACH_US * n, None, None, None, None) for n in range(60)],
            "sound": [(START_S + n, 0.4, -40.0, None) for n in range(1, 20)],
            "events": [(START_S + 3, "session_end", "", None, None, "session")],
        }
        for name, lines in rows.items():
            writer = study.stored.open_series_writer(session, name)
            for line in lines:
                writer.add_row(*line)
            writer.close(START_S)
        file = recording(tmp_path / "kit.csv", [*range(60)])
        (only,) = study.readable_sessions()
        said = broken(only, SessionRun("none", [START_S + n / 20 for n in range(60)], START_S, START_S + 30, file))
    texts = ("do not show", "laughter is unknown", "only 41% of the sound is known")
    assert [text for text in texts if text not in "".join(said)] == []
