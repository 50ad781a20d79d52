"""What sizes of encrypted files and rows show without a key: how long a session was, and nothing that was sensed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge.events import AudioObservation, FaceObservation, FrameObservation
from edge.signals import Beat, KitSamples
from edge.study.face_grid import AttentionRule
from edge.study.markers import Marker
from edge.study.recorder import SessionClock, SessionRecorder
from edge.study.sessions import SessionInfo
from edge.study.study import Study
from tests.doubles.study import START_S, Lab

SOURCES = {"face": "camera", "sound": "chair", "kit1": "grove at /dev/ttyACM0"}
SECONDS, KIT_HZ = 24, 50
FACE = FaceObservation(1, 0, 0, 80, 100, 0.0, 0.0, False, False, False, (0, 0, 0, 0))

Sizes = list[dict[str, int]]


def kit_second(at_s: float, pulse_bpm: float) -> KitSamples:
    """Samples of one second, with the beats that end in it."""
    values = np.full(KIT_HZ, 2.0, np.float32)
    numbers = range(int((at_s - START_S) * pulse_bpm / 60), int((at_s + 1 - START_S) * pulse_bpm / 60))
    beats = tuple(Beat(START_S + (number + 1) * 60 / pulse_bpm, 60_000 / pulse_bpm, True) for number in numbers)
    times_s = np.arange(KIT_HZ) / KIT_HZ
    return KitSamples(at_s, "1", "w1", values, values, times_s=times_s, device_s=at_s + times_s, beats=beats)


def sizes_by_second(lab: Lab, study: Study, pulse_bpm: float, *, has_face: bool, text: str = "") -> Sizes:
    """Sizes of all files at each second of a session, and at its end; of the database's row at the end."""
    info = SessionInfo(lab.now_s, sources=SOURCES)
    recorder = SessionRecorder(
        study, "w1", info, SessionClock(lambda: lab.now_s, lambda: 0.0), AttentionRule(25.0, 20.0)
    )
    begin_s, walked = lab.now_s, []
    for second in range(SECONDS):
        at_s = begin_s + second
        if pulse_bpm:
            recorder.handle_event(replace(kit_second(START_S + second, pulse_bpm), at_s=at_s))
            recorder.handle_event(AudioObservation(at_s, 0.96, -40.0, False))
        for step in range(5):
            recorder.handle_event(FrameObservation(at_s + step / 5 + 0.1, (FACE,) if has_face else ()))
        if text and second == SECONDS // 2:
            recorder.handle_event(Marker(at_s, "mark", text))
        for _ in range(4):
            lab.now_s += 0.25
            recorder.write_due_rows()
        walked.append(file_sizes(recorder.session.folder))
    recorder.replace_description(replace(recorder.session.info, contact={"kit1": 1.0 if pulse_bpm else 0.0123456}))
    session = recorder.close()
    ((info_bytes,),) = study._database.fetch_rows("SELECT length(info) FROM sessions WHERE id = ?", session.id)
    return [*walked, {**file_sizes(session.folder), "info": int(info_bytes)}]


def file_sizes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in sorted(folder.iterdir())}


@pytest.mark.parametrize(
    ("pulse_bpm", "has_face", "text"),
    [(100, True, ""), (50, False, ""), (0, True, ""), (100, True, "she laughed, and looked away " * 9)],
    ids=["twice the beats", "a face that is away", "a kit and a microphone that give nothing", "a mark"],
)
def test_no_size_tells_beats_gaps_faces_or_marks(tmp_path: Path, pulse_bpm: float, has_face: bool, text: str) -> None:
    """Neither while the session records nor after it, and neither by files nor by rows of the database."""
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.participants.add("w1", lab.terms())
        plain = sizes_by_second(lab, study, 50, has_face=True)
        other = sizes_by_second(lab, study, pulse_bpm, has_face=has_face, text=text)
    assert other == plain
    assert set(plain[0]) == {f"{name}.tsv.sealed" for name in ("beats1", "clock", "events", "face", "kit1", "sound")}
