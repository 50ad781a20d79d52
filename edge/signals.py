"""The frozen values that carry arrays, from sources to perception and no further."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture. `eq=False`: arrays have no truth value, so two frames are the same only if they are one."""

    at_s: float  # when it was captured, on the kiosk's clock (seconds since 1970, UTC)
    image: NDArray[np.uint8]  # (height, width, 3), BGR
    source: str = "camera"
