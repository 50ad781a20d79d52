"""Order in which a participant sees the adverts of a study."""

from collections.abc import Sequence

from edge.study.analysis.orders import balanced_orders
from edge.study.definition import StudyDefinition
from edge.study.errors import StudyError


def participant_advert_order(definition: StudyDefinition, adverts: Sequence[str], participant: str) -> list[str]:
    """The adverts in the order of a participant, such as w3: the third row of balanced Latin squares.

    The seed is the study's id, so the same adverts give the same order, in whatever sequence they are named. Raises
    StudyError without an advert, and with one advert twice.
    """
    if not adverts:
        raise StudyError("study: there is no advert to put into an order. Name them, such as: --ads spring,summer")
    if len(set(adverts)) < len(adverts):
        raise StudyError(f"study: an advert is named twice in {', '.join(adverts)}. Name each once.")
    number = int(participant[1:])
    return balanced_orders(sorted(adverts), number, int(definition.id, 16))[number - 1]
