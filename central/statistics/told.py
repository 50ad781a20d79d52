"""Share of the visits that was published. Withheld data are not missing at random."""


def reported_share(told_visits: float, visits: float) -> float | None:
    """Share (0 to 1) of the visits of all windows whose window lies in a published reaction; None without visits.

    `told_visits`: visits in windows that lie in the interval [from, to) of a published reaction. `visits`: visits in
    all windows. The numbers in the reactions cannot be used, because one visit is in the reactions of several
    creatives.
    """
    return told_visits / visits if visits > 0 else None
