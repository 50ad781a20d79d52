"""Keys that a signed file of a fleet may set on a kiosk. Kiosks refuse all others, and central does so before a file is
signed.
"""

from collections.abc import Iterator, Mapping
from typing import Any

SETTINGS_KEYS = (
    *("site.open", "site.timezone"),
    *("faces.rate_hz", "faces.tiles", "faces.masks"),
    *("audience.k", "audience.k_reaction", "audience.window_s", "reaction.noise"),
    *("player.remote", "microphone.device", "microphone.staffed_till", "kits", "camera.source"),
)
"""Keys of a settings file. edge/settings/remote_rules.py has the values that each accepts."""
ADDRESS_KEYS = ("broker.host", "broker.ca")
"""Keys of an address file."""
KEYS = {"settings": SETTINGS_KEYS, "address": ADDRESS_KEYS}


def flat_values(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each key of a file with its section's name, as in `site.open`, and its value."""
    for section, table in values.items():
        if isinstance(table, dict):
            yield from ((f"{section}.{key}", value) for key, value in table.items())
        else:
            yield section, table
