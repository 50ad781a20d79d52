"""Privacy rule of comments: makes their releases, with enough slots in each batch and noise on each count.

A comment has no visit, so its writer cannot be counted. People are counted by ten-minute slots of UTC: somebody who
sends many comments at once is one person.
"""

from collections import Counter
from dataclasses import dataclass, field
from math import floor

from edge.audience.noise import NO_NOISE, NoiseSource, comment_noise
from edge.events import CommentObservation, ReleasedComments, Sentiment

SLOT_S = 600.0
"""All comments in one of these slots of UTC count as one person's."""


def slot_number(at_s: float) -> int:
    """Number of the ten-minute slot of UTC that contains a moment."""
    return floor(at_s / SLOT_S)


@dataclass(slots=True)
class CommentBatch:
    """Pending comments on one creative, from `from_s` on. None: no creative was shown."""

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
    """Releases the batch up to `to_s`, or returns None while its comments fill fewer than `k_reaction` slots.

    Draws are taken only for a batch that is released, in the order of the message's fields.
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
