"""Sessions of made people as signals, without a file."""

import numpy as np

from edge.statistics.columns import Floats, float_array
from edge.study.measures.signals import SessionSignals, ShownAdvert, Signal
from edge.study_sessions.simulation.people import SimulatedAdvert, draw_simulated_person, make_simulated_adverts
from edge.study_sessions.simulation.signals import simulated_session_signals


def session(name: str, seed: int, shown: list[SimulatedAdvert] | None = None) -> SessionSignals:
    """A session of a person who does not exist."""
    rng = np.random.default_rng(seed)
    return simulated_session_signals(name, draw_simulated_person(rng), shown or make_simulated_adverts(2), rng)


def signals(
    name: str,
    shown: list[ShownAdvert],
    *,
    skin_us: Floats,
    smile: Floats,
    beats_s: Floats,
    length_s: float,
) -> SessionSignals:
    """A session with a kit of 10 Hz and a face of 5 Hz."""
    times_s = float_array(np.arange(skin_us.size) / 10)
    face_s = float_array(np.arange(smile.size) / 5)
    skin = Signal("skin conductance", "µS", times_s, skin_us, 10.0)
    face = Signal("smile", "probability", face_s, smile, 5.0)
    return SessionSignals(
        name, length_s, tuple(shown), skin, beats_s, float_array(np.diff(beats_s, prepend=np.nan)), (face,), None
    )
