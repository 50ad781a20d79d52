"""Reads frames of a GStreamer pipeline. gst-launch-1.0 runs it as a child of the capture process."""

import time
from collections.abc import Callable

from edge.sources.camera.argus import extra_end_s, silence_fix
from edge.sources.camera.gst_formats import Image
from edge.sources.camera.gst_frames import GstFrames
from edge.sources.camera.gst_launch import LAUNCH, PACKAGES, NoAnswerError, has_element, start_launch
from edge.sources.camera.gst_pipeline import GstPipeline, PipelineRefusedError, parse_pipeline
from edge.sources.camera.gst_times import PipelineClock
from edge.sources.process.parent import SourceLostError


class PipelineVideo:
    """Frames of a running pipeline. `grab` moves to the next frame; `decode` returns it.

    `captured_s`: capture time of the last grabbed frame, on the clock of time.monotonic().
    """

    def __init__(self, pipeline: GstPipeline, open_timeout_s: float, read_timeout_s: float) -> None:
        """Start the pipeline and wait for its first frame. Raises SourceLostError or OSError."""
        self.captured_s = 0.0
        self._timeout_s = read_timeout_s
        self._clock = PipelineClock()
        process, pipe = start_launch(pipeline.launch_arguments)
        self._frames = GstFrames(process, pipe, extra_end_s(pipeline.arguments[0]))
        try:
            if not self._read_next(open_timeout_s):
                fix = silence_fix(pipeline.arguments[0])
                raise SourceLostError(f"could not be opened: the pipeline sent no frame for {open_timeout_s:g} s.{fix}")
        except SourceLostError:
            self.close()
            raise
        self._is_first = True

    @property
    def pid(self) -> int:
        """Process id of the program that runs the pipeline."""
        return self._frames.pid

    def grab(self) -> bool:
        """Move to the next frame. False if none arrived in time. Raises SourceLostError if the pipeline has ended."""
        if self._is_first:
            self._is_first = False
            return True
        return self._read_next(self._timeout_s)

    def decode(self, into: Image | None = None) -> Image | None:
        """The grabbed frame as (height, width, 3), written into `into` if the sizes match. None if it is damaged."""
        return self._frames.decode(into)

    def close(self) -> None:
        """End the pipeline, which closes its camera. A pipeline that does not end in time is killed."""
        self._frames.close()

    def _read_next(self, within_s: float) -> bool:
        if not self._frames.read_next(within_s):
            return False
        self.captured_s = self._clock.capture_time_s(self._frames.pts_ns, time.monotonic())
        return True


def open_pipeline(
    source: str, open_timeout_s: float, read_timeout_s: float, tick: Callable[[], object]
) -> PipelineVideo:
    """Run the pipeline that `source` describes, and wait for its first frame.

    `tick` is called while GStreamer inspects its plugins, which takes long at its very first start. Raises
    SourceLostError with the reason and what to do.
    """
    try:
        pipeline = parse_pipeline(source)
        if not has_element("gdppay", tick):
            raise SourceLostError(f"could not be opened: GStreamer has no gdppay. Install it: {PACKAGES}")
        return PipelineVideo(pipeline, open_timeout_s, read_timeout_s)
    except (PipelineRefusedError, NoAnswerError) as error:
        raise SourceLostError(f"could not be opened: {error}") from error
    except FileNotFoundError:
        raise SourceLostError(f"could not be opened: {LAUNCH} is not installed. Install it: {PACKAGES}") from None
    except OSError as error:
        raise SourceLostError(f"could not be opened: {LAUNCH} could not be started ({error.strerror}).") from error
