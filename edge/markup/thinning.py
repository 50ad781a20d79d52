"""Reduces long lines to as many points as a plot can show."""

import numpy as np

from edge.statistics.columns import Floats


def thin_line(times_s: Floats, values: Floats, most: int) -> tuple[Floats, Floats]:
    """The line reduced to about `most` points: the lowest and the highest point of each section, in order."""
    if values.size <= most:
        return times_s, values
    kept: list[int] = []
    for piece in np.array_split(np.arange(values.size), most // 2):
        part = values[piece]
        if np.isnan(part).any():
            kept += [int(piece[0]) + int(np.isnan(part).argmax())]
        if np.isfinite(part).any():
            kept += [int(piece[np.nanargmin(part)]), int(piece[np.nanargmax(part)])]
    order = sorted(set(kept))
    return times_s[order], values[order]
