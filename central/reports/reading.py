"""Share of the watchers whose expressions the model read, and a sentence where ads differ in it."""

from collections.abc import Iterable

from central.reports.columns import Columns
from central.reports.flow import divide_or_none

UNLIKE = 0.1
"""Two ads or arms differ in the share of people read if their shares are further apart than this."""
UNDER_READ = (
    "The smile detector analyses fewer of the people who watch an ad for longer, so the smiles reported for such an ad"
    " are too low."
)


def read_share(reactions: Columns) -> float | None:
    """n / watchers of the reactions that the used model read; None without watchers.

    A visit is read for at most four ads. A person who stays for more counts as a watcher of all of them, and in the n
    of four.
    """
    return divide_or_none(reactions.column_sum("n"), reactions.column_sum("watchers"))


def unread_share_sentences(shares: Iterable[float | None]) -> list[str]:
    """Sentence on compared ads or arms where one is read much less; empty if they are alike."""
    known = [share for share in shares if share is not None]
    return [UNDER_READ] if known and round(max(known) - min(known), 9) > UNLIKE else []
