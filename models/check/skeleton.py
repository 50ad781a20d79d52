"""Drafts the settings of a model from another source, from its file and the names of its classes.

A file does not show the colour and the scale of its input, or the meaning of its classes. The draft guesses them and
marks them as guesses.
"""

import hashlib
from collections.abc import Sequence

import numpy as np

from models.check.file_facts import FLOAT, FileFacts, Tensor
from models.serving.formats import EXPRESSIONS, ClassOutput, FaceInput
from models.serving.spec import ModelFileError, ModelSpec

CHANNELS = (1, 3)
HEADS = {"affect": (2,), "pose": (2,)}
"""Additional outputs that the kiosk uses if a model has outputs with these names."""

USUAL_NAMES = {
    "happy": "happiness", "smile": "happiness", "smiling": "happiness", "joy": "happiness", "sad": "sadness",
    "angry": "anger", "surprised": "surprise", "disgusted": "disgust", "fearful": "fear", "scared": "fear",
    "afraid": "fear", "contemptuous": "contempt", "calm": "neutral",
}  # fmt: skip
"""Names that public data sets use for the classes of Vitrina."""

UNSAID = "Write here what the training data allow, and who states that. Until then the model is only for evaluation."


def draft_spec(facts: FileFacts, classes: Sequence[str]) -> ModelSpec:
    """Draft of the settings, which is not saved. Raises ModelFileError if the file has no face input or no class
    output.
    """
    try:
        (face,) = facts.inputs
    except ValueError:
        names = ", ".join(tensor.name for tensor in facts.inputs) or "none"
        raise ModelFileError(
            _unfit(facts, f"the model has the inputs {names}, but must have exactly one input: a face")
        ) from None
    try:
        shape, how = face.row, _draft_face_input(face)
        output, known = _draft_class_output(facts, classes)
    except ValueError as wrong:
        raise ModelFileError(_unfit(facts, str(wrong))) from wrong
    heads = {name: of for name, of in HEADS.items() if (name, of) in [(each.name, each.row) for each in facts.outputs]}
    digest = hashlib.sha256(facts.content).hexdigest()
    return ModelSpec(
        name=facts.path.stem, file=facts.path.name, sha256=digest, opset=facts.opset or 0, task="expression",
        inputs={face.name: shape}, outputs={output.tensor: (len(known),), **heads},
        normalisation="as described by face_input", classes=known, temperature=1.0, thresholds={"abstain_below": 0.5},
        parameters=facts.parameters, licence="evaluation", licence_note=UNSAID, trained_on={}, recipe={}, metrics={},
        face_input=how, class_output=output, folder=facts.path.parent,
    )  # fmt: skip


def _draft_face_input(face: Tensor) -> FaceInput:
    """Input of the draft. The layout follows from the position of the channels. Colour and scale are guesses."""
    if face.kind != FLOAT:
        raise ValueError(f"the input {face.name} has the type {face.kind}, but must have {FLOAT}")
    if isinstance(face.shape[0], int):
        raise ValueError(
            f"the model takes {face.shape[0]} rows per call, but must accept any number of rows (torch: dynamic_axes)"
        )
    row = face.row
    if len(row) != 3 or (row[0] not in CHANNELS and row[2] not in CHANNELS):
        wanted = "(1 or 3, side, side) or (side, side, 1 or 3)"
        raise ValueError(f"the input {face.name} has the shape {row}, but must have {wanted}")
    layout = "NCHW" if row[0] in CHANNELS else "NHWC"
    colour = "grey" if 1 in (row[0], row[2]) else "RGB"
    how = FaceInput(layout, colour, scale=1 / 255)
    how.side_px(row)
    return how


def _draft_class_output(facts: FileFacts, classes: Sequence[str]) -> tuple[ClassOutput, tuple[str, ...]]:
    """The file's output with the class scores, and the names of the classes in order."""
    rows = {tensor.name: tensor for tensor in facts.outputs if tensor.kind == FLOAT and len(tensor.shape) == 2}
    found = [tensor for name, tensor in rows.items() if name not in HEADS and len(tensor.row) == 1]
    if classes:
        found = [tensor for tensor in found if tensor.row == (len(classes),)]
    if not found:
        shapes = ", ".join(f"{tensor.name} {tensor.shape}" for tensor in facts.outputs)
        wanted = f"{len(classes)} classes" if classes else "classes"
        raise ValueError(f"no output has the shape (rows, {wanted}); the outputs are {shapes}")
    tensor = found[0]
    known = tuple(classes) or tuple(f"class_{number}" for number in range(tensor.row[0]))
    names = {name: USUAL_NAMES.get(name.lower()) for name in known if name not in EXPRESSIONS}
    return ClassOutput(tensor.name, _scores(facts, tensor.name), names), known


def _scores(facts: FileFacts, output: str) -> str:
    """ "probabilities" if the rows for some random images contain no value below 0 and add up to 1, otherwise
    "logits".
    """
    rng = np.random.default_rng(0)
    rows = [
        facts.run_row(rng.uniform(0, 1, (1, *facts.inputs[0].row)).astype(np.float32), output)[0].astype(float)
        for _ in range(3)
    ]
    return "probabilities" if all(row.min() >= 0 and abs(row.sum() - 1) < 1e-3 for row in rows) else "logits"


def _unfit(facts: FileFacts, reason: str) -> str:
    return f"check: {facts.path} cannot read faces: {reason}. Export it again to meet this."
