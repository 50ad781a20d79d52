"""A file beside the outbox that marks that this kiosk's names have been moved to another machine.

Two kiosks with the same names would give the same sequence numbers to different messages.
"""

import json
from pathlib import Path

from edge.settings.settings import Settings, SettingsError


class MovedError(SettingsError):
    """A kiosk with these names may no longer run on this machine. The text contains the time of the move, and what
    to do.
    """


def move_mark_path(outbox: Path) -> Path:
    """Path of the file that marks a moved kiosk, beside the outbox."""
    return outbox.with_name(outbox.name + ".moved")


def move_mark_content(topic: str, at: str, file: str) -> bytes:
    """Content of the mark: the kiosk's names, the time, and the backup file."""
    return json.dumps({"topic": topic, "at": at, "file": file}).encode() + b"\n"


def read_moved_topic(outbox: Path) -> str | None:
    """Names of the kiosk that was moved from this machine to another. None if there is no readable mark."""
    try:
        mark = json.loads(move_mark_path(outbox).read_text(encoding="utf-8"))
        return str(mark["topic"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def check_not_moved(settings: Settings) -> None:
    """Raises MovedError if the kiosk with these names was moved to another machine, or if the mark cannot be read."""
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
        f"run: {topic} was moved away from this machine {since}. Two kiosks with the same names would give the same "
        "numbers to different messages. To move the kiosk back, run vitrina restore; to run another kiosk here, "
        "change [site] device. Nothing was started."
    )
