"""Planted totals over all reactions that were made. The totals of a store must come close to these totals."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from central.simulate.comments import planted_shares
from central.simulate.planting import Levels
from edge.events import ReleasedComments, ReleasedReaction

DAY_S = 86_400.0


def week_number(midnight_s: float) -> int:
    """Number of the week that contains a midnight in UTC. Day 0 was a Thursday."""
    return (round(midnight_s / DAY_S) + 3) // 7


def week_monday(week: int) -> date:
    """Number of the day that is the Monday of a week."""
    return date(1970, 1, 1) + timedelta(days=7 * week - 3)


@dataclass(slots=True)
class Sums:
    """Sum of n, and sum of n times the planted value. n is a number of people."""

    n: int = 0
    smile: float = 0.0

    def add_people(self, n: int, level: float) -> None:
        """Add n people with the planted mean `mean`."""
        self.n += n
        self.smile += n * level


@dataclass(slots=True)
class AdvertSums:
    """Sums of one ad: for the totals of its reactions, and for the published cells of each media second."""

    reactions: int = 0
    total: Sums = field(default_factory=Sums)
    seconds: defaultdict[int, Sums] = field(default_factory=lambda: defaultdict(Sums))


class Tally:
    """Planted totals of each ad."""

    def __init__(self) -> None:
        self._adverts: defaultdict[str, AdvertSums] = defaultdict(AdvertSums)
        self._comments: defaultdict[tuple[int, str, int], int] = defaultdict(int)

    def add_reaction(self, reaction: ReleasedReaction, levels: Levels) -> None:
        """Add a reaction with its planted values."""
        sums = self._adverts[reaction.creative]
        sums.reactions += 1
        sums.total.add_people(reaction.n, levels.total)
        for second, n in enumerate(reaction.curve.n):
            if n is not None:
                sums.seconds[second].add_people(n, levels.cells[second])

    def add_comments(self, batch: ReleasedComments, creatives: tuple[str, ...], week: int) -> None:
        """Add a batch of comments as it was before noise was added."""
        creative = batch.creative or ""
        n = batch.negative + batch.neutral + batch.positive + batch.unclear
        self._comments[creatives.index(creative), creative, week] += n

    def comment_rows(self) -> list[dict[str, Any]]:
        """One row for each ad and week with published comments: the number of comments, and the planted shares."""
        return [
            {
                "creative": creative,
                "week": week_monday(week).isoformat(),
                "comments": n,
                **{name: round(share, 5) for name, share in planted_shares(advert, week).items()},
            }
            for (advert, creative, week), n in sorted(self._comments.items())
        ]

    def truth_rows(self) -> list[dict[str, Any]]:
        """One row for each ad, with the planted means over people, rounded."""
        return [
            {
                "creative": creative,
                "reactions": sums.reactions,
                "n": sums.total.n,
                "smile": round(sums.total.smile / sums.total.n, 5),
                "seconds": [
                    {"second": second, "n": cell.n, "smile": round(cell.smile / cell.n, 5)}
                    for second, cell in sorted(sums.seconds.items())
                ],
            }
            for creative, sums in sorted(self._adverts.items())
        ]
