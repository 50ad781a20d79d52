"""The summary of a replay."""

from edge.tools.replay.summary import sparkline, summary


def test_a_sparkline_has_a_bar_for_each_value_and_a_dot_for_none() -> None:
    """Values beyond the range have the lowest or the highest bar."""
    assert sparkline([-1.0, 0.0, None, 1.0, 9.0], -1, 1) == "▁▅·██"


def test_a_summary_without_releases_names_the_needed_people() -> None:
    """The summary is not empty, but has the minimum numbers of people."""
    windows, reactions = summary([], 5, 10)
    assert windows.startswith("no window was about 5 people or more")
    assert reactions.startswith("no creative has verdicts of 10 people or more")
