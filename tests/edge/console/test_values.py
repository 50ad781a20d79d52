"""No value of the page can carry a picture, a sound, a track or a held number."""

import dataclasses
import inspect
import typing

from edge.console import values
from tests.edge.messages.test_nothing_else_leaves import OF_ONE_PERSON

LEAVES = {str, int, float, bool, type(None)}
TYPES = [kind for _, kind in inspect.getmembers(values, dataclasses.is_dataclass) if inspect.isclass(kind)]
HELD = {"held", "waiting_visits", "visits", "people", "count"}


def leaves(kind: object) -> set[object]:
    """Types inside a tuple or a union."""
    arguments = [one for one in typing.get_args(kind) if one is not Ellipsis]
    return set().union(*map(leaves, arguments)) if arguments else {kind}


def test_fields_are_words_numbers_and_tuples_of_values() -> None:
    """No bytes, no array, no mapping, nothing open."""
    assert len(TYPES) > 10
    for kind in TYPES:
        for name, field in typing.get_type_hints(kind).items():
            assert leaves(field) <= {*LEAVES, *TYPES}, f"{kind.__name__}.{name}"


def test_no_field_is_named_after_what_is_about_one_person() -> None:
    """An outline alone has a place and a size, and nothing beside them."""
    for kind in TYPES:
        names = {field.name for field in dataclasses.fields(kind)}
        allowed = {"x", "y", "w", "h"} if kind is values.Rectangle else {"name"}  # of a stage
        assert names & (OF_ONE_PERSON | HELD) <= allowed, kind.__name__
    assert {field.name for field in dataclasses.fields(values.Outlines)} == {"aspect", "rectangles"}
