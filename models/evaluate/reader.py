"""Opens the expression model as a kiosk without settings does."""

from edge.perception.runtime import InferenceSession
from edge.perception.vision.expression import ExpressionClassifier
from edge.perception.vision.face_reading import AbstentionRules
from edge.perception.vision.smile import SmileReader
from models.serving.spec import ModelSpec


def open_reader(spec: ModelSpec) -> ExpressionClassifier | SmileReader:
    """Open the expression model. Raises ModelFileError."""
    session, rules = InferenceSession(spec), AbstentionRules(min_width_px=spec.smallest_face_px)
    return SmileReader(session, rules) if spec.task == "smile" else ExpressionClassifier(session, rules)
