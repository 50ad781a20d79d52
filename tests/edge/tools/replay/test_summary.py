"""The summary of a replay."""

import pytest

from edge.events import NoiseDeviations, ReactionCurve, ReleasedReaction
from edge.tools.replay.summary import sparkline_text, summary_lines


def test_a_sparkline_has_a_bar_for_each_value_and_a_dot_for_none() -> None:
    """Values beyond the range have the lowest or the highest bar."""
    assert sparkline_text([-1.0, 0.0, None, 1.0, 9.0], -1, 1) == "▁▅·██"


def test_a_summary_without_releases_names_the_needed_people() -> None:
    """The summary is not empty, but has the minimum numbers of people."""
    windows, reactions = summary_lines([], 5, 10)
    assert windows.startswith("no window had at least 5 people")
    assert reactions.startswith("no creative has verdicts from at least 10 people")


@pytest.mark.parametrize(
    ("far", "smiles", "valence"), [(-3.0, "smiles 0%", "valence -1.00"), (3.0, "smiles 100%", "valence +1.00")]
)
def test_a_summary_clips_for_the_eye(far: float, smiles: str, valence: str) -> None:
    """Noise may carry a number out of its range: the line stays within it, and its scale ends at 1."""
    cells = (far, None, 0.0, 0.5)
    curve = ReactionCurve(1, (9, 9, 9, 9), (9, None, 9, 9), cells, cells, cells, cells, cells, cells)
    reaction = ReleasedReaction(
        90.0, 0.0, 60.0, 5, "ad", None, 1, 9, 9, 2.0, NOISE, 9, far, 0.0, 0.0, far, 0.0, 0.0, None, None, curve
    )
    line = summary_lines([reaction], 5, 5)[1]
    assert smiles in line
    assert valence in line
    assert f"{'▁' if far < 0 else '█'}·▅▇" in line
    assert line.endswith("±1.00)")


NOISE = NoiseDeviations(1.0, 1.58, 0.71)
NOTHING = (None,) * 3


def line_of(smile: float | None, cells: tuple[float | None, ...]) -> str:
    """Line of a reaction of which at most smiles are told."""
    curve = ReactionCurve(1, (0, 10, 19), (9, None, 9), cells, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING)
    reaction = ReleasedReaction(
        90.0,
        0.0,
        60.0,
        5,
        "ad",
        None,
        1,
        19,
        19,
        4.4,
        NOISE,
        16,
        smile,
        None,
        None,
        None,
        None,
        0.0,
        None,
        None,
        curve,
    )
    return summary_lines([reaction], 5, 5)[1]


def test_a_summary_has_what_the_reader_tells_and_no_more() -> None:
    """A reader of smiles: their share and their curve. No reader: the watchers over the seconds."""
    start = "ad: 1 plays, 19 exposed, 19 watchers, attention 4.4 s"
    assert (
        line_of(0.22, (0.0, None, 0.5)) == f"{start}, smiles 22% ▁·█ (16 watchers, one character per second, 0 to 50%)"
    )
    assert line_of(None, NOTHING) == f"{start} ▁▅█ (watchers, one character per second, 0 to 19)"


def test_a_summary_shows_the_title_of_a_creative() -> None:
    """Beside its id, which is in the messages."""
    curve = ReactionCurve(1, (0, 10, 19), (9, None, 9), NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING)
    reaction = ReleasedReaction(
        90.0, 0.0, 60.0, 5, "ad", None, 1, 19, 19, 4.4, NOISE, 16, None, None, None, None, None, 0.0, None, None, curve
    )
    assert summary_lines([reaction], 5, 5, {"ad": "Spring"})[1].startswith('ad "Spring": 1 plays, ')


def reaction_of(creative: str, smile: tuple[float | None, ...], watchers: tuple[int, ...]) -> ReleasedReaction:
    """A reaction of which smiles are told."""
    count = len(smile)
    none = (None,) * count
    curve = ReactionCurve(1, watchers, (9,) * count, smile, none, none, none, none, none)
    return ReleasedReaction(
        90.0, 0.0, 60.0, 5, creative, None, 1, 9, 9, 2.0, NOISE, 9, 0.2, None, None, None, None, 0.0, None, None, curve
    )


def test_curves_of_a_summary_compare() -> None:
    """One scale for all: half as many smiles are half as high, although their own curve would fill the line."""
    few, many = reaction_of("few", (0.0, 0.2), (1, 1)), reaction_of("many", (0.0, 0.4), (9, 9))
    _, of_few, of_many = summary_lines([few, many], 5, 5)
    assert "smiles 20% ▁▅ (9 watchers, one character per second, 0 to 40%)" in of_few
    assert "smiles 20% ▁█ (9 watchers, one character per second, 0 to 40%)" in of_many


def test_a_summary_with_a_model_that_abstained_everywhere_advises_no_smaller_k() -> None:
    """No option gives it verdicts: the reason stands there instead."""
    lines = summary_lines([], 5, 10, abstained="the expression model abstained everywhere.")
    assert lines[-1] == "no reaction is reported: the expression model abstained everywhere."
    assert "--k" not in lines[0]


def test_a_summary_names_the_option_that_is_missing() -> None:
    """Without plays there is no reaction whatever k is; with them, k may be too large for the recording."""
    without = summary_lines([], 5, 10, has_plays=False)
    assert "--k 1" in without[0]
    assert "--plays FILE" in without[1]
    assert "--ads FOLDER" in without[1]
    with_plays = summary_lines([], 5, 10)
    assert "no creative has verdicts" in with_plays[1]
    assert "--k 1" in with_plays[1]
