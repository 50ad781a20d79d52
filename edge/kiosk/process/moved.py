"""Mark that the names of this kiosk have moved to another machine: two machines of one identity would give the same
numbers to different messages."""

import json
from pathlib import Path

from edge.settings.settings import Settings, SettingsError


class MovedError(SettingsError):
    """A kiosk of these names may not run on this machine any more. The text says since when, and what to do."""


def move_mark_path(outbox: Path) -> Path:
    """Path of the mark, beside the outbox."""
    return outbox.with_name(outbox.name + ".moved")


def move_mark_content(topic: str, at: str, file: str) -> bytes:
    """Content of the mark: the kiosk's names, the time, and the backup that has them."""
    return json.dumps({"topic": topic, "at": at, "file": file}).encode() + b"\n"


def read_moved_topic(outbox: Path) -> str | None:
    """Names of the kiosk that has moved away from here; None if there is no mark, or none that can be read."""
    try:
        mark = json.loads(move_mark_path(outbox).read_text(encoding="utf-8"))
        return str(mark["topic"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def check_not_moved(settings: Settings) -> None:
    """Raises MovedError if the names of these settings have moved. A mark that cannot be read counts as one."""
    path = move_mark_path(settings.outbox.path)
    site = settings.site
    topic = f"{site.tenant}/{site.site}/{site.device}"
    try:
        mark = json.loads(path.read_text(encoding="utf-8"))
        if mark["topic"] != topic:
            return
        since = f"at {mark['at']} by `vitrina backup --move {mark['file']}`"
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError):
        since = f"by `vitrina backup --move`; {path} cannot be read"
    raise MovedError(
        f"run: {topic} was moved away from this machine {since}. Two kiosks of one identity would give the same numbers"
        " to different messages. Take it back with vitrina restore, or give this machine another [site] device. Nothing"
        " was started."
    )
