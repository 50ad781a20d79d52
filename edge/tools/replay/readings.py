"""Count of what the expression model gave in a replay: scores, or an abstention, for each face that it ran on."""

from collections import Counter

from edge.events import Abstention, FrameObservation


class ReadingCount:
    """Faces that the expression model ran on, and those that it abstained from, by reason."""

    def __init__(self) -> None:
        self._faces = 0
        self._abstained = Counter[str]()

    def count_faces(self, frame: FrameObservation) -> None:
        """Counts the faces of an analysed frame."""
        for face in frame.faces:
            self._faces += face.expression is not None
            if isinstance(face.expression, Abstention):
                self._abstained[face.expression.reason] += 1

    @property
    def always_abstained_text(self) -> str:
        """Sentence with the reasons, if the model ran and never gave scores; else empty."""
        if not self._faces or self._faces != sum(self._abstained.values()):
            return ""
        reasons = ", ".join(f"{reason} {count}" for reason, count in self._abstained.most_common())
        return (
            f"the expression model abstained everywhere: from all {self._faces} faces that it ran on ({reasons}). No "
            "--k changes that. Check the model (vitrina models check FILE), and how large and how frontal faces are."
        )
