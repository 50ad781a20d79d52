"""Points of MediaPipe's face mesh that the smile head reads, and the axes of a head. Standard library only.

The numbers are those of MediaPipe's canonical face model (468 points).
"""

POINTS = 468

LIPS = (
    61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 185, 40, 39, 37, 0, 267, 269, 270, 409,
    78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 191, 80, 81, 82, 13, 312, 311, 310, 415,
)  # fmt: skip
"""Outer and inner outline of the lips."""

CHEEKS = (
    50, 280, 205, 425, 36, 266, 101, 330, 117, 346, 123, 352, 147, 376, 187, 411, 207, 427, 216, 436, 212, 432,
    202, 422,
)  # fmt: skip
"""Cheeks and the folds beside nose and mouth: they rise and fill when the corners of the mouth are pulled up."""

EYE_CORNERS = (33, 133, 362, 263)
"""Outer and inner corner of the eye at image left, inner and outer one of the other."""

FOREHEAD, UNDER_NOSE = (10, 151, 9), 2
"""Points of the middle line that expressions move little: together they say where down is in the head."""
