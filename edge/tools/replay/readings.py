"""Counts how often the expression model returned scores or abstained during a replay."""

from collections import Counter

from edge.events import Abstention, FrameObservation


class ReadingCount:
    """Number of faces on which the expression model ran, and number of abstentions by reason."""

    def __init__(self) -> None:
        self._faces = 0
        self._abstained = Counter[str]()

    def count_faces(self, frame: FrameObservation) -> None:
        """Count the faces in one analysed frame."""
        for face in frame.faces:
            self._faces += face.expression is not None
            if isinstance(face.expression, Abstention):
                self._abstained[face.expression.reason] += 1

    @property
    def always_abstained_text(self) -> str:
        """Sentence with the reasons if the model ran but never returned scores; otherwise empty."""
        if not self._faces or self._faces != sum(self._abstained.values()):
            return ""
        reasons = ", ".join(f"{reason} {count}" for reason, count in self._abstained.most_common())
        return (
            f"the expression model gave no verdict on any of {self._faces} faces ({reasons}). --k does not change "
            "that. Check the model (vitrina models check FILE), and that faces are large and frontal enough."
        )
