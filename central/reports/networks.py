"""Expression models behind the reactions. Results of two models are never averaged. The report uses one model and lists
all.
"""

import re

import numpy as np

from central.reports.columns import Columns
from central.reports.selection import local_date
from central.reports.values import ModelSpan

RESEARCH = re.compile(r"fer-")
"""Names of this project's models that may not be used in a shop, because their training images are not cleared for
commercial use.
"""


def is_for_research(models: list[ModelSpan]) -> bool:
    """True if one of the models is a research model, regardless of the use that its kiosk reports."""
    return any(RESEARCH.match(span.model) for span in models)


NO_READER = "none"
"""Model name in the messages of kiosks that run no expression model."""


def build_model_spans(reactions: Columns, used: str | None = None) -> list[ModelSpan]:
    """Expression models of the reactions, oldest first.

    The used model is the one that is named; by default it is the one that measured the most people. If several models
    measured the same number, the newest of these models is used.
    """
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
    """Rows that the used model measured."""
    used = next((span.model for span in models if span.is_used), None)
    return columns.select_rows(np.asarray(columns["model"] == used, dtype=bool))
