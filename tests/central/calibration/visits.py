"""People whose faces turn away and come back: how many of them does a kiosk count as one visit?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from edge.audience.rules import AudienceRules
from edge.audience.visits import VisitTracker
from edge.events import FaceObservation, FrameObservation
from tests.central.calibration.cells import LIMIT, Aim, Cell, generator, row_runs
from tests.worlds import face_of

HZ, BEGIN_S, AFTER_S = 5, 1_000.0, 60.0
NEARLY_ALL: Aim = (0.97, 1.0)


@dataclass(frozen=True)
class Glances:
    """Mean seconds of a stay, of a look at the screen, and of looking elsewhere, by exponential draws; each is at most
    `most_away_s`."""

    stay_s: float
    look_s: float
    away_s: float
    most_away_s: float = float("inf")

    def drawn(self, rng: np.random.Generator) -> list[tuple[float, float]]:
        """Looks of one person: from, to."""
        looks: list[tuple[float, float]] = []
        stay_s, at_s = rng.exponential(self.stay_s) + 1.0, 0.0
        while at_s < stay_s:
            to_s = min(stay_s, at_s + max(rng.exponential(self.look_s), 1.0))
            looks.append((at_s, to_s))
            at_s = to_s + min(rng.exponential(self.away_s), self.most_away_s)
        return looks


SETTINGS: dict[str, tuple[Glances, Aim]] = {
    "stay of 20 s, face seen for 3 s, away for 4 s at most": (Glances(20.0, 3.0, 3.0, 4.0), NEARLY_ALL),
    **{
        f"stay of {stay:.0f} s, face seen for {look:.0f} s, away for {away:.0f} s": (Glances(stay, look, away), LIMIT)
        for stay, look, away in ((10, 4, 2), (20, 4, 3), (20, 3, 6), (60, 4, 6), (60, 10, 2))
    },
}


def visits(runs: int, seed: int) -> Iterator[Cell]:
    """People who are one visit, and people who are three visits or more."""
    for number, (name, (glances, aim)) in enumerate(SETTINGS.items()):
        rng, people = generator(seed, 80, number), row_runs(runs)
        counts = np.array([_visits_of(glances.drawn(rng)) for _ in range(people)])
        yield Cell("people who are one visit", name, int((counts == 1).sum()), people, aim)
        yield Cell("people who are three visits or more", name, int((counts >= 3).sum()), people, LIMIT)


def _visits_of(looks: list[tuple[float, float]]) -> int:
    """Visits that a kiosk counts of one person who stands in one place. Each look is a new track."""
    tracker, found = VisitTracker(AudienceRules(), lambda at_s: (int(at_s), None, 0)), 0
    for frame in range(round((looks[-1][1] + AFTER_S) * HZ)):
        at_s = frame / HZ
        faces = tuple(_face(track) for track, (from_s, to_s) in enumerate(looks) if from_s <= at_s < to_s)
        tracker.handle_frame(FrameObservation(BEGIN_S + at_s, faces), 1 / HZ)
        if frame % HZ == 0:
            found += len(tracker.close_due_visits(BEGIN_S + at_s))
    return found + len(tracker.close_all_visits(BEGIN_S + looks[-1][1] + AFTER_S))


def _face(track: int) -> FaceObservation:
    return face_of(track, 100.0, 100.0, 40.0, 50.0, 0.0, 0.0, at_edge=False)
