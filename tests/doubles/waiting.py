"""For what another process does, of which no event tells this one."""

import time
from collections.abc import Callable

LOOK_S = 0.02
PATIENCE_S = 30.0


def wait_until(claim: Callable[[], bool], what: str, patience_s: float = PATIENCE_S, look_s: float = LOOK_S) -> None:
    """Returns once `claim` holds; fails the test where that takes too long."""
    until_s = time.monotonic() + patience_s
    while not claim():
        assert time.monotonic() < until_s, f"waited in vain for {what}"
        time.sleep(look_s)
