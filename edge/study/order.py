"""Order in which a participant sees the ads of a study."""

from collections.abc import Sequence

from edge.study.analysis.orders import balanced_orders
from edge.study.definition import StudyDefinition
from edge.study.errors import StudyError


def participant_advert_order(definition: StudyDefinition, adverts: Sequence[str], participant: str) -> list[str]:
    """The study's ads in the order for one participant: participant w3 gets the third row of balanced Latin squares.

    The seed is the study's id. The same ads give the same order, in whatever sequence you name them. Raises StudyError
    without an ad, and if an ad occurs twice.
    """
    if not adverts:
        raise StudyError("study: no ads were named. Name the ads, for example: --ads spring,summer")
    if len(set(adverts)) < len(adverts):
        raise StudyError(f"study: an ad occurs twice in {', '.join(adverts)}. Name each ad once.")
    number = int(participant[1:])
    return balanced_orders(sorted(adverts), number, int(definition.id, 16))[number - 1]
