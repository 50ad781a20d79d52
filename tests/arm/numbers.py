"""Outputs of the networks for the rows of `inputs.py`: `python -m tests.arm.numbers rows.npz numbers.json`.

Runs on either processor, through the code that the kiosk and models.evaluate run.
"""

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.events import EXPRESSIONS, ExpressionScores
from edge.kiosk.networks import DETECTORS
from edge.perception.runtime import InferenceSession
from edge.perception.vision.expression import ExpressionClassifier
from edge.perception.vision.face_finder import FaceFinder, FaceFinderOptions
from edge.perception.vision.face_reading import FaceGeometry
from edge.perception.vision.serving_detector import ServingFaceDetector
from edge.signals import Frame
from models.evaluate.expression import class_probabilities
from models.evaluate.reader import open_reader
from models.evaluate.smile import enlarge_face
from models.evaluate.voice import TimedLaughterDetector
from models.labelling.landmarks import centre_face
from models.serving.spec import ZOO, ModelSpec
from models.voice.scores import clip_probabilities
from tests.arm.inputs import Rows

Floats = NDArray[np.float32]


def main(rows: Path, out: Path) -> None:
    """Writes, for each network, an array (n, outputs) as lists; NaN stands where a row has no face."""
    found = numbers(Rows.load(rows))
    out.write_text(json.dumps({name: np.asarray(values, float).tolist() for name, values in found.items()}))


def numbers(rows: Rows) -> dict[str, Any]:
    """Network to its numbers (n, outputs) for the rows."""
    detected, verified, smiles = _faces(rows)
    classifier = ExpressionClassifier(InferenceSession(spec("fer-1.4m")))
    listener = TimedLaughterDetector(spec("voice-0.4m"))
    heard = [np.array([one.probabilities for one in listener.process(sound)]) for sound in rows.sounds]
    return {
        "face-full-range": detected,
        "face-short-range": verified,
        "smile-mesh": smiles,
        "fer-1.4m": class_probabilities(classifier, rows.tiles),
        "voice-0.4m": [clip_probabilities(one) for one in heard],
        "body-1k": _body(len(rows.tiles)),
    }


def spec(name: str) -> ModelSpec:
    return ModelSpec.load(ZOO / f"{name}.json")


def _faces(rows: Rows) -> tuple[Any, Any, Any]:
    """Of each tile, as models.evaluate.smile makes a picture of it: box and score, verification, smile."""
    detected, verified, smiles = np.full((3, len(rows.tiles), 5), np.nan)
    reader = open_reader(spec("smile-mesh"))
    options = FaceFinderOptions(tiles="whole")
    with closing(FaceFinder(options, lambda name, score: ServingFaceDetector(_session(name), score))) as finder:
        for row, tile in enumerate(rows.tiles):
            frame = Frame(0.0, enlarge_face(np.repeat(tile[:, :, None], 3, axis=2)))
            face = centre_face(finder.detect(frame), len(frame.image))
            if face is None:
                continue
            detected[row] = face.x_px, face.y_px, face.w_px, face.h_px, face.score
            verified[row, 0] = finder.verification_score(frame, face)
            result = reader.predict(frame.image, [FaceGeometry(face.keypoints, face.w_px, 0.0, 0.0)])[0].result
            if isinstance(result, ExpressionScores):
                smiles[row, 0] = result.probabilities[EXPRESSIONS.index("happiness")]
    return detected, verified[:, :1], smiles[:, :1]


def _session(name: str) -> InferenceSession:
    return InferenceSession(ModelSpec.load(DETECTORS[name]))


def _body(count: int) -> Floats:
    """Of noise: no wearer's recording is short."""
    session = InferenceSession(spec("body-1k"))
    chance = np.random.default_rng(1)
    inputs = [chance.normal(size=(count, *shape)).astype(np.float32) for shape in session.spec.inputs.values()]
    return np.concatenate([output.reshape(count, -1) for output in session.run_network(*inputs)], axis=1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
