"""Share of the watchers whom the expression network read, and what to say where adverts differ in it."""

from collections.abc import Iterable

from central.reports.columns import Columns
from central.reports.flow import divide_or_none

UNLIKE = 0.1
"""Two adverts or arms differ in how far they are read if their shares are further apart."""
UNDER_READ = "An ad that holds people is under-read: its smiles are told too low."


def read_share(reactions: Columns) -> float | None:
    """n / watchers of the reactions that the used network read; None without watchers.

    A visit is read for four adverts at most. Who stays for more is a watcher of all, and one of the n of four.
    """
    return divide_or_none(reactions.column_sum("n"), reactions.column_sum("watchers"))


def unread_share_sentences(shares: Iterable[float | None]) -> list[str]:
    """Sentence on adverts or arms beside each other of which one is read clearly less; none where they are alike."""
    known = [share for share in shares if share is not None]
    return [UNDER_READ] if known and round(max(known) - min(known), 9) > UNLIKE else []
