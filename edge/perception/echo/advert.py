"""The advert's own sound taken out of what the microphone hears, half second by half second.

Plays say which advert is heard and from when; its track is known, and is looked for in the sound. Between adverts sound
passes untouched. At most a second and a half of sound is kept.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from edge.events import PlayEnded, PlayStarted
from edge.perception.echo.canceller import BLOCK, Canceller
from edge.perception.echo.gate import Gate
from edge.perception.echo.lag import EARLY, LATE, NEAR, RATE_HZ, Alignment, measured
from edge.perception.echo.track import Track
from edge.signals import Sound

Floats = NDArray[np.float32]

HALF = RATE_HZ // 2  # samples

_LEAD = 50  # samples of the filter before the sound that comes first
_GAP_S = 0.1  # as in edge/perception/voice.py
_TAIL_S = 0.5  # of a room


@dataclass(frozen=True, slots=True, eq=False)
class Half:
    """Half a second of sound in which the advert is not, as far as is known."""

    sound: Sound
    is_known: bool  # False: so much of the advert may still be in it that nothing can be said of the audience


@dataclass(eq=False, slots=True)
class _Play:
    creative: str
    from_s: float
    media_s: float
    to_s: float = math.inf
    track: Track | None = None
    alignment: Alignment = field(default_factory=Alignment)
