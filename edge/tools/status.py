"""`vitrina status`: prints the kiosk's state with its reasons, the last message, the broker, and the outbox."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from edge.clock import machine_time_s
from edge.exit_codes import DONE, NO_SOURCE, UNEXPECTED
from edge.kiosk.process.status_socket import request_kiosk_status
from edge.kiosk.state.status import KioskStatus
from edge.settings.settings import Settings

_UNITS = (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1))
_WIDTH = 14


def print_status(settings: Settings, as_json: bool) -> int:
    """Print the status of the kiosk with these settings. Returns an exit code for monitoring.

    Raises KioskNotRunningError.
    """
    current = request_kiosk_status(settings.outbox.path)
    print(json.dumps(asdict(current)) if as_json else "\n".join(status_lines(current, machine_time_s())))
    return exit_code(current)


def exit_code(current: KioskStatus) -> int:
    """Exit code: 0 while the kiosk measures or is paused on purpose, 1 while it is degraded, 3 while it is offline."""
    if current.state == "sensing" or (current.state == "paused" and current.is_wanted):
        return DONE
    return NO_SOURCE if current.state == "offline" else UNEXPECTED


def status_lines(current: KioskStatus, now_s: float) -> Iterator[str]:
    """The status as lines for people."""
    yield f"{current.state}, for {duration_text(now_s - current.since_s)} (version {current.version})"
    for reason in current.reasons:
        yield _line("because", reason)
    if current.use:
        yield _line("use", current.use)
        yield _line("model", current.reader)
    if current.laughter:
        yield _line("laughter", f"none: {current.laughter}")
    if current.comments:
        yield _line("comments", current.comments)
    if current.held is not None:
        what = "visits or comments" if current.comments else "visits"
        yield _line("queued", f"{what} wait for more people" if current.held else "nothing waits for more people")
    if current.dropped_writers:
        why = "too few people wrote during one ad, or two wrote in the same minute"
        slots = f"{current.dropped_writers} slots of ten minutes"
        yield _line("dropped", f"comments from at least {slots} on the last day: {why}")
    if current.without_verdicts:
        text = (
            f"{current.without_verdicts} visits today gave no verdicts, because one place would have made up most of "
            "a reaction"
        )
        yield _line("one place", f"{text}. Check whether staff are in view. To mask their place, use vitrina aim")
    if current.last:
        ago = duration_text(now_s - current.last.at_s)
        yield _line("last message", f"{current.last.kind}, {ago} ago (seq {current.last.seq})")
    else:
        yield _line("last message", "none since the start")
    if current.broker:
        yield _line("broker", f"{current.broker}, {'connected' if current.connected else 'not connected'}")
    for wrong in current.wrong:
        yield _line("wrong", wrong)
    dropped = f"; {current.dropped} were deleted before they could be sent" if current.dropped else ""
    yield _line("outbox", f"{current.kept} messages stored, {current.waiting} of them not yet sent{dropped}")


def duration_text(length_s: float) -> str:
    """A duration in its two largest units, such as `2 h 13 min`."""
    rest = max(0, int(length_s))
    parts: list[str] = []
    for name, size in _UNITS:
        count, rest = divmod(rest, size)
        if count or parts:
            parts.append(f"{count} {name}")
    return " ".join(parts[:2]) or "0 s"


def _line(name: str, text: str) -> str:
    return f"  {name:{_WIDTH}}{text}"
