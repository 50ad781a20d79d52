"""Share of the watchers whose expressions the model measured, and a sentence if ads differ in this share."""

from collections.abc import Iterable

from central.reports.columns import Columns
from central.reports.flow import divide_or_none

UNLIKE = 0.1
"""Difference between the shares of people read above which two ads or arms count as different."""
UNDER_READ = (
    "The smile detector analyses fewer of the people who watch an ad for longer, so the smiles reported for such an ad"
    " are too low."
)


def read_share(reactions: Columns) -> float | None:
    """Share of the watchers with measured expressions: `n` divided by `watchers`, over the reactions that the used
    model measured. None without watchers.

    The model measures a visitor for at most four ads. A person who stays for more ads counts as a watcher of each ad,
    but in `n` for only four of the ads.
    """
    return divide_or_none(reactions.column_sum("n"), reactions.column_sum("watchers"))


def unread_share_sentences(shares: Iterable[float | None]) -> list[str]:
    """Sentences about compared ads or arms for which the model measured a much smaller share of the watchers. Empty if
    the shares are alike.
    """
    known = [share for share in shares if share is not None]
    return [UNDER_READ] if known and round(max(known) - min(known), 9) > UNLIKE else []
