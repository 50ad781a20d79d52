"""Changes in a new playlist, compared with the playlist that a shop plays now."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Fields = Mapping[str, Any]
_DEFAULTS: Mapping[str, object] = {
    "weight": 1,
    "muted": False,
    "seed": "",
    "unit": "play",
    "run_days": 1,
    "washout_days": 0,
}
"""Values of a missing key."""


@dataclass(frozen=True, slots=True)
class Change:
    """One changed value of an ad or an experiment. None: no value."""

    id: str
    key: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Changes:
    """Differences between two playlists. Without a former playlist, everything is added."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Change, ...]
    experiments_added: tuple[str, ...]
    experiments_removed: tuple[str, ...]
    experiments_changed: tuple[Change, ...]
    rotate: Change | None = None

    @property
    def is_empty(self) -> bool:
        """True if both playlists play the same."""
        return not any(getattr(self, name) for name in self.__slots__)


def playlist_changes(before: str | None, after: str) -> Changes:
    """Compare the contents of two playlists."""
    old: Fields = {} if before is None else json.loads(before)
    new: Fields = json.loads(after)
    added, removed, changed = _table_changes(old, new, "creatives")
    experiments = _table_changes(old, new, "experiments")
    rotate = Change("", "rotate", old.get("rotate"), new.get("rotate"))
    is_other = before is not None and rotate.before != rotate.after
    return Changes(added, removed, changed, *experiments, rotate if is_other else None)


def _table_changes(
    old: Fields, new: Fields, section: str
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Change, ...]]:
    before = {each["id"]: each for each in old.get(section, ())}
    after = {each["id"]: each for each in new.get(section, ())}
    changed = [
        Change(name, key, _value(before[name], key), _value(each, key))
        for name, each in after.items()
        if name in before
        for key in dict.fromkeys([*before[name], *each])
        if key not in ("bytes", "type") and _value(before[name], key) != _value(each, key)
    ]
    return (
        tuple(name for name in after if name not in before),
        tuple(name for name in before if name not in after),
        tuple(changed),
    )


def _value(table: Fields, key: str) -> object:
    value = table.get(key)
    if value is not None and key in ("from", "until"):
        return date.fromisoformat(value)
    return _DEFAULTS.get(key) if value is None else value
