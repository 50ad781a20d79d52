"""Signals of simulated people as a report reads them, without recording a session."""

import numpy as np

from edge.statistics.columns import float_array
from edge.study.measures.signals import SMILE, SessionSignals, ShownAdvert, Signal
from edge.study_sessions.simulation.people import (
    ADVERT_S,
    KIT_HZ,
    SimulatedAdvert,
    SimulatedPerson,
    SimulatedSignals,
    simulate_session,
)

FACE_HZ = 5


def simulated_session_signals(
    name: str, who: SimulatedPerson, order: list[SimulatedAdvert], rng: np.random.Generator
) -> SessionSignals:
    """Signals of a session of a simulated person who sees the ads in this order: a kit and a face."""
    return as_session_signals(name, simulate_session(who, order, rng))


def as_session_signals(name: str, made: SimulatedSignals) -> SessionSignals:
    """Simulated signals as those of a session of participant `name`."""
    kit_s, face_s = (
        float_array(np.arange(n) / hz) for n, hz in ((made.skin_us.size, KIT_HZ), (made.smile.size, FACE_HZ))
    )
    return SessionSignals(
        name,
        made.length_s,
        tuple(ShownAdvert(one.advert.creative, one.start_s, one.start_s + ADVERT_S) for one in made.showings),
        Signal("skin conductance", "µS", kit_s, made.skin_us, float(KIT_HZ)),
        made.beats_s,
        float_array(np.diff(made.beats_s, prepend=np.nan)),
        (Signal(SMILE, "0 to 1", face_s, made.smile, float(FACE_HZ)),),
        None,
    )
