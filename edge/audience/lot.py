"""Random choice of the creatives that get a visit's verdicts. Their number is limited, because each further creative
would publish values of the same face with new noise.
"""

from collections.abc import Iterable
from dataclasses import replace

from edge.audience.exposure import VisitExposure
from edge.audience.noise import RandomDraws
from edge.audience.people import VisitStay


def draw_exposures(exposures: Iterable[VisitExposure], most: int, draws: RandomDraws) -> list[VisitExposure]:
    """The exposures, ordered by the start of the visit and then by creative.

    A visit counts in the `n` of at most `most` creatives. If there are more, `most` of them are chosen at random and
    get its verdicts. For the other creatives, the visit counts only as exposed and as a watcher.
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
