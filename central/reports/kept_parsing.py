"""Reads the JSON of kept answers."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from central.store.kept_answers import KeptAnswer

V = TypeVar("V", bound=BaseModel)


def parse_kept(kind: type[V], answer: KeptAnswer) -> V | None:
    """The value of a kept answer; None if another version wrote it with other fields."""
    try:
        return kind.model_validate_json(answer.content)
    except ValidationError:
        return None
