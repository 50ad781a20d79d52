"""Scores of skin contact, on recordings with known times of putting the band on and taking it off. Uses only numpy."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

GUARD_S = 60
"""Seconds that are skipped around putting the band on and taking it off, because the labels are not exact there."""


def right_verdicts(
    at_s: NDArray[np.number], on_body: NDArray[np.bool_], worn_s: tuple[float, float]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Mask that is True where the verdicts (n,) at the times `at_s` (n,) are correct, separately for the seconds on the
    wrist and off the wrist.
    """
    on_s, off_s = worn_s
    is_on = (at_s > on_s + GUARD_S) & (at_s <= off_s - GUARD_S)
    is_off = (at_s <= on_s - GUARD_S) | (at_s > off_s + GUARD_S)
    return on_body[is_on], ~on_body[is_off]


def recalls_by_session(right: NDArray[np.integer], seconds: NDArray[np.integer]) -> dict[str, Any]:
    """Recall on and off the wrist, over all seconds and by session, from counts (sessions, 2).

    `on_body` and `off_body` contain the mean, the worst value and the standard deviation over the sessions. They are
    None if no session has seconds of this kind.
    """
    result: dict[str, Any] = {}
    for side, name in enumerate(("on_body", "off_body")):
        right_of, of = right[:, side], seconds[:, side]
        shares = right_of[of > 0] / of[of > 0]
        if len(shares):
            result[f"{name}_recall"] = float(right_of.sum() / of.sum())
            result[name] = {"mean": float(shares.mean()), "worst": float(shares.min()), "sd": float(shares.std())}
        else:
            result |= {f"{name}_recall": None, name: dict.fromkeys(("mean", "worst", "sd"))}
    return result
