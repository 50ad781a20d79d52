"""Tables of the cost of each stream and of the people found in it, and the sentence that quotes them."""

import textwrap
from collections.abc import Callable, Mapping, Sequence
from statistics import median

from tests.camera_cost.replays import Seen
from tests.camera_cost.turns import Turn
from tests.camera_cost.videos import LARGE, PEOPLE, RATE_HZ, SCALES, SMALL, Encoding

Costs = Mapping[Encoding, Sequence[Turn]]
Views = Mapping[Encoding, Sequence[Seen]]
LINE = 100


def cost_table(costs: Costs) -> str:
    """Median of the turns, and the lowest and highest of them."""
    head = (
        "| stream | processor time per second | of it reading and decoding | of it models and the rest "
        f"| per frame of the camera ({RATE_HZ} per second) | taken, analysed and dropped per second |"
    )
    rows = [
        f"| {encoding.text} | {_spread(turns, lambda turn: 1000 * turn.whole)} ms "
        f"| {_spread(turns, lambda turn: 1000 * turn.capture)} ms "
        f"| {_spread(turns, lambda turn: 1000 * turn.analysis)} ms "
        f"| {_spread(turns, lambda turn: turn.frame_ms, 1)} ms | {_rates(turns)} |"
        for encoding, turns in costs.items()
    ]
    return "\n".join([head, "|---|---|---|---|---|---|", *rows]) + "\n"


def view_table(views: Views) -> str:
    """People found in each stream, by the width of their faces."""
    names = [encoding.text.rpartition(",")[0] for encoding in views]
    shown = " | ".join(f"{name}: face, visits, found, smiling" for name in names)
    rows = ["| " + " | ".join(_view(one[index]) for one in views.values()) + " |" for index in range(len(SCALES))]
    return "\n".join([f"| {shown} |", "|" + "---|" * len(names), *rows]) + "\n"


def sentence(costs: Costs, views: Views) -> str:
    """The quotation for the page about cameras, in lines of at most 100 characters."""
    whole = [median(turn.frame_ms for turn in costs[one]) for one in (LARGE, SMALL)]
    decoding = [median(1000 * turn.capture / RATE_HZ for turn in costs[one]) for one in (LARGE, SMALL)]
    visits = [sum(seen.visits for seen in views[one]) for one in (LARGE, SMALL)]
    is_all = visits[0] == visits[1] == PEOPLE * len(SCALES)
    counted = f"all {visits[0]} visits on both" if is_all else f"{visits[0]} and {visits[1]} visits"
    text = (
        f"In one run with the same people, reading and decoding took {decoding[0]:.1f} ms of processor time per frame "
        f"of 1920 × 1080 and {decoding[1]:.1f} ms per frame of 1280 × 720, and the whole kiosk {whole[0]:.1f} ms and "
        f"{whole[1]:.1f} ms. It counted {counted} "
        "([measurement](../evidence/camera.md#two-streams-of-one-camera))."
    )
    return textwrap.fill(text, LINE, break_long_words=False, break_on_hyphens=False) + "\n"


def _spread(turns: Sequence[Turn], value: Callable[[Turn], float], digits: int = 0) -> str:
    values = [value(turn) for turn in turns]
    return f"{median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def _rates(turns: Sequence[Turn]) -> str:
    rates = zip(*((turn.taken_hz, turn.analysed_hz, turn.dropped_hz) for turn in turns), strict=True)
    return ", ".join(f"{median(each):.1f}" for each in rates)


def _view(seen: Seen) -> str:
    return f"{seen.face_px:.0f} px, {seen.visits}, {seen.found:.0%}, {seen.smiling:.0%}"
