"""Two people who walk across the picture come over its edge, and one who appears inside does not."""

from math import inf

import pytest

from tests.clip_edges import OVER_THE_EDGE, of_clip
from tests.clips import CLIPS

needs_clips = pytest.mark.skipif(not CLIPS.is_dir(), reason="the clips beside the project are absent")


@needs_clips
@pytest.mark.parametrize(
    ("name", "until_s"),
    [
        ("s17_crossing_composite", inf),
        ("s18_posters_composite", 8.0),  # one comes at 5 s
    ],
)
def test_who_comes_over_the_edge_is_told_so(name: str, until_s: float) -> None:
    told = of_clip(name, until_s)
    assert told.visits > 0
    assert told.began == OVER_THE_EDGE.get(name, 0)
