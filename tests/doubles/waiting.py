"""Waiting for a condition that another process changes without any event."""

import time
from collections.abc import Callable

LOOK_S = 0.02
PATIENCE_S = 30.0


def wait_until(is_done: Callable[[], bool], what: str, patience_s: float = PATIENCE_S, look_s: float = LOOK_S) -> None:
    """Return once `is_done` returns True; fail the test if that takes longer than `patience_s`."""
    until_s = time.monotonic() + patience_s
    while not is_done():
        assert time.monotonic() < until_s, f"waited in vain for {what}"
        time.sleep(look_s)
