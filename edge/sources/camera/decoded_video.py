"""Frames of a network camera, from a GStreamer decoder.

FFmpeg in OpenCV reads the camera, as without a decoder: through the relay, which keeps the rules about certificates,
redirects and passwords. It returns packets, and gst-launch-1.0 decodes them as a child of the capture process. So
no argument contains the camera's address or password.
"""

import time
from collections.abc import Callable
from functools import partial

from edge.sources.camera.backlog import StreamBacklog
from edge.sources.camera.decoders import DecoderChoice, caps_text, decode_arguments
from edge.sources.camera.gst_formats import Image
from edge.sources.camera.gst_frames import GstFrames
from edge.sources.camera.gst_launch import LAUNCH, PACKAGES, NoAnswerError, has_element, start_launch
from edge.sources.camera.packet_feeder import PacketFeeder
from edge.sources.camera.video import VideoCapture, VideoOptions
from edge.sources.process.parent import SourceLostError

_TICK_S = 0.1


class DecoderFailedError(SourceLostError):
    """The decoder failed, and the camera did not. The text gives the reason."""


class DecodedVideo:
    """Frames of a decoder. `grab` moves to the next frame; `decode` returns it.

    `captured_s`: time at which the packet of the last grabbed frame arrived, on the clock of time.monotonic().
    """

    def __init__(
        self,
        video: VideoCapture,
        element: str,
        limits: VideoOptions,
        backlog: StreamBacklog,
        tick: Callable[[], object],
    ) -> None:
        """Start the decoder and wait for its first live frame. `video` returns packets, and belongs to this object.

        Calls `tick` while it waits. Raises DecoderFailedError, and SourceLostError if the camera
        sends no key frame.
        """
        self.captured_s = 0.0
        self._element, self._limits = element, limits
        self._limit_s = limits.open_timeout_s  # for a fault of the decoder
        self._decoded_s: float | None = None  # when the last frame came
        self._late_since_s: float | None = None  # since when frames come too late
        arguments = partial(decode_arguments, element, video.codec, is_live=True)
        try:
            process, pipe = start_launch(arguments, has_input=True)
        except OSError as error:
            video.close()
            raise self._failure(f"{LAUNCH} could not be started ({error.strerror}).") from error
        assert process.stdin is not None
        self._input = process.stdin
        self._frames = GstFrames(process, pipe, other_cure="Run vitrina doctor.")
        self._feeder = PacketFeeder(video, caps_text(video.codec), self._input.fileno(), backlog)
        self._feeder.start()
        try:
            self._await_first(tick)
        except SourceLostError:
            self.close()
            raise
        self._limit_s = limits.read_timeout_s
        self._is_first = True

    @property
    def pid(self) -> int:
        """Process id of the program that decodes."""
        return self._frames.pid

    def grab(self) -> bool:
        """Move to the next live frame. False if the camera sent no more packets. Raises DecoderFailedError."""
        if self._is_first:
            self._is_first = False
            return True
        while not self._feeder.state.is_over:
            is_new = self._read_next()
            self._check_decoder()
            if is_new and self._is_live:
                return True
        return False

    def decode(self, into: Image | None = None) -> Image | None:
        """The grabbed frame as (height, width, 3), written into `into` if the sizes match. None if it is damaged."""
        return self._frames.decode(into)

    def close(self) -> None:
        """End the decoder and the connection to the camera."""
        self._frames.close()
        self._feeder.close()
        self._input.close()

    @property
    def _is_live(self) -> bool:
        live_s = self._feeder.state.live_s
        return live_s is not None and self.captured_s >= live_s - 1e-6  # a time in the pipeline is in nanoseconds

    def _await_first(self, tick: Callable[[], object]) -> None:
        due_s = time.monotonic() + self._limits.open_timeout_s
        while not (self._read_next() and self._is_live):
            tick()
            if self._feeder.state.is_over:
                raise SourceLostError("ended its stream.")
            if self._feeder.state.first_s is None and time.monotonic() > due_s:
                raise SourceLostError(
                    f"sent no key frame for {self._limits.open_timeout_s:g} s. Set a shorter interval between key "
                    "frames in the camera's own settings."
                )
            self._check_decoder()

    def _read_next(self) -> bool:
        try:
            is_new = self._frames.read_next(_TICK_S)
        except SourceLostError as error:
            raise self._failure(str(error)) from error
        if is_new:
            self._feeder.state.waiting_s = None
            pts_ns, self._decoded_s = self._frames.pts_ns, time.monotonic()
            arrived_s = self._decoded_s if pts_ns is None else self._feeder.start_s + pts_ns / 1e9
            self.captured_s = max(self.captured_s, min(arrived_s, self._decoded_s))
            is_late = self._decoded_s - self.captured_s > self._limits.read_timeout_s
            self._late_since_s = (self._late_since_s or self._decoded_s) if is_late else None
        return is_new

    def _check_decoder(self) -> None:
        """Raise DecoderFailedError if the decoder returned no frame, took no packet, or was too late.

        While the camera is silent, the decoder is not expected to send frames.
        """
        state, limit_s, decoded_s = self._feeder.state, self._limit_s, self._decoded_s
        if state.is_full:
            raise self._failure(
                "it takes packets more slowly than the camera sends them. Set a lower frame rate in the camera's own "
                "settings."
            )
        since_s, newest_s = state.waiting_s, state.newest_s
        if since_s is not None and newest_s is not None and newest_s - since_s >= limit_s:
            raise self._failure(f"it sent no frame for {limit_s:g} s.")
        if decoded_s is not None and self._late_since_s is not None and decoded_s - self._late_since_s >= limit_s:
            raise self._failure(
                f"its frames came more than {self._limits.read_timeout_s:g} s late. Set a lower frame rate in the "
                "camera's own settings."
            )

    def _failure(self, text: str) -> DecoderFailedError:
        return DecoderFailedError(f"was not decoded by {self._element}: {text}")


def check_decoder(choice: DecoderChoice, tick: Callable[[], object]) -> str:
    """Reason why this system cannot use a decoder that the doctor chose. Empty if it can.

    `tick` is called while GStreamer inspects its plugins. Raises DecoderFailedError for a decoder that the settings
    name.
    """
    try:
        reason = "" if has_element(choice.element, tick) else f"GStreamer has no {choice.element}"
    except NoAnswerError as error:
        reason = str(error).rstrip(".")
    except OSError:
        reason = f"{LAUNCH} is not installed"
    if reason and not choice.is_measured:
        raise DecoderFailedError(
            f"was not decoded by {choice.element}: {reason}. Install it: {PACKAGES}, and the package with the decoder "
            "(see vitrina docs camera)."
        )
    return reason
