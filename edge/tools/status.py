"""`vitrina status`: is it sensing, since when, why not, what waits, the last message, the broker."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from edge.clock import machine_s
from edge.kiosk.status import KioskStatus
from edge.kiosk.status_socket import ask
from edge.settings.settings import Settings

_UNITS = (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1))
_WIDTH = 14


def status(settings: Settings, as_json: bool) -> int:
    """Prints how the kiosk of these settings stands. Raises NotRunningError."""
    report = ask(settings.outbox.path)
    print(json.dumps(asdict(report)) if as_json else "\n".join(lines(report, machine_s())))
    return 0


def lines(report: KioskStatus, now_s: float) -> Iterator[str]:
    """A line for each thing that a person asks."""
    yield f"{report.state}, for {duration(now_s - report.since_s)} (version {report.version})"
    for reason in report.reasons:
        yield _line("because", reason)
    if report.held is not None:
        yield _line("held", "visits wait for more people" if report.held else "nothing waits for more people")
    if report.last:
        ago = duration(now_s - report.last.at_s)
        yield _line("last message", f"{report.last.kind}, {ago} ago (seq {report.last.seq})")
    else:
        yield _line("last message", "none since the start")
    if report.broker:
        yield _line("broker", f"{report.broker}, {'connected' if report.connected else 'not connected'}")
    for wrong in report.wrong:
        yield _line("wrong", wrong)
    dropped = f"; {report.dropped} were dropped unsent" if report.dropped else ""
    yield _line("outbox", f"{report.kept} messages kept, {report.waiting} of them not yet sent{dropped}")


def duration(length_s: float) -> str:
    """The two largest units of it: `2 h 13 min`."""
    rest = max(0, int(length_s))
    parts: list[str] = []
    for name, size in _UNITS:
        count, rest = divmod(rest, size)
        if count or parts:
            parts.append(f"{count} {name}")
    return " ".join(parts[:2]) or "0 s"


def _line(name: str, text: str) -> str:
    return f"  {name:{_WIDTH}}{text}"
