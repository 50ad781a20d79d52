"""MediaPipe's face detectors without MediaPipe: their converted models run on the same runtime as all other models.

They find the same faces as `FaceDetector`, in the same places.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.runtime import InferenceSession
from edge.perception.vision.detector import Detection
from models.serving.features.face_boxes import Letterbox, anchor_centres, decode_faces, normalise, square_corners

_EXACT_PX = 4
"""Step in pixels. If both sides of an image are multiples of this step, as for most cameras, an affine transform gives
the same pixels as MediaPipe's perspective transform at lower cost. Otherwise some positions are midway between two
steps, and the two transforms round them differently.
"""


class ServingFaceDetector:
    """One converted MediaPipe face detector. Keeps no image after a call returns. After `close`, `detect_bgr` raises
    RuntimeError.
    """

    def __init__(self, session: InferenceSession, score: float) -> None:
        """`score` is the minimum score of a detection."""
        self._session, self._least = session, score
        _, _, self._side_px = session.spec.inputs["image"]
        self._input_corners = square_corners(0, 0, self._side_px)
        self._anchors = anchor_centres(self._side_px)
        self._closed = False

    @property
    def provider(self) -> str:
        """The engine that is really used: TensorRT or ONNX Runtime."""
        return self._session.provider

    @property
    def fallback(self) -> str | None:
        """Reason why TensorRT does not run the model although it should; None otherwise."""
        return self._session.fallback

    def detect_bgr(self, image: NDArray[np.uint8], left_px: int = 0, top_px: int = 0) -> list[Detection]:
        """Returns the faces in `image` (height, width, 3). As with `FaceDetector`, the image may be a part of a larger
        image.
        """
        if self._closed:
            raise RuntimeError("perception: this face detector is closed. Create a new one.")
        height, width = image.shape[:2]
        letterbox = Letterbox.fit_picture(width, height)
        (values,), scores = self._session.run_network(normalise(self._square(image, letterbox)[None]))
        found = letterbox.scale_to_picture(decode_faces(values, scores.ravel(), self._anchors, self._least))
        boxes = np.clip(found.boxes.astype(np.int32), 0, (width, height, width, height))  # as MediaPipe does
        boxes[:, :2] += (left_px, top_px)
        keypoints = found.keypoints + np.array((left_px, top_px), np.float32)
        return [
            Detection(float(x), float(y), float(w), float(h), score, points)
            for (x, y, w, h), score, points in zip(boxes.tolist(), found.scores.tolist(), keypoints, strict=True)
        ]

    def _square(self, image: NDArray[np.uint8], letterbox: Letterbox) -> NDArray[np.uint8]:
        """The letterboxed input of the model. Like MediaPipe's input, it is scaled bilinearly, without averaging the
        pixels between the sampled ones.
        """
        size, step_px = (self._side_px, self._side_px), letterbox.side_px / self._side_px
        if image.shape[0] % _EXACT_PX == image.shape[1] % _EXACT_PX == 0:
            shift = np.array(((step_px, 0, letterbox.left_px), (0, step_px, letterbox.top_px)))
            flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            return np.asarray(cv2.warpAffine(image, shift, size, flags=flags), np.uint8)
        matrix = cv2.getPerspectiveTransform(letterbox.corners, self._input_corners)
        return np.asarray(cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_LINEAR), np.uint8)

    def close(self) -> None:
        """Closes the detector. A second call does nothing."""
        self._closed = True
