"""Loads classes that other packages register under an entry point group."""

from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from firmware_bridge.errors import KitError, KitFailedError
from firmware_bridge.guarded_kit import call_plugin


def plugin_names(group: str) -> list[str]:
    """Names that other packages register in a group, sorted."""
    return sorted({point.name for point in entry_points(group=group)})


def load_plugin_class(group: str, name: str, what: str) -> Callable[..., Any] | None:
    """Return the class that a package registers under a name; None if there is none. Raises KitError if it cannot be
    loaded. `what`: what the class must be, such as "kit class".
    """
    for point in entry_points(group=group):
        if point.name == name:
            return _load(point, what)
    return None


def _load(point: EntryPoint, what: str) -> Callable[..., Any]:
    where = f"entry point {point.name} = {point.value} of {point.dist.name if point.dist else 'an unnamed package'}"
    try:
        loaded: Any = call_plugin(point.name, "its import", point.load)
    except KitFailedError as error:
        raise KitError(f"kit {point.name}: {where} could not be loaded: {error.__cause__}.") from error
    if not callable(loaded):
        raise KitError(f"kit {point.name}: {where} is not a {what}.")
    loaded_class: Callable[..., Any] = loaded
    return loaded_class
