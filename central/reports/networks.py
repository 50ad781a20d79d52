"""Expression networks behind the reactions. Readings of two networks are never averaged: one is used, all are named."""

import re

import numpy as np

from central.reports.columns import Columns
from central.reports.selection import local_date
from central.reports.values import ModelSpan

RESEARCH = re.compile(r"fer-")
"""Names of the networks of this project that may not be used in a shop: their pictures are not cleared for commerce."""


def is_for_research(models: list[ModelSpan]) -> bool:
    """True if one of the networks is for research, whatever its kiosk said of its use."""
    return any(RESEARCH.match(span.model) for span in models)


NO_READER = "none"
"""Name in the messages of kiosks that read no faces."""


def build_model_spans(reactions: Columns, used: str | None = None) -> list[ModelSpan]:
    """Networks of the reactions, oldest first. The one that read most people is used, of equal ones the newest; or the
    one that is named."""
    found = [
        _build_model_span(reactions.select_rows(reactions["model"] == model), str(model))
        for model in sorted(set(reactions["model"]) - {NO_READER})
    ]
    found.sort(key=lambda span: (span.from_, span.to, span.model))
    if not found:
        return []
    most = max(range(len(found)), key=lambda place: (found[place].people, place))
    name = found[most].model if used is None else used
    return [span.model_copy(update={"is_used": span.model == name}) for span in found]


def _build_model_span(of_model: Columns, model: str) -> ModelSpan:
    return ModelSpan(
        model=model,
        from_=local_date(int(of_model["first_day"].min())),
        to=local_date(int(of_model["last_day"].max())),
        reactions=round(of_model.column_sum("reactions")),
        people=round(of_model.column_sum("n")),
        is_used=False,
    )


def select_used_model(columns: Columns, models: list[ModelSpan]) -> Columns:
    """Rows that the used network read."""
    used = next((span.model for span in models if span.is_used), None)
    return columns.select_rows(np.asarray(columns["model"] == used, dtype=bool))
