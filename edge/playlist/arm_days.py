"""Arm that a site shows on a day, for an experiment that changes its arms by day or by week. The order is random, and
each arm has each weekday equally often.
"""

from collections.abc import Sequence

from edge.playlist.hashing import hash_of

OFF = "off"
"""Arm that the others are compared with, unless somebody names another one."""
WEEK = 7
DAY_RUN, WEEK_RUN = 1, WEEK
"""Numbers of days in a row for which a site shows an arm."""


def block_days(arms: int) -> int:
    """Number of days after which each arm had each weekday once: a block is never cut short."""
    return WEEK * arms


def day_arm(names: tuple[str, str, str], arms: Sequence[str], day: int, run_days: int) -> str:
    """Arm of a day. `names`: seed, experiment and site. `day`: days since the experiment's first day, from 0.

    A block has 7 days for each arm. With a run of one day, the days of a block with the same weekday show each arm
    once, in random order. With a run of a week, the weeks of a block do. The order is a hash of the names, the block
    and the weekday, so that a kiosk and the central server find the same arm without asking each other.
    """
    block, place = divmod(day, block_days(len(arms)))
    week, weekday = divmod(place, WEEK)
    order = (*names, block) if run_days == WEEK_RUN else (*names, block, weekday)
    return sorted(arms, key=lambda arm: hash_of(*order, arm))[week]
