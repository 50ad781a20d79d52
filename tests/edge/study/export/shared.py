"""A study of two people with a session each, whose values have gaps, texts and missing cells; and its exports."""

from pathlib import Path

from edge.study.attributes import FILE
from edge.study.dictionary import find_series
from edge.study.export.export import ExportRequest, export_study
from edge.study.scenes import Scene
from edge.study.sessions import SessionInfo, StudySession, SyncResult
from edge.study.study import Study
from tests.doubles.study import EVERY_SCOPE, START_S, Lab

SHARED = EVERY_SCOPE | {"share"}
SYNC = SyncResult("screen-camera", 0.0815, 0.0042, START_S - 3600, "15 flashes")
COUNT = 300
GAP = range(100, 120)  # samples of the kit that are missing
ATTRIBUTES = """
[age]
type = "integer"
personal = true
unit = "years"

[condition]
type = "choice"
personal = false
meaning = "music during the ads"
values = ["loud", "soft"]
compare = true
"""
TEXT = 'said "no", then = quiet; Ω'


def exported(place: Path, kind: str) -> Path:
    """The folder of an export."""
    lab = Lab(place)
    with lab.open() as study:
        for name in ("w1", "w2"):
            study.participants.add(name, lab.terms(SHARED))
            session(study, name)
        export_study(study, ExportRequest(kind, place / kind), lambda: lab.now_s)
    return place / kind


def exported_after_a_withdrawal(place: Path, kind: str) -> Path:
    """An export of w1 with two sessions, w2 with one, w3 without the scope `face`; w4 withdrew, w5 shares nothing.

    With attributes, and with scenes.
    """
    lab = Lab(place)
    (lab.folder / FILE).write_text(ATTRIBUTES)
    scopes = {"w1": SHARED, "w2": SHARED, "w3": SHARED - {"face"}, "w4": SHARED, "w5": EVERY_SCOPE}
    with lab.open() as study:
        for name, held in scopes.items():
            study.participants.add(name, lab.terms(held))
            study.attribute_values.change_values(name, {"age": 34, "condition": "loud"} if name == "w1" else {})
            for _ in range(2 if name in ("w1", "w4") else 1):
                session(study, name, without=EVERY_SCOPE - held)
        study.withdrawal.withdraw_participant("w4")
        request = ExportRequest(kind, place / kind, with_personal=True, scenes=(Scene("spring", 2.0, 5.0, "dog"),))
        export_study(study, request, lambda: lab.now_s)
    return place / kind


def session(study: Study, name: str, without: frozenset[str] = frozenset()) -> StudySession:
    """A session of 30 s: a kit of 10 Hz with a gap, a face with rows without data, beats, sound, markers.

    `without`: scopes of which nothing was recorded.
    """
    info = SessionInfo(START_S, START_S + 30, models={"expression": "net-a", "voice": "net-b"}, version="1.2.3")
    one = study.stored.add_session(name, info)
    rows: dict[str, list[tuple[float | str | bool | None, ...]]] = {
        "kit1": [kit_row(step) for step in range(COUNT) if step not in GAP],
        "beats1": [(START_S + 1, None, False), (START_S + 1.9, 900.0, True)],
        "face": [face_row(step) for step in range(150)],
        "sound": [(START_S + 0.48 * step, 0.96, -40.0 - step, None if step % 3 else step % 2) for step in range(1, 60)],
        "answers": [
            (START_S + 20, 4.5, "spring", "After each advert", "mood", "scale", 7, None),
            (START_S + 20, 4.5, "spring", "After each advert", "remark", "text", None, TEXT),
        ],
        "events": events(),
        "clock": [(START_S + 5 * step, START_S + 5 * step + 0.25, None) for step in range(6)],
    }
    for series, lines in rows.items():
        if find_series(series).scope in without:
            continue
        writer = study.stored.open_series_writer(one, series)
        for line in lines:
            writer.add_row(*line)
        writer.close(START_S)
    study.stored.store_file_hashes(one)
    return study.stored.add_sync_result(one, SYNC) if name == "w1" else one


def kit_row(step: int) -> tuple[float | None, ...]:
    at_s = START_S + 0.5 + 0.1 * step + 0.02 * (step % 3)
    return at_s, step * 0.1, 2.0 + step / 1000, None, 70.0, None if step % 5 else 850.0, 1.0


def face_row(step: int) -> tuple[float | bool | None, ...]:
    at_s = START_S + 0.2 * step
    if 40 <= step < 60:
        return at_s, *[None] * 15, True
    return at_s, *[0.125] * 8, 0.1, 0.2, 1.0, -2.0, True, 90.0, False, False


def events() -> list[tuple[float | str | None, ...]]:
    return [
        (START_S, "session_start", "", None, None, "session"),
        (START_S + 1, "baseline_start", "", None, None, "session"),
        (START_S + 5, "baseline_end", "", None, None, "session"),
        (START_S + 6, "advert_start", "spring", 0.0, 1.0, "player"),
        (START_S + 16, "advert_end", "spring", None, 1.0, "player"),
        (START_S + 17, "mark", TEXT, None, 0.001, "socket"),
        (START_S + 20, "advert_start", "summer", 2.5, 1.0, "player"),
    ]
