"""The time of the first window, foreseen."""

from hypothesis import given
from hypothesis import strategies as st

from edge.tools.demo.first_window import FirstWindow

UNKNOWN = "first window half a minute after 3 people have come and left"


def test_recorded_people_are_foreseen_while_they_are_here() -> None:
    """They stay 15 s from 101 on; windows end at whole tens."""
    first = FirstWindow(3, 10, stay_s=15.0)
    assert first.waiting_text() == UNKNOWN
    first.count_faces(101.0, 7)
    assert first.waiting_text() == "first window in 49 s: people are here"
    first.count_faces(115.9, 7)
    first.count_faces(119.0, 0)
    assert first.waiting_text() == "first window in 31 s: a visit ends half a minute after the person leaves"


def test_who_comes_back_does_not_move_it() -> None:
    """The next people make the next window."""
    first = FirstWindow(3, 10, stay_s=15.0)
    for at_s, faces in ((101.0, 7), (115.9, 7), (118.0, 0), (145.0, 7)):
        first.count_faces(at_s, faces)
    assert first.waiting_text().startswith("first window in 5 s")
    first.count_faces(150.5, 7)
    assert first.waiting_text() == "first window at any moment"
    first.note_first_window()
    assert first.waiting_text() == ""


def test_before_a_camera_nothing_is_foreseen_until_people_have_left() -> None:
    """Nobody knows how long they stay. One person makes no window."""
    first = FirstWindow(3, 10, stay_s=None)
    first.count_faces(101.0, 4)
    assert first.waiting_text() == UNKNOWN
    first.count_faces(106.0, 0)
    assert first.waiting_text().startswith("first window in 34 s")
    alone = FirstWindow(3, 10, stay_s=None)
    alone.count_faces(101.0, 1)
    alone.count_faces(106.0, 0)
    assert alone.waiting_text() == UNKNOWN


@given(st.lists(st.tuples(st.floats(0.05, 5.0), st.integers(0, 8)), max_size=60), st.sampled_from([None, 15.0]))
def test_it_counts_down_while_nobody_comes(steps: list[tuple[float, int]], stay_s: float | None) -> None:
    """Whatever was seen, the foreseen time is at most a stay, a window and half a minute away."""
    first, at_s = FirstWindow(3, 10, stay_s), 0.0
    for step_s, faces in steps:
        at_s += step_s
        first.count_faces(at_s, faces)
        text = first.waiting_text()
        if text.startswith("first window in"):
            assert 0 < int(text.split()[3]) <= 15 + 10 + 30
