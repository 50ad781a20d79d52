"""GStreamer decoders for the video of a network camera: their names and pipelines.

A decoder reads encoded packets from its standard input, and writes frames to a pipe, both in GStreamer's data protocol.
"""

import re
from dataclasses import dataclass

from edge.sources.camera.gst_pipeline import end_arguments, is_decoder

AUTO, SOFTWARE = "auto", "software"
CODECS = {"h264": "H.264", "hevc": "H.265"}
"""Names of the supported codecs, by the code that OpenCV reports."""
HARDWARE = ("nvv4l2decoder", "vah264dec", "v4l2h264dec")
"""Hardware decoders for H.264: of a Jetson, of Intel and AMD GPUs, and of a Raspberry Pi 4."""

_MEDIA = {"h264": "video/x-h264", "hevc": "video/x-h265"}
_PARSERS = {"h264": "h264parse", "hevc": "h265parse"}
_BLOCK_BYTES = 65536
_DOWNLOADS = {"nvv4l2decoder": ("nvvidconv", "!", "video/x-raw,format=I420")}
"""Elements after a decoder that copy its frames into memory that the processor can read."""
_NAMED = {"h264": re.compile("h264"), "hevc": re.compile("h265|hevc")}
_UNNAMED = frozenset({"nvv4l2decoder", "mppvideodec"})  # decode both


@dataclass(frozen=True, slots=True)
class DecoderChoice:
    """Decoder for the video of a network camera.

    `is_measured`: the doctor measured that it is cheaper for video of this size. The kiosk then uses it only for such
    video, and only if GStreamer has it. Otherwise, the settings name it.
    """

    element: str
    is_measured: bool = False
    size_px: tuple[int, int] | None = None  # width and height for which it was measured

    def mismatch(self, codec: str, size_px: tuple[int, int]) -> str:
        """Reason why this decoder does not fit a camera with this codec and size: (width, height). Empty if it fits."""
        if codec not in CODECS:
            return "the camera sends neither H.264 nor H.265"
        if not decodes(self.element, codec):
            return f"the camera sends {CODECS[codec]}, which this decoder does not decode"
        if self.is_measured and size_px != self.size_px:
            measured = "another size" if self.size_px is None else f"{self.size_px[0]}x{self.size_px[1]}"
            return f"the camera sends {size_px[0]}x{size_px[1]} px, and the decoder was measured for {measured}"
        return ""


def is_allowed(element: str) -> bool:
    """True if [camera] decode may name this element: a decoder for H.264 or H.265 that a pipeline may contain."""
    return is_decoder(element) and any(decodes(element, codec) for codec in CODECS)


def decodes(element: str, codec: str) -> bool:
    """True if the decoder decodes this codec, by its name."""
    return element in _UNNAMED or bool(_NAMED[codec].search(element))


def caps_text(codec: str) -> str:
    """Format of the packets that a decoder reads."""
    return f"{_MEDIA[codec]}, stream-format=(string)byte-stream, alignment=(string)au"


def decode_arguments(element: str, codec: str, fd: int, *, is_live: bool) -> tuple[str, ...]:
    """Arguments for gst-launch-1.0: decode the packets of its standard input, and write frames to the pipe `fd`.

    With `is_live`, a frame is skipped if two newer ones arrive before it has been read.
    """
    head = ("fdsrc", "fd=0", f"blocksize={_BLOCK_BYTES}", "!", "gdpdepay", "!", _PARSERS[codec], "!", element)
    chain = (*head, "!", *_DOWNLOADS[element]) if element in _DOWNLOADS else head
    return (*chain, *end_arguments(chain[-1], fd, is_leaky=is_live, is_paced=False))
