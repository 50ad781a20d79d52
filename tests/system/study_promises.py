"""Promises of a study's session with a fault: each that is broken becomes a sentence."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge.statistics.columns import float_array
from edge.study.sessions import StudySession
from tests.system.study_lab import CLOCK_STEP_S, EACH_US, FIRST_US, STOPPED_S, UNPLUGGED_S, SessionRun

UNREAD_S = 0.3
"""Bytes that a kit wrote so long before it was unplugged may still have lain in the wire."""
LOST_S = 1.0
END_S = 1.0
"""Kits are closed at the end of a session, with what they had not handed on yet: half a second, and what was queued."""
LEAST_SPREAD_DB = 20.0
LEAST_KNOWN = 0.5
"""Of the time between the first and the last sound. A machine that is overloaded drops sound, and the holes tell it."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class KitFacts:
    """Lines of the kit, by what became of them.

    `recorded`: in the recording, from the first that the session has to its end. Of these, the session lacks `lost`,
    and those that it may lack: `in_wire` and `at_end`. `unrecorded`: not in the recording, whose port was open.
    """

    recorded: int
    lost: tuple[int, ...]
    in_wire: int
    at_end: int
    unrecorded: int


def broken(session: StudySession, ran: SessionRun) -> list[str]:
    """Promises that a session breaks, as sentences."""
    said = [*_kit(session, ran), *_grids(session, ran), *_sound(session)]
    types = list(session.read_events()["type"])
    if "unplugged" in ran.fault and not _has_gap_at(session, ran.at_s):
        said.append("the kit was unplugged, and no gap tells it")
    if "clock" in ran.fault:
        clock = session.read_series("clock")
        if np.ptp(float_array(clock["machine_s"]) - float_array(clock["time_s"])) < CLOCK_STEP_S - 1:
            said.append("the series clock does not show the step")
    if ran.fault != "killed" and types.count("advert_start") != types.count("advert_end"):
        said.append(f"adverts have {types.count('advert_start')} starts and {types.count('advert_end')} ends")
    if (ran.fault == "killed") == ("session_end" in types):
        said.append("the end of the session is not told as it was")
    return [f"{session.participant} session {session.number} ({ran.fault}): {text}" for text in said]


def recorded_numbers(path: Path) -> Numbers:
    """Numbers of the lines in a recording of `vitrina kit --record`."""
    with path.open(encoding="utf-8", newline="") as file:
        return _numbers(np.array([float(row["eda_us"]) for row in csv.DictReader(file)], np.float64))


def kit_facts(session: StudySession, ran: SessionRun) -> KitFacts:
    """Compares the session with the recording of the same kit."""
    stored = _numbers(float_array(session.read_series("kit1")["conductance_us"]))
    recorded = recorded_numbers(ran.recording)
    written = np.array(ran.written_s)
    was_killed = ran.fault == "killed" or session.info.ended_s is None
    ended_s = ran.ended_s if was_killed or session.info.ended_s is None else session.info.ended_s
    recorded = recorded[(recorded >= stored[0]) & (written[recorded] < ended_s)]
    missing = np.setdiff1d(recorded, stored)
    at_end = written[missing] >= ended_s - (LOST_S if was_killed else END_S)
    in_wire = ~at_end & _lay_in_wire(written[missing], ran)
    unrecorded = np.setdiff1d(np.arange(recorded[0], recorded[-1] + 1), recorded)
    return KitFacts(
        len(recorded),
        tuple(missing[~at_end & ~in_wire].tolist()),
        int(in_wire.sum()),
        int(at_end.sum()),
        int((~_lay_in_wire(written[unrecorded], ran)).sum()),
    )


def _kit(session: StudySession, ran: SessionRun) -> Iterator[str]:
    """Each line that the recording has must be there, once and in order."""
    kit = session.read_series("kit1")
    numbers, times_s = _numbers(float_array(kit["conductance_us"])), float_array(kit["time_s"])
    if len(numbers) < 20:
        yield f"only {len(numbers)} samples of the kit"
        return
    if (np.diff(numbers) <= 0).any():
        yield "samples are stored twice, or out of order"
    if (np.diff(times_s) < 0).any():
        yield "times of the kit step back"
    facts = kit_facts(session, ran)
    if facts.lost:
        after_s = ran.written_s[facts.lost[0]] - ran.at_s
        yield f"{len(facts.lost)} samples of the recording are lost, the first {after_s:+.2f} s from the fault"
    if facts.unrecorded:
        yield f"the recording itself lacks {facts.unrecorded} samples"


def _numbers(conductance_us: NDArray[np.float64]) -> Numbers:
    return np.rint((conductance_us - FIRST_US) / EACH_US).astype(np.int64)


def _lay_in_wire(written_s: NDArray[np.float64], ran: SessionRun) -> NDArray[np.bool_]:
    """True for lines that may have been in the wire when it was unplugged."""
    is_before = (written_s > ran.at_s - UNREAD_S) & (written_s < ran.at_s + UNPLUGGED_S)
    return is_before if "unplugged" in ran.fault else np.zeros(len(written_s), bool)


def _has_gap_at(session: StudySession, at_s: float) -> bool:
    gaps = session.series_coverage("kit1", "conductance_us").gaps
    return any(gap.from_s < at_s + UNPLUGGED_S and gap.to_s > at_s for gap in gaps)


def _grids(session: StudySession, ran: SessionRun) -> Iterator[str]:
    """The face has a row each 0.2 s from the start on; a camera that stands shows as rows without data."""
    for name in session.series_names:
        times_s = float_array(session.read_series(name)["time_s"])
        if len(times_s) and times_s[-1] - times_s[0] > 600:
            yield f"times of {name} follow the machine's clock"
    if "face" not in session.series_names:
        return
    face = session.read_series("face")
    face_s = float_array(face["time_s"])
    if not np.allclose(np.diff(face_s), 0.2, atol=1e-4):
        yield "the grid of the face has a hole"
    if (face["no_data"] == 0).sum() < 5:
        yield "the face was hardly seen"
    fault = (face_s > ran.at_s + 1.0) & (face_s < ran.at_s + STOPPED_S - 0.5)
    if ran.fault == "camera" and not (face["no_data"][fault] == 1).all():
        yield "the camera stood, and the face goes on"


def _sound(session: StudySession) -> Iterator[str]:
    """The loud and the quiet seconds of the room show, laughter is known, and no sound is counted twice."""
    if "sound" not in session.info.sources:
        return
    if "sound" not in session.series_names:
        yield "no sound was recorded"
        return
    sound = session.read_series("sound")
    ends_s, length_s = float_array(sound["time_s"]), float_array(sound["duration_s"])
    if np.ptp(float_array(sound["level_db"])) < LEAST_SPREAD_DB:
        yield "loud and quiet seconds of the room do not show"
    if not np.isfinite(float_array(sound["laughter"])).all():
        yield "laughter is unknown"
    if ((ends_s - length_s)[1:] < ends_s[:-1] - 0.05).any():
        yield "the same sound counts twice"
    if (known := known_share(ends_s, length_s)) < LEAST_KNOWN:
        yield f"only {known:.0%} of the sound is known"


def known_share(ends_s: NDArray[np.float64], length_s: NDArray[np.float64]) -> float:
    """Share of the time from the first to the last sound that is known. `ends_s`: of the sounds, (n,), n at least 1."""
    return float(length_s.sum() / (ends_s[-1] - ends_s[0] + length_s[0]))
