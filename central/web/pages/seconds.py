"""Seconds of a curve as areas over its plot. Each shows its frame and its numbers under the pointer or the focus."""

from collections.abc import Sequence
from dataclasses import dataclass

from central.languages.language import Language
from central.reports.rendering.plot import TOOLTIPS
from central.reports.rendering.plot_words import second_text
from central.reports.rendering.strip import Address, Frames, frame_at
from central.reports.values import Report


@dataclass(frozen=True, slots=True)
class SecondArea:
    """One second. `picture` is an address, empty without a video. For the second shown first, `is_chosen` is True."""

    second: int
    words: str
    picture: str
    is_chosen: bool


def second_areas(report: Report, frames: Frames, address: Address, t: Language) -> Sequence[SecondArea]:
    """An area for each second of the plot, in order; none if they would be too narrow to point at."""
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
    """The middle of the largest moment, else the second with the most smiles."""
    if report.moments:
        moment = max(report.moments, key=lambda each: abs(each.size))
        return (moment.from_second + moment.to_second - 1) // 2
    return max(report.curve, key=lambda each: each.smile or 0.0).second if report.curve else 0
