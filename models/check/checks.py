"""Checks an expression model by its settings, with the code that the kiosk runs."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.events import EXPRESSIONS, Abstention, ExpressionScores
from edge.perception.runtime import InferenceSession
from edge.perception.vision.expression import ExpressionClassifier
from edge.perception.vision.face_finder import FaceFinder
from edge.perception.vision.face_reading import AbstentionRules, FaceGeometry
from edge.signals import Frame
from models.evaluate.cost import relative_cost
from models.gate import GATES
from models.serving.gate import shop_measures, unmet_smile_rules
from models.serving.spec import ModelFileError, ModelSpec

SUM_OFF = 0.01
"""Largest allowed difference between the total of a face's probabilities and 1."""

ROWS_OFF = 1e-3
"""Largest allowed difference between a face's probabilities in a call of its own and in a call with other faces."""

USUAL_COST = next(rule.at_most for rule in GATES["expression"] if rule.path == "cost.batch_1")


@dataclass(frozen=True)
class CheckLine:
    """Result of one check. `cure`: what to do about a problem; empty for a note, which is not a problem."""

    name: str
    text: str
    cure: str = ""

    @property
    def ok(self) -> bool:
        return not self.cure

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ok": self.ok}


class FaceMissingError(Exception):
    """The image contains no face with which the model could be tested. The text gives the reason, and says what to
    do.
    """


def check_network(spec: ModelSpec, picture: NDArray[np.uint8]) -> Iterator[CheckLine]:
    """Yield the results of the checks. The first problem is the last result, because later checks depend on it. Raises
    FaceMissingError.
    """
    try:
        session = InferenceSession(spec.variant_spec("fp32"), runtime="onnxruntime")
        classifier = ExpressionClassifier(session, AbstentionRules(min_width_px=0.0, sure_from=0.0))
        sure_from = ExpressionClassifier(session).sure_from
    except ModelFileError as wrong:
        yield CheckLine("file", str(wrong), "Fix what the line says, and check again.")
        return
    yield CheckLine("file", f"{spec.file} is the file that the model settings name, and ONNX Runtime runs it")
    yield from _check_input_and_classes(spec)
    yield from _check_answers(spec, session, classifier)
    yield from _check_face(classifier, picture, sure_from)
    yield _speed(spec)
    yield _check_licence(spec)


def _check_input_and_classes(spec: ModelSpec) -> Iterator[CheckLine]:
    how, (shape,) = spec.face_input, spec.inputs.values()
    side_px = how.side_px(shape)
    values = (
        "each crop with mean 0 and spread 1"
        if how.scale is None
        else f"(value * {how.scale:.6g} - {_listed(how.mean)}) / {_listed(how.std)}"
    )
    yield CheckLine("input", f"{side_px} px square, {how.colour}, {how.layout}, region {how.region:g}, {values}")
    read_as = spec.class_output.expression_classes(spec.classes)
    pairs = ", ".join(f"{own} = {name or 'not read'}" for own, name in zip(spec.classes, read_as, strict=True))
    yield CheckLine("classes", f"{pairs}; {spec.class_output.scores} from {spec.class_output.tensor}")


def _listed(values: tuple[float, ...]) -> str:
    return f"{values[0]:g}" if len(values) == 1 else f"({', '.join(f'{value:g}' for value in values)})"


def _check_answers(spec: ModelSpec, session: InferenceSession, classifier: ExpressionClassifier) -> Iterator[CheckLine]:
    """Check the probabilities of random tiles with a fixed seed. They must be finite, add up to 1, and be the same for
    a tile alone and among others.
    """
    tiles = np.random.default_rng(0).integers(0, 256, (3, 48, 48)).astype(np.uint8)
    together = classifier.class_probabilities(tiles)
    alone = np.concatenate([classifier.class_probabilities(tile[None]) for tile in tiles])
    inputs = [np.random.default_rng(0).uniform(0, 1, (3, *shape)).astype(np.float32) for shape in spec.inputs.values()]
    raw = dict(zip(spec.outputs, session.run_network(*inputs), strict=True))[spec.class_output.tensor]
    rows = "; ".join(" ".join(f"{value:.3g}" for value in row) for row in raw.tolist())
    if not _are_probabilities(together):
        text = f"{spec.class_output.tensor} does not contain probabilities: {rows}"
        yield CheckLine("answers", text, 'Set "scores": "logits" in class_output if the model ends without a softmax.')
    elif spec.class_output.scores == "logits" and _are_probabilities(raw):
        text = f"{spec.class_output.tensor} already contains probabilities: {rows}"
        yield CheckLine("answers", text, 'Set "scores": "probabilities" in class_output.')
    elif np.abs(together - alone).max() > ROWS_OFF:
        yield CheckLine(
            "answers",
            "a face gets other probabilities with others in the same call than alone",
            "Export the model in inference mode (torch: net.eval()), without reshapes to a fixed number of rows.",
        )
    else:
        yield CheckLine("answers", "probabilities add up to 1, and each face is independent of the others")


def _are_probabilities(rows: NDArray[np.float32]) -> bool:
    return bool(np.isfinite(rows).all() and rows.min() > -SUM_OFF and np.abs(rows.sum(axis=1) - 1).max() < SUM_OFF)


def _check_face(classifier: ExpressionClassifier, picture: NDArray[np.uint8], sure_from: float) -> Iterator[CheckLine]:
    """Check the result for the face in an image, processed as on the kiosk."""
    with closing(FaceFinder()) as finder:
        found = finder.detect(Frame(0.0, picture))
    if not found:
        raise FaceMissingError("no face was found in the image. Name an image with a face at least 100 px wide.")
    face = FaceGeometry(found[0].keypoints, found[0].w_px, 0.0, 0.0)
    (scores,) = classifier.classify(picture, [face])
    if isinstance(scores, Abstention):
        raise AssertionError("this check sets no limits that a face could be below")
    yield CheckLine("face", reading_text(scores))
    first = max(p for p in scores.probabilities if p is not None)
    if first < sure_from:
        text = f"the kiosk would abstain: no class reaches {sure_from:g} (thresholds.abstain_below)"
        yield CheckLine("abstains", text)


def reading_text(scores: ExpressionScores) -> str:
    """Text that lists the probabilities, largest first, and the measures that a kiosk would not report."""
    pairs = sorted(zip(scores.probabilities, EXPRESSIONS, strict=True), key=lambda pair: -(pair[0] or 0.0))
    told = [f"{name} {p:.2f}" for p, name in pairs if p is not None]
    told += [f"{name} {value:+.2f}" for name in ("valence", "arousal") if (value := getattr(scores, name)) is not None]
    missing = [name for p, name in pairs if p is None]
    missing += [name for name in ("valence", "arousal") if getattr(scores, name) is None]
    return ", ".join(told) + (f"; not reported: {', '.join(missing)}" if missing else "")


def shrink_picture(picture: NDArray[np.uint8], most_px: int = 1280) -> NDArray[np.uint8]:
    """The image, scaled down if it is larger than a camera frame."""
    scale = most_px / max(picture.shape[:2])
    if scale >= 1:
        return picture
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _speed(spec: ModelSpec) -> CheckLine:
    ratio = relative_cost(spec.variant_spec("fp32"), rounds=3, calls=10)
    text = f"a face costs {ratio:.2f} of one call of the face detector on this processor"
    if USUAL_COST is not None and ratio > USUAL_COST:
        text += f"; the shipped models stay below {USUAL_COST:g}. To see what frame rate is left: vitrina doctor"
    return CheckLine("speed", text)


def _check_licence(spec: ModelSpec) -> CheckLine:
    measures = ", ".join(spec.measures) or "nothing"
    if not spec.may_be_used("commercial"):
        text = f'{spec.licence}: a kiosk accepts it only with [models] use = "research", and then reports {measures}'
    elif runs_in_shop(spec):
        told = ", ".join(shop_measures(spec)) or "nothing"
        text = f'commercial: with [models] use = "shop" it reports {told}, with "research" {measures}'
    else:
        text = (
            f'commercial, but [models] use = "shop" rejects it: {unmet_smile_rules(spec)}. Measure it: vitrina'
            ' models evaluate smile --data DIR --split NAME --model FILE --write. With "research" it'
            f" reports {measures}"
        )
    return CheckLine("licence", text)


def runs_in_shop(spec: ModelSpec) -> bool:
    """True if a kiosk with `use = "shop"` accepts this expression model when its settings name it."""
    return spec.may_be_used("commercial") and not unmet_smile_rules(spec)
