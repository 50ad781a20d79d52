"""Face alignment and normalisation for training, evaluation and the kiosk.

Uses only numpy. The caller warps the image (cv2 on the kiosk) with the returned matrix.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.serving.features.alignment import alignment_matrices
from models.serving.formats import USUAL_INPUT, FaceInput
from models.serving.spec import ModelFileError, ModelSpec

NET_PX = 48
"""Side of the square crop in pixels. FER2013 images have this size."""

MIN_STD = 4.0
"""Lowest standard deviation of a crop, in grey levels. A crop with a lower deviation contains only sensor noise, which
must not be amplified to look like a face.
"""

CANONICAL_PX = np.array([[14.9, 18.2], [33.1, 18.2], [24.0, 28.6], [24.0, 36.9], [6.3, 21.7], [41.7, 21.7]], np.float64)
"""Positions of eyes, nose tip, mouth and ears (in MediaPipe's order) in a 48 px crop.

Medians of the full-range detector's keypoints over 1,135 tiles of FER2013's training part, made symmetric and scaled so
that frontal tiles are mapped onto themselves. Single tiles deviate from them with standard deviations of 14 % in scale,
7 degrees in roll, 1.7 px across and 2.5 px up and down. Training moves its crops by more (recipe.AugmentationRanges).
"""


def face_to_net(keypoints: NDArray[np.floating], side_px: int = NET_PX, region: float = 1.0) -> NDArray[np.float32]:
    """Matrices (..., 2, 3) float32 for cv2.warpAffine, from keypoints (..., 6, 2) in image pixels.

    The crop has a side of `side_px` pixels. It shows the region of FER2013's images, or a region with `region` times
    the side and the same centre.
    """
    matrix = alignment_matrices(keypoints, CANONICAL_PX)
    if side_px != NET_PX or region != 1.0:
        scale = side_px / (NET_PX * region)
        matrix *= np.float32(scale)
        matrix[..., 2] += np.float32((side_px - 1) / 2 - scale * (NET_PX - 1) / 2)
    return matrix


@dataclass(frozen=True, slots=True)
class CropFormat:
    """Crops of faces for one model. They are squares of `side_px` pixels in uint8: grey (n, side, side) or BGR (n,
    side, side, 3).
    """

    side_px: int = NET_PX
    face_input: FaceInput = USUAL_INPUT

    @classmethod
    def spec_format(cls, spec: ModelSpec) -> "CropFormat":
        """Format of the crops for a model, from its settings. Raises ModelFileError if the input shape does not match
        `face_input`.
        """
        if len(spec.inputs) != 1:
            raise unreadable_error(spec, f"the model has {len(spec.inputs)} inputs, but must have exactly one: a face")
        (shape,) = spec.inputs.values()
        try:
            return cls(spec.face_input.side_px(shape), spec.face_input)
        except ValueError as wrong:
            raise unreadable_error(spec, str(wrong)) from wrong

    @property
    def is_usual(self) -> bool:
        """True for the crops of models written by `models.export`: NET_PX, grey, the region of FER2013."""
        return self.side_px == NET_PX and self.face_input.channels == 1 and self.face_input.region == 1.0

    def allocate_crops(self, n: int) -> NDArray[np.uint8]:
        """Allocate memory for `n` crops."""
        shape = (n, self.side_px, self.side_px)
        return np.empty(shape if self.face_input.channels == 1 else (*shape, 3), np.uint8)

    def crop_matrices(self, keypoints: NDArray[np.floating]) -> NDArray[np.float32]:
        """Matrices (n, 2, 3) from image to crop, as returned by `face_to_net`."""
        return face_to_net(keypoints, self.side_px, self.face_input.region)

    def tile_matrix(self) -> NDArray[np.float32]:
        """Matrix (2, 3) from a usual crop of a face to a crop in this format."""
        return self.crop_matrices(CANONICAL_PX)

    def input_tensor(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Model input (n, *shape in the settings) float32 from crops."""
        how = self.face_input
        x = _whitened(crops) if how.scale is None else crops.astype(np.float32) * np.float32(how.scale)
        if how.colour == "RGB":
            x = x[..., ::-1]
        if how.channels == 1:
            x = x[..., None]
        if how.scale is not None:
            x = (x - np.array(how.mean, np.float32)) / np.array(how.std, np.float32)
        return np.ascontiguousarray(x if how.layout == "NHWC" else np.moveaxis(x, 3, 1))


def unreadable_error(spec: ModelSpec, reason: str) -> ModelFileError:
    """Error for model settings with which no face can be classified."""
    return ModelFileError(
        f"model: {spec.name} cannot read faces: {reason}. Nothing was started. Correct its .json and test it:"
        " vitrina models check."
    )


def normalise(crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Model input (n, 1, side, side) float32 from crops (n, side, side) uint8. Each crop gets mean 0 and standard
    deviation 1.

    Each crop is normalised separately, so exposure and contrast of the camera do not matter.
    """
    return _whitened(crops)[:, None]


def _whitened(crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Crops (n, ...) as float32, each with mean 0 and standard deviation 1 over all its values."""
    x = crops.reshape(len(crops), int(np.prod(crops.shape[1:]))).astype(np.float32)
    x -= x.mean(axis=1, keepdims=True)
    spread = np.sqrt(np.einsum("ni,ni->n", x, x) / x.shape[1])
    x /= np.maximum(spread, MIN_STD)[:, None]
    return x.reshape(crops.shape)
