"""Options for reading a camera, and what follows from them: its job, its time limits, and its warnings."""

from dataclasses import dataclass

from edge.sources.camera.address import is_rtsp
from edge.sources.camera.argus import extra_end_s
from edge.sources.camera.capture_job import CaptureJob
from edge.sources.camera.decoders import DecoderChoice
from edge.sources.camera.frame_rate import FrameRateMeter
from edge.sources.camera.tls import CHECKED, CameraTlsOptions
from edge.sources.camera.video import VideoOptions
from edge.sources.camera.view_monitor import ViewMonitor
from edge.sources.camera.warnings import CameraWarnings
from edge.sources.process.backoff import WAITS, BackoffOptions
from edge.sources.process.supervised import CaptureProcessTimeouts

_GRACE_S = 0.5
"""Seconds added to the capture process's own limit of 2 s. A loss is then reported within the 3 s over which the
audience core reorders events.
"""
_DIAGNOSE_WITHIN_S = 2.0
"""Seconds added to the time limit for opening, in which the capture process finds out why it could not open the
source.
"""
_ENOUGH = 0.7
"""Share of the requested frame rate. If a camera delivers less than this share, it counts as slow, even if the
requested rate is low.
"""


@dataclass(frozen=True, slots=True)
class CameraOptions:
    """Options for reading a camera. Times are in seconds. A limit of None disables its check."""

    width_px: int | None = None  # requested from a device (V4L2), like height and rate
    height_px: int | None = None
    rate_hz: float | None = None
    max_rate_hz: float | None = None  # frames beyond this rate are neither decoded nor shared
    loop: bool = False  # a video file starts again at its end
    open_timeout_s: float = 5.0
    read_timeout_s: float = 2.0
    frozen_after_s: float | None = 10.0
    dark_after_s: float | None = 5.0  # black, even, or covered by something with a pattern
    moved_after_s: float | None = 60.0  # time in which the view is learned, and for which it must differ
    slow_below_hz: float | None = 5.0
    slow_after_s: float = 60.0
    backoff: BackoffOptions = WAITS
    tls: CameraTlsOptions = CHECKED  # of a network camera
    decoder: DecoderChoice | None = None  # of a network camera; None: FFmpeg in the capture process decodes


def camera_warnings(name: str, options: CameraOptions) -> CameraWarnings:
    """Monitors of the view and of the frame rate. `name`: the camera's name in texts."""
    view = None if options.moved_after_s is None else ViewMonitor(options.moved_after_s, options.dark_after_s)
    least_hz = options.slow_below_hz
    if least_hz is not None:
        requested_hz = [_ENOUGH * rate_hz for rate_hz in (options.rate_hz, options.max_rate_hz) if rate_hz is not None]
        least_hz = min([least_hz, *requested_hz])
    return CameraWarnings(name, view, FrameRateMeter(options.slow_after_s), least_hz)


def timeouts(source: str, options: CameraOptions) -> CaptureProcessTimeouts:
    """Time limits of the capture process. They include the time to close the source, because the process reports a loss
    only after it has closed the source.
    """
    extra_s = extra_end_s(source)
    return CaptureProcessTimeouts(
        options.open_timeout_s + _DIAGNOSE_WITHIN_S + extra_s, options.read_timeout_s + _GRACE_S + extra_s
    )


def capture_job(source: str, options: CameraOptions) -> CaptureJob:
    """Job of the capture process. Only the video of an RTSP address passes a decoder."""
    opening = VideoOptions(
        width_px=options.width_px,
        height_px=options.height_px,
        rate_hz=options.rate_hz,
        open_timeout_s=options.open_timeout_s,
        read_timeout_s=options.read_timeout_s,
        tls=options.tls,
    )
    return CaptureJob(
        source=source,
        opening=opening,
        max_rate_hz=options.max_rate_hz,
        loop=options.loop,
        frozen_after_s=options.frozen_after_s,
        dark_after_s=options.dark_after_s,
        decoder=options.decoder if is_rtsp(source) else None,
    )
