"""Setup answer about the folder of the videos, which switches the kiosk's own player on."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from edge.console.hooks import SettingKey, SettingsRefusedError
from edge.settings.player import MEDIA as DEFAULT
from edge.tools.setup.questions import MEDIA


def player_settings_values(values: Mapping[SettingKey, object]) -> dict[SettingKey, object]:
    """Settings for the folder in an answer; empty without a folder.

    The default folder, inside the kiosk's own folder, is created. Raises SettingsRefusedError if any other folder does
    not exist.
    """
    if MEDIA not in values:
        return {}
    if not values[MEDIA]:
        raise SettingsRefusedError(
            f"[player] media: enter a folder, for example {DEFAULT}. Without the player, skip this step."
        )
    folder = Path(str(values[MEDIA]))
    if folder == DEFAULT:
        with suppress(OSError):  # the checks of the player report what is missing then
            folder.mkdir()
    elif not folder.is_absolute() or not os.path.isdir(folder):  # False too where this user may not look
        raise SettingsRefusedError(f"[player] media: {folder} is not a folder that the kiosk can read. Try: {DEFAULT}")
    return {("playback", "feed"): "player"}
