"""Converts frames of a pipeline to BGR arrays, depending on their format. Also computes the size of a frame in each
format.
"""

import re
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.sources.camera.jpeg import JPEG_START, decode_jpeg

Image = NDArray[np.uint8]
"""Array of an image: (height, width, 3), in BGR order."""

_LARGEST_PX = (7680, 4320)
_LARGEST_JPEG_BYTES = 16 * 1024 * 1024
_FIELD = re.compile(r"\s*([a-z-]+)=\((?:string|int)\)([^,;]+)")
_FULL_RANGE = "1:"  # begin of a colorimetry in which values go from 0 to 255, as in JPEG
_LUMA = 219 / 255, 16.0
_CHROMA = 224 / 255, 128 - 128 * 224 / 255
"""Factor and offset to convert chroma from full range to the video range that OpenCV's conversion expects."""
_BT709 = re.compile(r"bt709|\d+:3:.*")
_BT709_VIDEO = np.array(
    [[1.1644, 2.1124, 0, -289.02], [1.1644, -0.2132, -0.5329, 76.88], [1.1644, 0, 1.7927, -248.10]], np.float32
)
_BT709_FULL = np.array([[1, 1.8556, 0, -237.52], [1, -0.1873, -0.4681, 83.89], [1, 0, 1.5748, -201.57]], np.float32)
"""Matrices of BT.709, the usual colours of HD cameras, from YUV with an offset to BGR. OpenCV converts with BT.601."""
_CURE = "Remove the format at the end of the pipeline, so that the frames are converted."


class RawVideoError(ValueError):
    """Frames in this format are not supported. The text explains why and what to do."""


@dataclass(frozen=True, slots=True)
class RawVideo:
    """Format of raw frames in memory. Rows are laid out as in GStreamer: each row starts at a multiple of 4 bytes."""

    layout: str  # BGR, I420 or NV12
    width_px: int
    height_px: int
    is_full_range: bool = False
    is_bt709: bool = False

    @classmethod
    def from_caps(cls, text: str) -> "RawVideo":
        """Format of the raw frames that a CapsPacket describes. Raises RawVideoError."""
        kind, _, rest = text.partition(",")
        fields = dict(_FIELD.findall(rest))
        layout, width, height = fields.get("format", "none"), fields.get("width", ""), fields.get("height", "")
        if kind != "video/x-raw" or layout not in ("BGR", "I420", "NV12"):
            raise RawVideoError(f"the pipeline's frames are {kind[:40]} of format {layout[:20]}. {_CURE}")
        if not (width.isdecimal() and height.isdecimal()):
            raise RawVideoError(f"the pipeline's frames have no size. {_CURE}")
        colours = "" if layout == "BGR" else fields.get("colorimetry", "")
        is_bt709 = bool(_BT709.fullmatch(colours))
        made = cls(layout, int(width), int(height), colours.startswith(_FULL_RANGE), is_bt709)
        made._check()
        return made

    def _check(self) -> None:
        size = f"{self.width_px}x{self.height_px}"
        if not (0 < self.width_px <= _LARGEST_PX[0] and 0 < self.height_px <= _LARGEST_PX[1]):
            raise RawVideoError(
                f"the pipeline's frames have {size} px. At most {_LARGEST_PX[0]}x{_LARGEST_PX[1]} are supported."
            )
        if self.layout != "BGR" and (self.width_px % 2 or self.height_px % 2):
            raise RawVideoError(
                f"the pipeline's frames of {size} px and format {self.layout} have an odd width or height. Choose an "
                "even size."
            )

    @property
    def buffer_sizes(self) -> range:
        """Allowed sizes of a frame in bytes. For raw video, there is exactly one."""
        return range(self.size_bytes, self.size_bytes + 1)

    @property
    def size_bytes(self) -> int:
        """Size of one frame in bytes."""
        if self.layout == "BGR":
            return _round4(3 * self.width_px) * self.height_px
        chroma = _round4(self.width_px // 2) * self.height_px if self.layout == "I420" else self._luma_bytes // 2
        return self._luma_bytes + chroma

    @property
    def _luma_bytes(self) -> int:
        return _round4(self.width_px) * self.height_px

    def to_bgr(self, data: memoryview, into: Image | None = None) -> Image:
        """The frame in `data`, which has `size_bytes` bytes. It is written into `into` if that array has the right
        size.
        """
        shape = (self.height_px, self.width_px, 3)
        image = into if into is not None and into.shape == shape else np.empty(shape, np.uint8)
        pixels = np.frombuffer(data, np.uint8)
        if self.layout == "BGR":
            rows = pixels.reshape(self.height_px, -1)[:, : 3 * self.width_px]
            np.copyto(image, rows.reshape(shape))
            return image
        planes = self._remove_gaps(pixels)
        if self.is_bt709:
            cv2.transform(self._interleaved(planes), _BT709_FULL if self.is_full_range else _BT709_VIDEO, dst=image)
            return image
        code = cv2.COLOR_YUV2BGR_I420 if self.layout == "I420" else cv2.COLOR_YUV2BGR_NV12
        cv2.cvtColor(self._as_video(planes) if self.is_full_range else planes, code, dst=image)
        return image

    def _interleaved(self, planes: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Luma and chroma of each pixel: (height, width, 3)."""
        half = self.height_px // 2, self.width_px // 2
        chroma = planes[self.height_px :].reshape((2, *half) if self.layout == "I420" else (1, *half, 2))
        # twice side by side, then each row twice: ten times faster than cv2.resize
        wide = [np.repeat(cv2.merge([each, each]).reshape(half[0], self.width_px, -1), 2, axis=0) for each in chroma]
        return np.asarray(cv2.merge([planes[: self.height_px], *wide]), np.uint8)

    def _as_video(self, planes: NDArray[np.uint8]) -> NDArray[np.uint8]:
        scaled = np.empty_like(planes)
        cv2.convertScaleAbs(planes[: self.height_px], scaled[: self.height_px], *_LUMA)
        cv2.convertScaleAbs(planes[self.height_px :], scaled[self.height_px :], *_CHROMA)
        return scaled

    def _remove_gaps(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The planes as OpenCV expects them, (1.5 × height, width). For most sizes there are no gaps between rows,
        and nothing is copied.
        """
        width, height = self.width_px, self.height_px
        step = 4 if self.layout == "NV12" else 8
        if width % step:
            luma, chroma = pixels[: self._luma_bytes], pixels[self._luma_bytes :]
            of_chroma = width if self.layout == "NV12" else width // 2
            rows = height // 2 if self.layout == "NV12" else height
            tight = [luma.reshape(height, -1)[:, :width], chroma.reshape(rows, -1)[:, :of_chroma]]
            pixels = np.concatenate([each.reshape(-1) for each in tight])
        return pixels.reshape(height * 3 // 2, width)


class JpegVideo:
    """Frames that the pipeline delivers as JPEG. Only the frames that are needed are decoded."""

    buffer_sizes = range(len(JPEG_START), _LARGEST_JPEG_BYTES + 1)

    def to_bgr(self, data: memoryview, into: Image | None = None) -> Image | None:
        """The frame in `data`, written into `into` if that has the right size. None if the frame is damaged."""
        image = decode_jpeg(np.frombuffer(data, np.uint8))
        if image is None or into is None or image.shape != into.shape:
            return image
        np.copyto(into, image)
        return into


def picture_format(caps: str) -> RawVideo | JpegVideo:
    """Format that a CapsPacket describes. Raises RawVideoError."""
    return JpegVideo() if caps.partition(",")[0] == "image/jpeg" else RawVideo.from_caps(caps)


def _round4(count: int) -> int:
    return (count + 3) // 4 * 4
