"""`vitrina study simulate`: writes a whole study of simulated people with the real recorder, without waiting."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from edge.consent.record import SCOPES
from edge.events import AudioObservation, ExpressionScores, FaceObservation, FrameObservation, PlayEnded, PlayStarted
from edge.files import replace_file
from edge.settings.settings import Settings
from edge.signals import Beat, KitSamples
from edge.study import attributes
from edge.study.analysis.orders import balanced_orders
from edge.study.attributes import AttributeValue
from edge.study.counts import count_with_noun
from edge.study.face_grid import AttentionRule
from edge.study.markers import Marker
from edge.study.participants import ConsentTerms
from edge.study.recorder import SessionClock, SessionRecorder, StudyEvent
from edge.study.sessions import SessionInfo
from edge.study.study import Study, create_study
from edge.study_sessions.access import make_study_access
from edge.study_sessions.simulation.people import (
    ADVERT_S,
    BASELINE_S,
    KIT_HZ,
    SMILE_SD,
    SimulatedAdvert,
    SimulatedSignals,
    draw_simulated_person,
    make_simulated_adverts,
    simulate_session,
)

NAME = "Simulated study"
KEPT = timedelta(days=30)
APART_S = 3600.0
"""Seconds from the start of one session to the start of the next. All sessions end before the study is created."""
TURN_S = 10.0
"""Interval of the recorder's turns in simulated seconds. Each turn writes to the disk and waits for it."""
SOUND_S = 0.96
RULE = AttentionRule(20.0, 20.0)
PLAY_ERROR_S = 0.02
GROUPS = ("a", "b")
ATTRIBUTES = """\
[age]
type = "integer"
personal = true
meaning = "age of the participant"
unit = "years"
min = 18
max = 99

[group]
type = "choice"
personal = false
meaning = "group of the participant"
values = ["a", "b"]
compare = true
"""
"""Text of the `attributes.toml` of a simulated study with groups."""
SCOPES_HELD = frozenset(SCOPES) - {"pictures"}


@dataclass(frozen=True, slots=True)
class SimulationOptions:
    """Size of a simulated study, and its seed. The same seed gives the same people and responses.

    `difference`: smiles of group b minus those of group a, in standard deviations between people. None: no groups.
    """

    participants: int
    sessions: int
    adverts: int
    seed: int = 1
    difference: float | None = None


def simulate_study(settings: Settings, folder: Path, options: SimulationOptions) -> int:
    """Create the simulated study, and print its true effects. Raises StudyError or StudyStorageError."""
    access = make_study_access(settings)
    shown = make_simulated_adverts(options.adverts)
    with create_study(folder, NAME, access.today() + KEPT, access) as study:
        _record_all(study, shown, options, access.now())
    print(
        f"study: {folder} contains {count_with_noun(options.participants, 'simulated participant')} with "
        f"{count_with_noun(options.sessions, 'session')} each; its last day is {access.today() + KEPT}. No real "
        "person is in it."
    )
    if options.difference is not None:
        print(
            f"study: simulated difference of the groups: the smiles of group b are {options.difference:g} standard "
            "deviations wider than those of group a"
        )
    for advert in shown:
        print(
            f"study: simulated effect of {advert.creative}: skin responses of {advert.skin_us:g} uS, smiles of "
            f"{advert.smile:g} at second 14"
        )
    return 0


def _record_all(study: Study, shown: Sequence[SimulatedAdvert], options: SimulationOptions, now_s: float) -> None:
    rng = np.random.default_rng(options.seed)
    by_name = {advert.creative: advert for advert in shown}
    count = options.participants * options.sessions
    start_s = float(int(now_s - (count + 1) * APART_S))
    given = iter(balanced_orders(list(by_name), count, options.seed))
    if options.difference is not None:
        replace_file(study.folder / attributes.FILE, ATTRIBUTES.encode())
    for number in range(options.participants):
        who, name = draw_simulated_person(rng), study.participants.next_pseudonym()
        terms = ConsentTerms(SCOPES_HELD, "simulation: no person", "simulation", start_s - 60, study.last_s)
        study.participants.add(name, terms)
        if options.difference is not None:
            values = _simulated_attributes(number, options.seed)
            study.attribute_values.change_values(name, values)
            if values["group"] == GROUPS[1]:
                who = replace(who, smile=who.smile + options.difference * SMILE_SD)
        for _ in range(options.sessions):
            order = [by_name[creative] for creative in next(given)]
            _record(study, name, simulate_session(who, order, rng), start_s, rng)
            start_s += APART_S


def _simulated_attributes(number: int, seed: int) -> dict[str, AttributeValue]:
    """Attributes of a simulated participant. Every second participant is in group b."""
    age = int(np.random.default_rng((seed, number)).integers(18, 80))
    return {"age": age, "group": GROUPS[number % len(GROUPS)]}


def _record(study: Study, name: str, made: SimulatedSignals, start_s: float, rng: np.random.Generator) -> None:
    """Write one session: pass the events to the recorder in chronological order, and run its turns in between."""
    clock = SimulatedClock(start_s)
    simulated = {"face": "simulated", "kit1": "simulated", "sound": "simulated"}
    models = {"expression": "simulated", "voice": "simulated"}
    info = SessionInfo(start_s, sources=simulated, models=models, version="simulated")
    recorder = SessionRecorder(study, name, info, SessionClock(clock.now, lambda: 0.0), RULE)
    events = sorted(_session_events(made, start_s, rng), key=lambda pair: pair[0])
    due_s = start_s + TURN_S
    for at_s, event in events:
        while at_s >= due_s:
            clock.at_s = due_s
            recorder.write_due_rows()
            due_s += TURN_S
        recorder.handle_event(event)
    clock.at_s = start_s + made.length_s
    recorder.write_due_rows()
    recorder.close()


class SimulatedClock:
    """Clock that shows the time set by the simulation."""

    def __init__(self, at_s: float) -> None:
        self.at_s = at_s

    def now(self) -> float:
        return self.at_s


Timed = tuple[float, StudyEvent]


def _session_events(made: SimulatedSignals, start_s: float, rng: np.random.Generator) -> Iterator[Timed]:
    """All events of a session, each with the time at which the recorder would receive it."""
    for kind, at_s in (("baseline_start", start_s), ("baseline_end", start_s + BASELINE_S)):
        yield at_s, Marker(at_s, kind)
    for showing in made.showings:
        at_s = start_s + showing.start_s
        yield at_s, PlayStarted(at_s, showing.advert.creative, 0.0, PLAY_ERROR_S)
        yield at_s + ADVERT_S, PlayEnded(at_s + ADVERT_S, PLAY_ERROR_S)
    yield from _kit_events(made, start_s)
    yield from _face(made, start_s, rng)
    yield from _sound_events(made, start_s, rng)


def _kit_events(made: SimulatedSignals, start_s: float) -> Iterator[Timed]:
    """Kit events in chunks of one second. The kit's own clock starts at another time than the session's, and drifts."""
    intervals_ms = np.diff(made.beats_s, prepend=np.nan) * 1000
    for second in range(int(made.length_s)):
        skin_us = made.skin_us[second * KIT_HZ : (second + 1) * KIT_HZ]
        times_s = np.arange(len(skin_us)) / KIT_HZ
        inside = np.flatnonzero((made.beats_s >= second) & (made.beats_s < second + 1))
        beats = tuple(
            Beat(start_s + float(made.beats_s[place]), float(intervals_ms[place]), place > 0) for place in inside
        )
        last = max(int(np.searchsorted(made.beats_s, second + 1)) - 1, 1)
        rate_bpm = 60_000 / intervals_ms[last]
        yield (
            start_s + second + 1,
            KitSamples(
                at_s=start_s + second,
                kit="1",
                wearer="",
                eda_us=skin_us.astype(np.float32),
                hr_bpm=np.full(len(skin_us), rate_bpm, np.float32),
                times_s=times_s,
                quality=np.ones(len(skin_us), np.float32),
                device_s=(second + times_s) * (1 + 1e-5) + 7.0,
                beats=beats,
            ),
        )


def _face(made: SimulatedSignals, start_s: float, rng: np.random.Generator) -> Iterator[Timed]:
    for number, smile in enumerate(made.smile.tolist()):
        at_s = start_s + number / 5 + 0.01
        yield at_s, FrameObservation(at_s, (_one_face(smile, rng),) if smile == smile else ())


def _one_face(smile: float, rng: np.random.Generator) -> FaceObservation:
    rest = (1.0 - smile) / 7
    probabilities = (rest, smile, *[rest] * 6)
    yaw_deg, pitch_deg = rng.normal(0.0, 3.0, 2).tolist()
    return FaceObservation(
        1, 270.0, 190.0, 100.0, 100.0, yaw_deg, pitch_deg, False, False, False, (11, 11, 11, 11),
        ExpressionScores(probabilities, smile - rest, 0.5 * smile),
    )  # fmt: skip


def _sound_events(made: SimulatedSignals, start_s: float, rng: np.random.Generator) -> Iterator[Timed]:
    """One sound result every 0.48 s, with laughter while the smile is wide."""
    for number in range(2, int(made.length_s / 0.48)):
        at_s = 0.48 * number
        smile = made.smile[min(int(at_s * 5), len(made.smile) - 1)]
        yield (
            start_s + at_s,
            AudioObservation(start_s + at_s, SOUND_S, -45.0 + float(rng.normal(0, 2)), bool(smile > 0.6)),
        )
