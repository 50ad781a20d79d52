"""Confirms that a track is a face, with a sequential test (Wald 1945) on verification scores."""

from dataclasses import dataclass

NEUTRAL = 0.57
"""Verification score that is evidence neither for nor against a face. The mean score is 0.0 to 0.42 for backs of heads,
letters and shelves (the highest single score is 0.64), and 0.64 to 0.97 for faces (docs/evidence/accuracy.md).
"""

CONFIRMING_EVIDENCE = 0.25
"""Evidence that confirms a track: one verification of a clear face, or about five of a face of 20 px."""

MIN_EVIDENCE = -0.3
"""Lower limit of the evidence. If a person is first seen from behind for a long time and then turns, two clear
verifications confirm the person.
"""

FAST_COUNT = 5
"""Number of verifications in consecutive frames. After these, the interval between verifications grows to SLOW_S."""
SLOW_S = 0.2
SLOW_COUNT = 15
"""Number of verifications before the interval between them grows to SLOWER_S. A track that needs so many is probably an
object, which stays in its place.
"""
SLOWER_S = 1.0


@dataclass(slots=True)
class TrackConfirmation:
    """State of one track's sequential test: the sum of its verification scores minus NEUTRAL, within limits."""

    evidence: float = 0.0
    verifications: int = 0
    verified_s: float = 0.0

    @property
    def is_confirmed(self) -> bool:
        """True once there is enough evidence. A confirmed face stays confirmed, even if it turns away or is covered."""
        return self.evidence >= CONFIRMING_EVIDENCE

    def is_verification_due(self, at_s: float) -> bool:
        """True if the track is tentative and its next verification is due."""
        if self.is_confirmed:
            return False
        wait_s = 0.0 if self.verifications < FAST_COUNT else SLOW_S if self.verifications < SLOW_COUNT else SLOWER_S
        return at_s - self.verified_s >= wait_s * 0.9

    def add_score(self, score: float, at_s: float) -> None:
        """Adds the score of a verification, 0 to 1."""
        self.evidence = max(MIN_EVIDENCE, self.evidence + score - NEUTRAL)
        self.verifications += 1
        self.verified_s = at_s
