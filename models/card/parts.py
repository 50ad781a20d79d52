"""What a task tells of its networks, beside what stands in every spec."""

from collections.abc import Callable
from dataclasses import dataclass

from models.card.tables import nested
from models.serving.spec import ModelSpec


@dataclass(frozen=True)
class TaskCard:
    """Markdown of one task. What is a function makes its text from the spec's own numbers."""

    rights: Callable[[ModelSpec], str]  # beside the licence note: what whoever ships a product must know
    purpose: str
    no_purpose: str
    data: Callable[[ModelSpec], str]
    numbers: Callable[[ModelSpec], str]
    fails: str
    commands: Callable[[ModelSpec, str], str]  # and the date of the card


def all_numbers(spec: ModelSpec) -> str:
    """Everything that was measured, as tables, for a task that draws nothing of its own."""
    return nested({key: value for key, value in spec.metrics.items() if key not in ("parity", "variants", "cost")})


def usual_commands(spec: ModelSpec, date: str) -> str:
    """How a network comes about that has no teachers and no heads."""
    return "\n".join(
        (
            f"python -m models.train {spec.task} --seed {spec.recipe['seed']}",
            f"python -m models.export runs/{spec.task} --name {spec.name}",
            f"python -m models.card {spec.name} --date {date}",
            f"python -m models.gate {spec.name}",
        )
    )
