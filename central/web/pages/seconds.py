"""Seconds of a curve as areas over its plot. An area shows its frame and numbers when the pointer or the focus is on
it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from central.languages.language import Language
from central.reports.rendering.plot import TOOLTIPS
from central.reports.rendering.plot_words import second_text
from central.reports.rendering.strip import Address, Frames, frame_at
from central.reports.values import Report


@dataclass(frozen=True, slots=True)
class SecondArea:
    """One second of a curve. `picture`: address of its frame; empty without a video. `is_chosen`: True for the second
    that is shown first.
    """

    second: int
    words: str
    picture: str
    is_chosen: bool


def second_areas(report: Report, frames: Frames, address: Address, t: Language) -> Sequence[SecondArea]:
    """An area for each second of the plot, in order. Empty if the areas would be too narrow to point at."""
    length = max((each.second + 1 for each in report.curve), default=0)
    if length > TOOLTIPS:
        return []
    told = {each.second: each for each in report.curve}
    chosen = _first(report)
    areas = []
    for second in range(length):
        frame = frame_at(frames, second + 0.5)
        words = second_text(told[second], t) if second in told else t("plot.not_told")
        areas.append(SecondArea(second, words, address(*frame) if frame else "", second == chosen))
    return areas


def _first(report: Report) -> int:
    """Second that is shown first: the middle of the largest moment, or the second with the most smiles if there is no
    moment.
    """
    if report.moments:
        moment = max(report.moments, key=lambda each: abs(each.size))
        return (moment.from_second + moment.to_second - 1) // 2
    return max(report.curve, key=lambda each: each.smile or 0.0).second if report.curve else 0
