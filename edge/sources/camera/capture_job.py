"""Job of the capture process: the source that it reads, and the options for it."""

import json
from dataclasses import asdict, dataclass

from edge.sources.camera.decoders import DecoderChoice
from edge.sources.camera.tls import CameraTlsOptions
from edge.sources.camera.video import VideoOptions


@dataclass(frozen=True, slots=True)
class CaptureJob:
    """The source that the capture process reads, and the options for it."""

    source: str
    opening: VideoOptions
    max_rate_hz: float | None
    loop: bool
    frozen_after_s: float | None
    dark_after_s: float | None
    decoder: DecoderChoice | None = None  # of a network camera; None: FFmpeg in the capture process decodes

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "CaptureJob":
        values = json.loads(data)
        opening = values["opening"]
        tls = CameraTlsOptions(opening["tls"]["ca_file"], opening["tls"]["insecure"])
        decoder = None if values["decoder"] is None else _decoder(**values["decoder"])
        return cls(**{**values, "opening": VideoOptions(**{**opening, "tls": tls}), "decoder": decoder})


def _decoder(element: str, is_measured: bool, size_px: list[int] | None) -> DecoderChoice:
    return DecoderChoice(element, is_measured, None if size_px is None else (size_px[0], size_px[1]))
