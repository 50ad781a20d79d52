"""File that stores the current pause. It keeps a restart, a crash or an update from ending a pause by command, or
from shortening the wait after any pause.
"""

import json
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from edge.files import replace_file, sync_folder
from edge.kiosk.state.local_pauses import Span
from edge.kiosk.state.resume_clock import HOUR_S, times_of_last_hour

UNREADABLE = "paused before the restart; the file of the reason cannot be read"


def pause_path(outbox: Path) -> Path:
    """Path of the file with the current pause, beside the outbox."""
    return outbox.with_name(outbox.name + ".pause")


@dataclass(frozen=True, slots=True)
class StoredPause:
    """The current pause, and the limits that follow from earlier pauses by command. Times are in seconds since 1970
    UTC.
    """

    reason: str | None = None  # of the command; None: there was none, or it was lifted
    began_s: float | None = None  # whatever holds the pause, except this machine; until sensing has begun again
    resume_s: float | None = None  # time at which a resume that came too often is heeded
    heeded: tuple[float, ...] = ()  # times of the resumes of the last hour
    local_until_s: float | None = None  # end of an opt-out on the player's page
    local_began_s: float | None = None  # start of a pause of this machine; until sensing has begun again
    local_over: tuple[Span, ...] = ()  # pauses of this machine that have ended, and that no message has reported

    def adjust_to_clock(self, now_s: float) -> "StoredPause":
        """The same pause, corrected if the clock was set back, so that no past time lies in the future."""
        began_s = self.began_s if self.began_s is not None else None if self.reason is None else now_s
        return replace(
            self,
            began_s=None if began_s is None else min(began_s, now_s),
            local_began_s=None if self.local_began_s is None else min(self.local_began_s, now_s),
            local_over=tuple((min(began_s, now_s), min(end_s, now_s)) for began_s, end_s in self.local_over),
            resume_s=None if self.resume_s is None else min(self.resume_s, now_s + HOUR_S),
            heeded=times_of_last_hour(self.heeded, now_s),
        )


NO_PAUSE = StoredPause()


class PauseFile:
    """File of a pause. It exists while the pause lasts or must still be reported, and while its resumes count towards
    the limit.

    Callable from any thread.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self._stored = self.read()

    def read(self) -> StoredPause:
        """The stored pause. If the file cannot be read, the kiosk counts as paused, because a disk fault must not
        start sensing.
        """
        try:
            return _parse_pause(json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return NO_PAUSE
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return StoredPause(UNREADABLE)

    def write(self, pause: StoredPause) -> None:
        """Stores the pause. NO_PAUSE removes the file. Does nothing if this pause is already stored. Raises OSError."""
        with self._lock:
            if pause != self._stored:
                self._replace(pause)
                self._stored = pause

    def _replace(self, pause: StoredPause) -> None:
        if pause == NO_PAUSE:
            self._path.unlink(missing_ok=True)
            sync_folder(self._path.parent)
        else:
            replace_file(self._path, json.dumps(asdict(pause)).encode())


def _parse_pause(stored: dict[str, Any]) -> StoredPause:
    """Parses a stored pause. Also accepts the file of an older version, which contains only a reason. Raises an
    error for an invalid file.
    """
    reason = stored["reason"]
    return StoredPause(
        None if reason is None else str(reason),
        _time(stored.get("began_s")),
        _time(stored.get("resume_s")),
        tuple(float(at_s) for at_s in stored.get("heeded", ())),
        _time(stored.get("local_until_s")),
        _time(stored.get("local_began_s")),
        tuple((float(began_s), float(end_s)) for began_s, end_s in stored.get("local_over", ())),
    )


def _time(value: float | None) -> float | None:
    return None if value is None else float(value)
