"""Share of what happened that was told: what is withheld is not missing at random."""


def reported_share(told_visits: float, visits: float) -> float | None:
    """Share (0 to 1) of the visits of all windows whose window lies in a told reaction; None without visits.

    `told_visits`: of windows that lie in [from, to) of a told reaction; `visits`: of all windows. Numbers of reactions
    do not serve: one visit is in the reactions of several creatives.
    """
    return told_visits / visits if visits > 0 else None
