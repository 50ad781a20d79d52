"""Creatives by the names that another player uses for them."""

import re
from collections.abc import Mapping

_CREATIVE = re.compile(r"[a-z0-9_.-]{1,64}")


class CreativeNames:
    """The table `[playback.creatives]`."""

    def __init__(self, names: Mapping[str, str] = {}) -> None:
        self._names = dict(names)

    def find_creative(self, name: str, *others: str) -> str | None:
        """Creative of the first of these names in the table; else `name` itself, if it is a valid creative.

        None if the player's names do not match a creative.
        """
        for one in (name, *others):
            if one in self._names:
                return self._names[one]
        return name if _CREATIVE.fullmatch(name) else None
