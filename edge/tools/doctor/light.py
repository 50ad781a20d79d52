"""Measures light in one frame: brightness of the middle, and shares of white and black. Measures no people."""

import numpy as np
from numpy.typing import NDArray

from edge.tools.doctor.placement_values import LightMeasure

EVERY_PX = 4
WHITE, BLACK = 250, 10
"""Grey values below and above which a camera shows no more detail."""


def measure_light(image: NDArray[np.uint8]) -> LightMeasure:
    """Measure the light in a BGR frame, without keeping the frame."""
    grey = image[::EVERY_PX, ::EVERY_PX].mean(axis=2)
    height, width = grey.shape
    middle = grey[height // 4 : height - height // 4, width // 4 : width - width // 4]
    return LightMeasure(
        mean=float(grey.mean()),
        middle=float(np.median(middle)),
        white=float((grey >= WHITE).mean()),
        black=float((grey <= BLACK).mean()),
    )
