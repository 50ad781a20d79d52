"""Maps another player's names to creatives."""

import re
from collections.abc import Mapping

_CREATIVE = re.compile(r"[a-z0-9_.-]{1,64}")


class CreativeNames:
    """The names in the table `[playback.creatives]`."""

    def __init__(self, names: Mapping[str, str] = {}) -> None:
        self._names = dict(names)

    def find_creative(self, name: str, *others: str) -> str | None:
        """The creative for the first of these names that the table contains. If it contains none, `name` itself, if
        that is a valid creative.

        None if the player's names match no creative.
        """
        for one in (name, *others):
            if one in self._names:
                return self._names[one]
        return name if _CREATIVE.fullmatch(name) else None
