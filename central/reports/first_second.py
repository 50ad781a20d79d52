"""Arms of an experiment that already differ in second 0, before a video can have an effect."""

from collections.abc import Sequence

from central.reports.experiment_values import Difference, Experiment

CONTROL_ALPHA = 0.01
"""Threshold for the p-value of the difference in second 0.

The report contains a note if the p-value is below it. An experiment without a fault gets the note in 1 of 100 cases.
"""


def differs_at_start(difference: Difference) -> bool:
    """True if the arms already differ in second 0, before a video can have an effect."""
    return difference.second_0_p is not None and difference.second_0_p < CONTROL_ALPHA


def ads_to_play_next(found: Experiment) -> list[str]:
    """Ads of the winning arm. Empty without a winner, and if the ads already differ in second 0."""
    if any(differs_at_start(each) for each in found.differences):
        return []
    return [name for arm in found.arms if arm.arm == found.winner for name in arm.creatives]


def first_second_notes(differences: Sequence[Difference]) -> list[str]:
    """Note about pairs of arms that already differ before the video can have an effect."""
    return [
        f"Already in second 0, before a video can have an effect, arm {each.of[each.second_0 < 0]} is ahead of"
        f" arm {each.of[each.second_0 >= 0]} by {abs(100 * each.second_0):.1f} points. Something other than"
        " the video differs, such as the brightness or what plays before it."
        for each in differences
        if each.second_0 is not None and differs_at_start(each)
    ]
