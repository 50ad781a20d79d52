"""Points of MediaPipe's face mesh that the smile head uses, and the axes of a head. Uses only the standard library.

Points are numbered as in MediaPipe's canonical face model (468 points).
"""

POINTS = 468

LIPS = (
    61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 185, 40, 39, 37, 0, 267, 269, 270, 409,
    78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 191, 80, 81, 82, 13, 312, 311, 310, 415,
)  # fmt: skip
"""Points on the outer and inner outline of the lips."""

CHEEKS = (
    50, 280, 205, 425, 36, 266, 101, 330, 117, 346, 123, 352, 147, 376, 187, 411, 207, 427, 216, 436, 212, 432,
    202, 422,
)  # fmt: skip
"""Points on the cheeks and the folds beside nose and mouth. They rise and swell when the corners of the mouth are
pulled up.
"""

EYE_CORNERS = (33, 133, 362, 263)
"""Outer and inner corner of the eye on the left of the image, followed by inner and outer corner of the other eye."""

FOREHEAD, UNDER_NOSE = (10, 151, 9), 2
"""Points on the middle line of the face that expressions hardly move. Together they show which direction is down in the
head.
"""

EYELIDS = ((33, 133, 159, 145), (362, 263, 386, 374))
"""Left corner, right corner, upper lid and lower lid of each eye, as seen in the image."""

BLENDSHAPE_POINTS = (
    0, 1, 4, 5, 6, 7, 8, 10, 13, 14, 17, 21, 33, 37, 39, 40, 46, 52, 53, 54, 55, 58, 61, 63, 65, 66, 67, 70, 78, 80,
    81, 82, 84, 87, 88, 91, 93, 95, 103, 105, 107, 109, 127, 132, 133, 136, 144, 145, 146, 148, 149, 150, 152, 153,
    154, 155, 157, 158, 159, 160, 161, 162, 163, 168, 172, 173, 176, 178, 181, 185, 191, 195, 197, 234, 246, 249, 251,
    263, 267, 269, 270, 276, 282, 283, 284, 285, 288, 291, 293, 295, 296, 297, 300, 308, 310, 311, 312, 314, 317, 318,
    321, 323, 324, 332, 334, 336, 338, 356, 361, 362, 365, 373, 374, 375, 377, 378, 379, 380, 381, 382, 384, 385, 386,
    387, 388, 389, 390, 397, 398, 400, 402, 405, 409, 415, 454, 466, 468, 469, 470, 471, 472, 473, 474, 475, 476, 477,
)  # fmt: skip
"""Input points of MediaPipe's blendshape model, in order. The last ten are the irises, which follow the 468 points of
the mesh.
"""
