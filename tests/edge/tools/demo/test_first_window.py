"""The time of the first window, foreseen."""

from hypothesis import given
from hypothesis import strategies as st

from edge.tools.demo.first_window import FirstWindow

UNKNOWN = "first window half a minute after 3 people have come and left"


def test_recorded_people_are_foreseen_while_they_are_here() -> None:
    """They stay 15 s from 101 on; windows end at whole tens."""
    first = FirstWindow(3, 10, stay_s=15.0)
    assert first.text() == UNKNOWN
    first.frame(101.0, 7)
    assert first.text() == "first window in 49 s: people are here"
    first.frame(115.9, 7)
    first.frame(119.0, 0)
    assert first.text() == "first window in 31 s: a visit ends half a minute after its person has left"


def test_who_comes_back_does_not_move_it() -> None:
    """The next people make the next window."""
    first = FirstWindow(3, 10, stay_s=15.0)
    for at_s, faces in ((101.0, 7), (115.9, 7), (118.0, 0), (145.0, 7)):
        first.frame(at_s, faces)
    assert first.text().startswith("first window in 5 s")
    first.frame(150.5, 7)
    assert first.text() == "first window at any moment"
    first.came()
    assert first.text() == ""


def test_before_a_camera_nothing_is_foreseen_until_people_have_left() -> None:
    """Nobody knows how long they stay. One person makes no window."""
    first = FirstWindow(3, 10, stay_s=None)
    first.frame(101.0, 4)
    assert first.text() == UNKNOWN
    first.frame(106.0, 0)
    assert first.text().startswith("first window in 34 s")
    alone = FirstWindow(3, 10, stay_s=None)
    alone.frame(101.0, 1)
    alone.frame(106.0, 0)
    assert alone.text() == UNKNOWN


@given(st.lists(st.tuples(st.floats(0.05, 5.0), st.integers(0, 8)), max_size=60), st.sampled_from([None, 15.0]))
def test_it_counts_down_while_nobody_comes(steps: list[tuple[float, int]], stay_s: float | None) -> None:
    """Whatever was seen, the foreseen time is at most a stay, a window and half a minute away."""
    first, at_s = FirstWindow(3, 10, stay_s), 0.0
    for step_s, faces in steps:
        at_s += step_s
        first.frame(at_s, faces)
        text = first.text()
        if text.startswith("first window in"):
            assert 0 < int(text.split()[3]) <= 15 + 10 + 30
