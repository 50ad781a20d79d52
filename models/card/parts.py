"""What a task tells of its networks, beside what stands in every spec."""

from collections.abc import Callable
from dataclasses import dataclass

from models.spec import ModelSpec


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
