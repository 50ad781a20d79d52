"""The rule of comments: people by ten-minute slots, and a draw on each count."""

from collections import Counter

import pytest

from edge.audience.comment_disclosure import CommentBatch, release_comments
from edge.audience.noise import NO_NOISE, NoiseSource, comment_noise
from edge.events import SENTIMENTS, CommentObservation, ReleasedComments
from tests.edge.audience.draw_recorder import DrawRecorder


def batch(*times_s: float) -> CommentBatch:
    made = CommentBatch("spring_a", 0.0)
    for index, at_s in enumerate(times_s):
        made.add(CommentObservation(at_s, SENTIMENTS[index % 4]))
    return made


@pytest.mark.parametrize(
    ("times_s", "people"),
    [((), 0), ((0.0,), 1), ((0.0, 599.9), 1), ((599.9, 600.0), 2), ((0.0, 600.0, 1199.9, 1200.0), 3)],
)
def test_people_are_slots_of_ten_minutes(times_s: tuple[float, ...], people: int) -> None:
    """Whoever sends many comments at once is one person."""
    made = batch(*times_s)
    assert len(made.slots) == people
    assert release_comments(made, 120.0, k_reaction=people + 1, at_s=1.0) is None
    if people:
        assert release_comments(made, 120.0, k_reaction=people, at_s=1.0) is not None


def test_an_empty_batch_is_never_released() -> None:
    assert release_comments(batch(), 120.0, k_reaction=0, at_s=1.0) is None


def test_a_draw_of_scale_two_is_added_to_each_count() -> None:
    """In the order of the message, whatever the scale of reactions is; rounded, and below 0 as it is."""
    draws = DrawRecorder([1.4, -3.6, 2.3, -1.2])
    made = CommentBatch("spring_a", 60.0, Counter({"negative": 2, "neutral": 1, "positive": 3}), {1, 2})
    told = release_comments(made, 120.0, k_reaction=2, at_s=150.0, noise=NoiseSource(0.5, draws))
    assert told == ReleasedComments(150.0, 60.0, 120.0, 2, "spring_a", 3, -3, 5, -1)
    assert draws.scales == [2.0] * 4
    assert all(isinstance(count, int) for count in (told.negative, told.neutral, told.positive, told.unclear))


def test_a_batch_that_is_not_released_takes_no_draw() -> None:
    """Else what leaves later would show in a replay that there was one."""
    draws = DrawRecorder()
    assert release_comments(batch(0.0), 120.0, k_reaction=2, at_s=1.0, noise=NoiseSource(0.5, draws)) is None
    assert draws.scales == []


def test_without_noise_no_draw_is_taken() -> None:
    """A replay with a small k shows exact counts."""
    told = release_comments(batch(0.0, 600.0), 120.0, k_reaction=2, at_s=1.0, noise=NO_NOISE)
    assert told is not None
    assert (told.negative, told.neutral, told.positive, told.unclear) == (1, 1, 0, 0)
    draws = DrawRecorder()
    assert comment_noise(NoiseSource(0.0, draws)) == 0
    assert draws.scales == []
