"""Gain of a kiosk when its reactions leave at the end of a part of the day: noise is drawn for each message."""

SECOND_VARIANCE = 0.05
"""Variance of one person's smiles in one second. This is an assumption: most seconds are near 0, some near 1."""
CELL_TO_TOTAL = 2.5
"""Variance of the noise in the sum of a cell, over that of a total (docs/numbers.md)."""
WORTHWHILE = 0.8
"""A factor up to this is worth the wait."""


def cell_variance_factor(messages: float, people: float, cell_noise: float, parts: float = 1.0) -> float:
    """Factor by which the variance of a second of a day's curve falls, from `messages` per day with `people` each to
    one message for each of `parts` of the day; 1 if there are no more messages than parts.

    `cell_noise`: variance of the noise in the sum of a cell. The people are the same, so the variation between them
    stays; the noise is drawn once for each message.
    """
    if messages <= parts or people <= 0:
        return 1.0
    everybody = messages * people
    return (SECOND_VARIANCE + parts * cell_noise / everybody) / (SECOND_VARIANCE + messages * cell_noise / everybody)
