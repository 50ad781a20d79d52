"""Privacy rule for comments: each release needs comments in enough time slots, and each count gets noise.

A comment belongs to no visit, so the kiosk cannot count the people who write. It counts ten-minute slots of UTC
instead: somebody who sends many comments at once counts as one person.
"""

from collections import Counter
from dataclasses import dataclass, field
from math import floor

from edge.audience.noise import NO_NOISE, NoiseSource, comment_noise
from edge.events import CommentObservation, ReleasedComments, Sentiment

SLOT_S = 600.0
"""Length of a time slot in seconds. All comments in one slot of UTC count as one person's comments."""


def slot_number(at_s: float) -> int:
    """Number of the ten-minute UTC slot that contains a time."""
    return floor(at_s / SLOT_S)


@dataclass(slots=True)
class CommentBatch:
    """Comments about one creative, written since `from_s` and not released yet. If `creative` is None, no creative was
    shown.
    """

    creative: str | None
    from_s: float
    counts: Counter[Sentiment] = field(default_factory=Counter)
    slots: set[int] = field(default_factory=set)  # ten-minute slots of UTC that hold a comment

    def add(self, comment: CommentObservation) -> None:
        """Adds a comment."""
        self.counts[comment.sentiment] += 1
        self.slots.add(slot_number(comment.at_s))


def release_comments(
    batch: CommentBatch, to_s: float, *, k_reaction: int, at_s: float, noise: NoiseSource = NO_NOISE
) -> ReleasedComments | None:
    """Releases the batch up to `to_s`. Returns None if its comments cover fewer than `k_reaction` slots.

    Noise is drawn only for a batch that is released, in the order of the message's fields.
    """
    if len(batch.slots) < max(k_reaction, 1):
        return None
    return ReleasedComments(
        at_s=at_s,
        from_s=batch.from_s,
        to_s=to_s,
        k=k_reaction,
        creative=batch.creative,
        negative=batch.counts["negative"] + comment_noise(noise),
        neutral=batch.counts["neutral"] + comment_noise(noise),
        positive=batch.counts["positive"] + comment_noise(noise),
        unclear=batch.counts["unclear"] + comment_noise(noise),
    )
