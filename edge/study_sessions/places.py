"""Folders of studies, from the settings."""

from pathlib import Path

from edge.settings.settings import Settings

KEYS = "study-keys"


def key_folder(settings: Settings) -> Path:
    """Folder with the keys of all studies."""
    return settings.study.keys or settings.outbox.path.with_name(KEYS)
