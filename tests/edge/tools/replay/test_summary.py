"""The lines for people."""

from edge.tools.replay.summary import sparkline, summary


def test_a_sparkline_has_a_sign_for_each_second_and_a_dot_for_what_may_not_be_told() -> None:
    """From the lowest bar to the highest; beyond the range it stays at its end."""
    assert sparkline([-1.0, 0.0, None, 1.0, 9.0], -1, 1) == "▁▅·██"


def test_nothing_that_may_be_told_is_said_in_words() -> None:
    """Not an empty screen: how many people would have been needed."""
    assert summary([], 5, 10) == [
        "no window was about 5 people or more, so nothing may be told of anybody",
        "no creative has verdicts of 10 people or more, so no reaction may be told",
    ]
