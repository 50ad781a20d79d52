"""Reads frames of a GStreamer pipeline. gst-launch-1.0 runs it as a child of the capture process.

gst-launch-1.0 stays in the process group of the capture process. If that group is killed, the pipeline ends too, even
if it does not respond.
"""

import fcntl
import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress

from edge.sources.camera.argus import extra_end_s, silence_fix
from edge.sources.camera.gst_errors import launch_error
from edge.sources.camera.gst_formats import Image, JpegVideo, RawVideo, RawVideoError, picture_format
from edge.sources.camera.gst_packets import BufferPacket, CapsPacket, GdpError, GdpParser
from edge.sources.camera.gst_pipeline import GstPipeline, PipelineRefusedError, parse_pipeline
from edge.sources.camera.gst_times import PipelineClock
from edge.sources.process.parent import SourceLostError

LAUNCH, INSPECT = "gst-launch-1.0", "gst-inspect-1.0"
PACKAGES = (
    "apt-get install gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad"
)

_PASSED_ON = ("PATH", "HOME", "LD_LIBRARY_PATH", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
_PASSED_PREFIXES = ("GST_PLUGIN_", "GST_REGISTRY", "LIBCAMERA_")
"""Prefixes of the environment variables that gst-launch-1.0 gets. No other variables are passed on: some of GStreamer's
make it write files, and one of Vitrina's contains a password.
"""
_PIPE_BYTES = 1024 * 1024
_OUTPUT_BYTES = 8192
_REGISTRY_WITHIN_S = 30.0
"""Time limit in seconds for GStreamer's very first start, when it inspects its plugins and writes a list of them."""
_TICK_S = 0.25
_ENDS_WITHIN_S = 0.3  # before the capture process is killed, which has half a second


def is_gstreamer_installed() -> bool:
    """True if the programs that a pipeline needs are installed."""
    return all(shutil.which(name) for name in (LAUNCH, INSPECT))


class PipelineVideo:
    """Frames of a running pipeline. `grab` moves to the next frame; `decode` returns it.

    `captured_s`: capture time of the last grabbed frame, on the clock of time.monotonic().
    """

    def __init__(self, pipeline: GstPipeline, open_timeout_s: float, read_timeout_s: float) -> None:
        """Start the pipeline and wait for its first frame. Raises SourceLostError or OSError."""
        self.captured_s = 0.0
        self._timeout_s = read_timeout_s
        self._end_within_s = _ENDS_WITHIN_S + extra_end_s(pipeline.arguments[0])
        self._parser = GdpParser()
        self._clock = PipelineClock()
        self._format: RawVideo | JpegVideo | None = None
        self._picture: memoryview | None = None
        self._output = b""
        self._process, self._pictures = _start_pipeline(pipeline)
        assert self._process.stderr is not None
        self._errors = self._process.stderr.fileno()
        self._poll = select.poll()
        for fd in (self._pictures, self._errors):
            os.set_blocking(fd, False)
            self._poll.register(fd, select.POLLIN)
        try:
            if not self._read_next_picture(open_timeout_s):
                fix = silence_fix(pipeline.arguments[0])
                raise SourceLostError(f"could not be opened: the pipeline sent no frame for {open_timeout_s:g} s.{fix}")
        except SourceLostError:
            self.close()
            raise
        self._is_first = True

    @property
    def pid(self) -> int:
        """Process id of the program that runs the pipeline."""
        return self._process.pid

    def grab(self) -> bool:
        """Move to the next frame. False if none arrived in time. Raises SourceLostError if the pipeline has ended."""
        if self._is_first:
            self._is_first = False
            return True
        return self._read_next_picture(self._timeout_s)

    def decode(self, into: Image | None = None) -> Image | None:
        """The grabbed frame as (height, width, 3), written into `into` if the sizes match. None if it is damaged."""
        if self._format is None or self._picture is None:
            return None
        return self._format.to_bgr(self._picture, into)

    def close(self) -> None:
        """End the pipeline, which closes its camera. A pipeline that does not end in time is killed."""
        os.close(self._pictures)
        for number in (signal.SIGINT, signal.SIGKILL):
            with suppress(ProcessLookupError):
                self._process.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(self._end_within_s)
                break
        assert self._process.stderr is not None
        self._process.stderr.close()

    def _read_next_picture(self, within_s: float) -> bool:
        """Read until the next frame is complete."""
        due_s = time.monotonic() + within_s
        while (left_s := due_s - time.monotonic()) > 0:
            for fd, _ in self._poll.poll(left_s * 1000):
                if fd == self._errors:
                    self._read_output()
                elif self._read_available():
                    return True
        return False

    def _read_available(self) -> bool:
        """Read the available bytes. True if they complete a frame. Raises SourceLostError."""
        try:
            count = os.readv(self._pictures, [self._parser.write_buffer])
        except BlockingIOError:
            return False
        if not count:
            raise SourceLostError(self._why_ended())
        try:
            packet = self._parser.take_bytes(count)
            if isinstance(packet, CapsPacket):
                self._format = picture_format(packet.text)
                self._parser.buffer_sizes = self._format.buffer_sizes
        except RawVideoError as error:
            raise SourceLostError(f"could not be read: {error}") from error
        except GdpError as error:
            raise SourceLostError(f"could not be read: {error}. Check that this is GStreamer 1.14 or newer.") from error
        if not isinstance(packet, BufferPacket):
            return False
        self._picture = packet.data
        self.captured_s = self._clock.capture_time_s(packet.pts_ns, time.monotonic())
        return True

    def _read_output(self) -> None:
        """Keep the start of the program's output. All further output is read and dropped, so that the program never
        blocks on a full pipe.
        """
        try:
            said = os.read(self._errors, _OUTPUT_BYTES)
        except BlockingIOError:
            return
        if not said:
            with suppress(KeyError):
                self._poll.unregister(self._errors)
        self._output = (self._output + said)[:_OUTPUT_BYTES]

    def _why_ended(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_ENDS_WITHIN_S)
        self._read_output()
        if self._format is not None and self._process.returncode == 0 and b"ERROR" not in self._output:
            return "ended its stream."
        state = "could not be opened" if self._picture is None else "stopped"
        return f"{state}: {launch_error(self._output.decode(errors='replace'))}"


def open_pipeline(source: str, open_timeout_s: float, read_timeout_s: float, tick: Callable[[], None]) -> PipelineVideo:
    """Run the pipeline that `source` describes, and wait for its first frame.

    `tick` is called while GStreamer inspects its plugins, which takes long at its very first start. Raises
    SourceLostError with the reason and what to do.
    """
    try:
        pipeline = parse_pipeline(source)
        _require_packets(tick)
        return PipelineVideo(pipeline, open_timeout_s, read_timeout_s)
    except PipelineRefusedError as error:
        raise SourceLostError(f"could not be opened: {error}") from error
    except FileNotFoundError:
        raise SourceLostError(f"could not be opened: {LAUNCH} is not installed. Install it: {PACKAGES}") from None
    except OSError as error:
        raise SourceLostError(f"could not be opened: {LAUNCH} could not be started ({error.strerror}).") from error


def _require_packets(tick: Callable[[], None]) -> None:
    """Raises SourceLostError if GStreamer lacks the element gdppay or does not respond."""
    command = [INSPECT, "--exists", "gdppay"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=_environment(), stdin=quiet, stdout=quiet, stderr=quiet) as process:
        due_s = time.monotonic() + _REGISTRY_WITHIN_S
        while time.monotonic() < due_s:
            tick()
            with suppress(subprocess.TimeoutExpired):
                if process.wait(_TICK_S):
                    raise SourceLostError(f"could not be opened: GStreamer has no gdppay. Install it: {PACKAGES}")
                return
        process.kill()
    raise SourceLostError(
        f"could not be opened: {INSPECT} gave no answer for {_REGISTRY_WITHIN_S:g} s. Run it by hand to find the cause."
    )


def _start_pipeline(pipeline: GstPipeline) -> tuple["subprocess.Popen[bytes]", int]:
    """Start the pipeline's process. Return it with the pipe that receives its packets."""
    reading, writing = os.pipe()
    with suppress(OSError):  # a limit of the system, below which the pipe works too
        fcntl.fcntl(reading, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    try:
        process = subprocess.Popen(
            [LAUNCH, "--quiet", "--no-fault", *pipeline.launch_arguments(writing)],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=(writing,),
        )
    except BaseException:
        os.close(reading)
        raise
    finally:
        os.close(writing)
    return process, reading


def _environment() -> dict[str, str]:
    passed = {
        name: value for name, value in os.environ.items() if name in _PASSED_ON or name.startswith(_PASSED_PREFIXES)
    }
    return {**passed, "LC_ALL": "C.UTF-8", "GST_DEBUG_NO_COLOR": "1"}
