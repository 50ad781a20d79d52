"""Runs the work for one mail so that no fault of it ends the server, which stores messages."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from central.errors import CentralError
from central.store.faults import RowsAtFaultError
from central.store.interruption import InterruptedWorkError, Interruption

log = logging.getLogger(__name__)

T = TypeVar("T")
LONGEST_S = 300.0
"""Longest time for the work of one mail, in seconds."""
AGAIN_S = 0.2


class WorkFaultError(CentralError):
    """The work failed for a reason that nobody expected. The log has its traceback."""


def run_guarded(work: Callable[[Interruption], T], what: str) -> T:
    """Result of the work, in its own thread. `what`: name of the result, for errors and the log.

    Raises CentralError or RowsAtFaultError as the work does, InterruptedWorkError after LONGEST_S, and WorkFaultError
    for every other error.
    """
    interruption, is_ended = Interruption(), False
    with ThreadPoolExecutor(1, "monday mail") as pool:
        made = pool.submit(work, interruption)
        limit_s = LONGEST_S
        while not wait({made}, limit_s).done:
            is_ended, limit_s = True, AGAIN_S
            interruption.end()
    error = made.exception()
    if error is None:
        return made.result()
    if is_ended:
        raise InterruptedWorkError(f"mail: {what} takes longer than {LONGEST_S:.0f} s.") from error
    if isinstance(error, CentralError | RowsAtFaultError):
        raise error
    log.error("mail: cannot compute %s", what, exc_info=error)
    raise WorkFaultError(f"mail: {what} cannot be computed ({type(error).__name__}).") from error
