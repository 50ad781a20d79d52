"""The decision whether the notice counts as shown: every way in which it is not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.screen.player.interlock import MAX_AGE_S, MIN_STRIP_SHARE, ShownNotice, notice_not_shown_reason

GOOD = ShownNotice(100.0, "2026-11", True, 1, (0.0, 1010.0, 1920.0, 70.0), (1920.0, 1080.0))


def test_a_good_beat_holds_for_five_seconds() -> None:
    assert notice_not_shown_reason(GOOD, "2026-11", 100.0) is None
    assert notice_not_shown_reason(GOOD, "2026-11", 105.0) is None
    assert "5 s" in (notice_not_shown_reason(GOOD, "2026-11", 105.001) or "")


@pytest.mark.parametrize(
    ("beat", "why"),
    [
        (None, "no player page"),
        (replace(GOOD, version="2026-10"), "another version"),
        (replace(GOOD, version=None), "another version"),
        (replace(GOOD, is_visible=False), "hidden"),
        (replace(GOOD, frames=0), "draws no frames"),
        (replace(GOOD, strip=None), "covered"),
        (replace(GOOD, strip=(0, 1011.1, 1920, 70)), "not inside"),
        (replace(GOOD, strip=(0, -2, 1920, 70)), "not inside"),
        (replace(GOOD, strip=(-5, 1010, 1920, 70)), "not inside"),
        (replace(GOOD, strip=(5, 1010, 1920, 70)), "not inside"),
        (replace(GOOD, strip=(0, 1040, 1920, 40)), "too small"),
        (replace(GOOD, strip=(0, 1010, 200, 70)), "too small"),
        (replace(GOOD, strip=(0, 0, 100, 100), view=(100, 100)), "window"),
    ],
)
def test_what_is_not_shown_has_a_reason(beat: ShownNotice | None, why: str) -> None:
    assert why in (notice_not_shown_reason(beat, "2026-11", 101.0) or "it was taken as shown")


@pytest.mark.parametrize(
    ("strip", "view", "is_shown"),
    [
        ((0, 1036.8, 1920, 43.2), (1920, 1080), True),  # 4 % of the height
        ((0, 1036.8, 1920, 43.1), (1920, 1080), False),
        ((0, 1010, 960, 70), (1920, 1080), True),  # half of the width
        ((0, 1010, 959, 70), (1920, 1080), False),
        ((-1, 1010, 1920, 70), (1920, 1080), True),  # a pixel is rounding
        ((-1.01, 1010, 1920, 70), (1920, 1080), False),
        ((0, -1, 1920, 70), (1920, 1080), True),
        ((0, -1.01, 1920, 70), (1920, 1080), False),
        ((1, 1010, 1920, 70), (1920, 1080), True),
        ((1.01, 1010, 1920, 70), (1920, 1080), False),
        ((0, 1011, 1920, 70), (1920, 1080), True),
        ((0, 1011.01, 1920, 70), (1920, 1080), False),
        ((0, 180, 240, 60), (240, 240), True),  # the smallest window
        ((0, 180, 239, 60), (239, 240), False),
        ((0, 179, 240, 60), (240, 239), False),
    ],
)
def test_the_limits_of_the_strip_are_exact(
    strip: tuple[float, float, float, float], view: tuple[float, float], is_shown: bool
) -> None:
    assert (notice_not_shown_reason(replace(GOOD, strip=strip, view=view), "2026-11", 100.0) is None) is is_shown


boxes = st.tuples(*[st.floats(-200, 4000)] * 2, *[st.floats(-10, 4000)] * 2)
beats = st.builds(
    ShownNotice,
    st.floats(0, 200),
    st.sampled_from(["2026-11", "2026-10", None]),
    st.booleans(),
    st.integers(0, 3),
    st.none() | boxes,
    st.tuples(st.floats(0, 4000), st.floats(0, 4000)),
)


@given(beats, st.floats(0, 300))
def test_whatever_counts_as_shown_is_the_whole_promise(beat: ShownNotice, now_s: float) -> None:
    """No beat is taken that lacks one of: age, version, visible, drawn, strip inside, strip high enough."""
    if notice_not_shown_reason(beat, "2026-11", now_s) is not None:
        return
    assert now_s - beat.at_s <= MAX_AGE_S
    assert beat.version == "2026-11"
    assert beat.is_visible
    assert beat.frames > 0
    assert beat.strip is not None
    x, y, width, height = beat.strip
    assert min(x, y) >= -1
    assert x + width <= beat.view[0] + 1
    assert y + height <= beat.view[1] + 1
    assert height >= MIN_STRIP_SHARE * beat.view[1]


@given(beats, st.floats(0, 300), st.floats(0, 100))
def test_time_alone_never_makes_a_beat_good(beat: ShownNotice, now_s: float, more_s: float) -> None:
    """A notice that is not shown stays so until another beat comes."""
    if now_s >= beat.at_s and notice_not_shown_reason(beat, "2026-11", now_s) is not None:
        assert notice_not_shown_reason(beat, "2026-11", now_s + more_s) is not None
