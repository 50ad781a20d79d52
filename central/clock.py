"""Clock of the central server. Only this module reads the machine's clock."""

import time


def now_ms() -> int:
    """Milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def monotonic_s() -> float:
    """Seconds that never step."""
    return time.monotonic()
