"""Gain in precision of a curve if the kiosk releases reactions only at the end of a part of the day. Noise
is drawn once per message, so fewer messages contain less noise.
"""

SECOND_VARIANCE = 0.05
"""Variance of one person's smiles in one second. This is an assumption: most seconds are near 0, some near 1."""
CELL_TO_TOTAL = 2.5
"""Variance of the noise in a cell's total, divided by that in the creative's total (docs/results/numbers.md)."""
WORTHWHILE = 0.8
"""Largest variance factor at which it is worth waiting for the end of a part of the day."""


def cell_variance_factor(messages: float, people: float, cell_noise: float, parts: float = 1.0) -> float:
    """Variance of one second of a day's curve with `parts` messages per day, divided by its variance with `messages`
    messages per day. 1 if there are no more messages than parts.

    Each message is about `people` people, and `cell_noise` is the variance of the noise in a cell's total. The people
    are the same in both cases, so the variation between them stays. Only the noise falls, because it is drawn once per
    message.
    """
    if messages <= parts or people <= 0:
        return 1.0
    everybody = messages * people
    return (SECOND_VARIANCE + parts * cell_noise / everybody) / (SECOND_VARIANCE + messages * cell_noise / everybody)
