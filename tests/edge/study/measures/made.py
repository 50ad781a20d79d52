"""Sessions of made people as signals, without a file."""

import numpy as np

from edge.statistics.columns import Floats, float_array
from edge.study.export.selection import ChosenSession
from edge.study.measures.signals import SessionSignals, ShownAdvert, Signal
from edge.study_sessions.simulation.people import (
    ADVERT_S,
    SimulatedAdvert,
    draw_simulated_person,
    make_simulated_adverts,
    simulate_session,
)


def session(name: str, seed: int, shown: list[SimulatedAdvert] | None = None) -> SessionSignals:
    """A session of a person who does not exist."""
    rng = np.random.default_rng(seed)
    made = simulate_session(draw_simulated_person(rng), shown or make_simulated_adverts(2), rng)
    return signals(
        name,
        [ShownAdvert(one.advert.creative, one.start_s, one.start_s + ADVERT_S) for one in made.showings],
        skin_us=made.skin_us,
        smile=made.smile,
        beats_s=made.beats_s,
        length_s=made.length_s,
    )


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
    none: ChosenSession = None  # type: ignore[assignment]  # nothing is read from it here
    times_s = float_array(np.arange(skin_us.size) / 10)
    face_s = float_array(np.arange(smile.size) / 5)
    skin = Signal("skin conductance", "µS", times_s, skin_us, 10.0)
    face = Signal("smile", "probability", face_s, smile, 5.0)
    return SessionSignals(
        name, none, length_s, tuple(shown), skin, beats_s, float_array(np.diff(beats_s, prepend=np.nan)), (face,), None
    )
