"""Share of the watchers whose expressions the model measured, and a sentence if ads differ in this share."""

from collections.abc import Iterable

from central.reports.columns import Columns
from central.reports.flow import divide_or_none

UNLIKE = 0.1
"""Difference between the shares of two ads or arms from which a sentence appears."""
UNDER_READ = "An ad that holds people longer is under-read, so its reported smiles are too low."


def read_share(reactions: Columns) -> float | None:
    """n / watchers of the reactions that the used model measured; None without watchers.

    The model measures a visitor for at most four ads. A person who stays for more ads counts as a watcher of each ad,
    but in n for only four of them.
    """
    return divide_or_none(reactions.column_sum("n"), reactions.column_sum("watchers"))


def unread_share_sentences(shares: Iterable[float | None]) -> list[str]:
    """Sentences about compared ads or arms for which the model measured a much smaller share of the watchers. Empty if
    the shares are alike.
    """
    known = [share for share in shares if share is not None]
    return [UNDER_READ] if known and round(max(known) - min(known), 9) > UNLIKE else []
