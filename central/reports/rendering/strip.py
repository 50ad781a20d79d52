"""Film strip of an ad: its frames at their seconds, on the x axis of the curve."""

from collections.abc import Callable, Sequence

from edge.markup.elements import jpeg_data_url
from edge.markup.elements import svg_element as element

Frames = Sequence[tuple[float, bytes]]
"""Seconds with their JPEG images, sorted by time."""
Address = Callable[[float, bytes], str]
"""Function that returns the address of the image for a second."""

USUAL_SHAPE = (16, 9)
GAP_PX = 2.0
LEAST_PX = 4.0
"""Lowest width of a frame, in pixels. A narrower frame is skipped."""


def data_uri(_: float, jpeg: bytes) -> str:
    """Data URI of an image, which contains the image itself."""
    return jpeg_data_url(jpeg)


def jpeg_size(jpeg: bytes) -> tuple[int, int]:
    """Width and height in the header of a JPEG; 16:9 if the header has none."""
    at = 2
    while jpeg[at : at + 1] == b"\xff" and at + 9 <= len(jpeg):
        kind, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = int.from_bytes(jpeg[at + 5 : at + 7], "big"), int.from_bytes(jpeg[at + 7 : at + 9], "big")
            return (width, height) if width and height else USUAL_SHAPE
        at += 2 + length
    return USUAL_SHAPE


def frame_at(frames: Frames, second: float) -> tuple[float, bytes] | None:
    """Frame shown at a second: the last frame at or before it, or the first frame if there is none."""
    before = [frame for frame in frames if frame[0] <= second]
    return before[-1] if before else next(iter(frames), None)


def strip_svg(
    frames: Frames, x: Callable[[float], float], end: float, y: float, height: float, address: Address = data_uri
) -> str:
    """Frames that fit, each drawn from its own second to the second of the next frame. The last frame ends with the
    curve, at `end`.
    """
    chosen: list[tuple[float, str]] = []
    free = float("-inf")
    for second, jpeg in frames:
        left = x(second)
        if left < free or left >= end - LEAST_PX:
            continue
        width, tall = jpeg_size(jpeg)
        free = left + height * width / tall
        chosen.append((left, address(second, jpeg)))
    rights = [*(left - GAP_PX for left, _ in chosen[1:]), end][: len(chosen)]
    return "".join(_frame_svg(href, left, right, y, height) for (left, href), right in zip(chosen, rights, strict=True))


def _frame_svg(href: str, left: float, right: float, y: float, height: float) -> str:
    """One frame that fills its space. The parts of the frame outside this space are cut off."""
    return element(
        "image",
        href=href,
        x=left,
        y=y,
        width=right - left,
        height=height,
        preserveAspectRatio="xMidYMid slice",
    )
