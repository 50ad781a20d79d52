"""Held sums of a reaction."""

from dataclasses import fields

import pytest

from edge.audience.reaction_batch import CurveCell, ExpressionSums, ReactionBatch, WearerSums

NOTHING: tuple[object, ...] = (0, False, [], {}, set(), ExpressionSums())


@pytest.mark.parametrize("sums", [ExpressionSums(), CurveCell(), WearerSums(), ReactionBatch("ad", None, 60.0)])
def test_new_sums_are_about_nobody(sums: ExpressionSums | CurveCell | WearerSums | ReactionBatch) -> None:
    """Of a new batch only its creative and its start are set."""
    values = {field.name: getattr(sums, field.name) for field in fields(sums)}
    given = {name for name, value in values.items() if value is not None and value not in NOTHING}
    assert given == ({"creative", "from_s"} if isinstance(sums, ReactionBatch) else set())
