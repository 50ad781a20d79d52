"""Clock of the central server. Only this module reads the system clock."""

import time
from datetime import datetime, timezone

DAY_MS = 86_400_000


def now_ms() -> int:
    """Current time in milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


EARLIEST_MS = 1_793_491_200_000  # 2026-11-01; an earlier time is wrong: Vitrina is younger


def clock_fault(at_ms: int, newest_ms: int = 0) -> str | None:
    """Sentence about a wrong system clock; None if the time is plausible.

    `newest_ms`: newest time at which a message was stored. If the clock were more than a day behind, all messages would
    seem to come from the future.
    """
    if at_ms >= EARLIEST_MS and at_ms >= newest_ms - DAY_MS:
        return None
    shown = datetime.fromtimestamp(at_ms / 1000, timezone.utc).isoformat(timespec="seconds")
    return f"clock: this machine's clock shows {shown}, which is impossible. Set the clock (timedatectl)."


def monotonic_s() -> float:
    """Seconds on a clock that never jumps forwards or backwards."""
    return time.monotonic()
