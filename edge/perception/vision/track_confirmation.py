"""Whether a track is a face at all. Each second look at it is evidence for or against, and enough of it is belief."""

from dataclasses import dataclass

NEUTRAL = 0.57
"""A second look of this score says nothing. Backs of heads, letters and shelves average 0.0 to 0.42 (the most is 0.64),
faces 0.64 to 0.97 (docs/accuracy.md)."""

ENOUGH = 0.25
"""One look at a clear face is enough; a face of 20 px takes about five."""

LEAST = -0.3
"""Who was seen from behind for long, and turns round, is believed after two clear looks."""

EACH_FRAME = 5
"""Looks before they come slower ..."""
SLOW_S = 0.2
OFTEN = 15
"""... and slower still: what is on a shelf stays there."""
SLOWER_S = 1.0


@dataclass(slots=True)
class TrackConfirmation:
    """The sequential test of Wald (1945): the sum of what the looks say, kept within bounds, until it is enough."""

    evidence: float = 0.0
    verifications: int = 0
    verified_s: float = 0.0

    @property
    def is_confirmed(self) -> bool:
        """Once believed, a face may turn away or be covered; it is not doubted again."""
        return self.evidence >= ENOUGH

    def is_due(self, at_s: float) -> bool:
        """Whether another look would tell something now."""
        if self.is_confirmed:
            return False
        wait_s = 0.0 if self.verifications < EACH_FRAME else SLOW_S if self.verifications < OFTEN else SLOWER_S
        return at_s - self.verified_s >= wait_s * 0.9

    def update(self, look: float, at_s: float) -> None:
        """Take in the score, 0 to 1, of a second look."""
        self.evidence = max(LEAST, self.evidence + look - NEUTRAL)
        self.verifications += 1
        self.verified_s = at_s
