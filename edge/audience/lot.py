"""Random choice of the creatives that get the verdicts of a visit: each additional one would draw new noise about the
same face.
"""

from collections.abc import Iterable
from dataclasses import replace

from edge.audience.exposure import VisitExposure
from edge.audience.noise import RandomDraws
from edge.audience.people import VisitStay


def draw_exposures(exposures: Iterable[VisitExposure], most: int, draws: RandomDraws) -> list[VisitExposure]:
    """The exposures in the order of their visits' starts, then of their creatives.

    A visit that would count in the n of more than `most` creatives keeps the verdicts of `most` of them, chosen at
    random. For the others it is only exposed, and a watcher.
    """
    ordered = sorted(exposures, key=_order)
    of_visit: dict[VisitStay, list[int]] = {}
    for index, exposure in enumerate(ordered):
        if exposure.has_verdicts:
            of_visit.setdefault(exposure.stay, []).append(index)
    for indexes in of_visit.values():
        if len(indexes) > most:
            drawn = draws.draw_distinct_numbers(most, len(indexes))
            for place, index in enumerate(indexes):
                if place not in drawn:
                    ordered[index] = replace(ordered[index], verdict_s=0.0)
    return ordered


def _order(exposure: VisitExposure) -> tuple[float, float, str]:
    return exposure.stay.start_s, exposure.stay.end_s, exposure.arm[0]
