"""Experiments by day in the content of a playlist."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from edge.messages.playlist import SentExperiment
from edge.playlist.day_design import DAY


def day_experiments(content: str) -> dict[str, SentExperiment]:
    """Experiments by day of a playlist, by id."""
    return {
        str(table["id"]): SentExperiment.model_validate_json(json.dumps(table))
        for table in json.loads(content).get("experiments", [])
        if table.get("unit") == DAY
    }


def parse_day_experiment(table: Mapping[str, Any]) -> SentExperiment | None:
    """Experiment by day of a table that a user is writing. None for a faulty one and for another experiment."""
    try:
        found = SentExperiment.model_validate_json(json.dumps(table, default=str))
    except ValidationError:
        return None
    return found if found.unit == DAY else None
