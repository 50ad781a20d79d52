"""Frames that a running gst-launch-1.0 writes to a pipe."""

import os
import select
import signal
import subprocess
import time
from contextlib import suppress

from edge.sources.camera.gst_errors import PIPELINE_CURE, launch_error
from edge.sources.camera.gst_formats import Image, JpegVideo, RawVideo, RawVideoError, picture_format
from edge.sources.camera.gst_packets import BufferPacket, CapsPacket, GdpError, GdpParser
from edge.sources.process.parent import SourceLostError

_OUTPUT_BYTES = 8192
_ENDS_WITHIN_S = 0.3  # before the capture process is killed, which has half a second


class GstFrames:
    """Reads frames from a pipeline's process. `read_next` moves to the next frame; `decode` returns it.

    `pts_ns`: time of the last frame in the pipeline, in nanoseconds, if it has one.
    """

    def __init__(
        self,
        process: "subprocess.Popen[bytes]",
        pipe: int,
        extra_end_s: float = 0.0,
        other_cure: str = PIPELINE_CURE,
    ) -> None:
        """`pipe`: receives the packets of `process`. Both belong to this object. `extra_end_s`: additional seconds that
        the process needs to end. `other_cure`: ends the reason if the process ends with an unknown error.
        """
        self.pts_ns: int | None = None
        self._process, self._pictures = process, pipe
        self._other_cure = other_cure
        self._end_within_s = _ENDS_WITHIN_S + extra_end_s
        self._parser = GdpParser()
        self._format: RawVideo | JpegVideo | None = None
        self._picture: memoryview | None = None
        self._output = b""
        assert process.stderr is not None
        self._errors = process.stderr.fileno()
        self._poll = select.poll()
        for fd in (self._pictures, self._errors):
            os.set_blocking(fd, False)
            self._poll.register(fd, select.POLLIN)

    @property
    def pid(self) -> int:
        """Process id of the program that runs the pipeline."""
        return self._process.pid

    def read_next(self, within_s: float) -> bool:
        """Read until the next frame is complete. False if that takes longer than `within_s`. Raises SourceLostError if
        the pipeline has ended.
        """
        due_s = time.monotonic() + within_s
        while (left_s := due_s - time.monotonic()) > 0:
            for fd, _ in self._poll.poll(left_s * 1000):
                if fd == self._errors:
                    self._read_output()
                elif self._read_available():
                    return True
        return False

    def decode(self, into: Image | None = None) -> Image | None:
        """The last frame as (height, width, 3), written into `into` if the sizes match. None if it is damaged."""
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
        self._picture, self.pts_ns = packet.data, packet.pts_ns
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
        return f"{state}: {launch_error(self._output.decode(errors='replace'), self._other_cure)}"
