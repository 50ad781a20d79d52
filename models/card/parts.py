"""Parts of a card that depend on the task of the model."""

from collections.abc import Callable
from dataclasses import dataclass

from models.card.tables import nested_tables
from models.serving.spec import ModelSpec


@dataclass(frozen=True)
class ModelCardTexts:
    """Markdown texts of one task. Fields that are functions create their text from the numbers in the model
    settings.
    """

    rights: Callable[[ModelSpec], str]  # beside the licence note: facts for a team that ships a product
    purpose: str
    no_purpose: str
    data: Callable[[ModelSpec], str]
    numbers: Callable[[ModelSpec], str]
    fails: str
    commands: Callable[[ModelSpec, str], str]  # from the spec and the date of the card


def all_measurement_tables(spec: ModelSpec) -> str:
    """All measurements as tables, for a task that has no texts of its own."""
    return nested_tables(
        {key: value for key, value in spec.metrics.items() if key not in ("parity", "variants", "cost")}
    )


def usual_training_commands(spec: ModelSpec, date: str) -> str:
    """Commands that make a model without teacher models and additional heads."""
    return "\n".join(
        (
            f"python -m models.train {spec.task} --seed {spec.recipe['seed']}",
            f"python -m models.export runs/{spec.task} --name {spec.name}",
            f"python -m models.card {spec.name} --date {date}",
            f"python -m models.gate {spec.name}",
        )
    )
