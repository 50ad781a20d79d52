"""Child process of a decoder trial: takes packets of a network camera, and measures the cost of decoding them.

Only decoder_trial.py runs it, as `python -m edge.sources.camera.decoder_measuring SOCKET_FD`. The socket
delivers the camera's address. Packets and frames are only in memory.
"""

import io
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import IO, cast

import cv2

from edge.sources.camera.capture_job import CaptureJob
from edge.sources.camera.decoder_trial import DecoderCost, DecoderTrial, TrialFailedError, parse_trial_job
from edge.sources.camera.decoders import CODECS, caps_text, decode_arguments, decodes
from edge.sources.camera.gst_frames import GstFrames
from edge.sources.camera.gst_launch import start_launch
from edge.sources.camera.gst_packet_writer import buffer_header, stream_start
from edge.sources.camera.network_address import CameraRefusedError
from edge.sources.camera.video import Image, VideoCapture, open_camera, open_file
from edge.sources.process.allocator import keep_freed_memory
from edge.sources.process.parent import LARGEST_JOB, ParentProcessLink, SourceLostError, silence_output
from edge.supervised_thread import ONCE, SupervisedThread
from models.serving.hardening import forbid_core_files

_TAKE_S = 3.0
_MOST_PACKETS, _MOST_BYTES = 150, 64 * 1024 * 1024
_LEAST_FRAMES = 10
_KEY_FRAME_WITHIN_S = 8.0
_FRAME_WITHIN_S = 5.0
_STEP_NS = 40_000_000  # between two packets, in the pipeline's time
_OPTIONS = "OPENCV_FFMPEG_CAPTURE_OPTIONS"
_COMPARED = 8
_MOST_DIFFERENCE = 4.0
"""Largest mean absolute difference from software in grey values. Decoding is exact by the standard; the conversion to
BGR differs by one or two.
"""
_SCHEDULED = 2  # the kind of clock that counts a process's time on the processor
_LEAST_SHARE = 0.9  # of the frames that software decoded


@dataclass(frozen=True, slots=True)
class EncodedVideo:
    """Packets of a camera, from a key frame on."""

    codec: str
    size_px: tuple[int, int]  # width and height
    packets: list[bytes]  # the first one contains the headers


@dataclass(slots=True)
class DecodedSample:
    """Result of decoding the packets in one way: number of frames, their cost, and some frames by their number."""

    frames: int = 0
    used_s: float = 0.0  # processor time of all frames but the first
    images: dict[int, Image] = field(default_factory=dict)

    @property
    def frame_ms(self) -> float:
        return 1000 * self.used_s / max(self.frames - 1, 1)


def take_packets(job: CaptureJob) -> EncodedVideo:
    """Packets of the camera's next seconds. Raises TrialFailedError."""
    try:
        video = open_camera(job.source, job.opening)
    except CameraRefusedError as error:
        raise TrialFailedError(f"could not be opened: {error}") from error
    if video is None:
        raise TrialFailedError("could not be opened a second time. Some cameras serve only one viewer.")
    with closing(video):
        if video.codec not in CODECS or not video.leave_encoded():
            raise TrialFailedError("sends neither H.264 nor H.265.")
        packets = list(read_packets(video))
        if len(packets) < _LEAST_FRAMES:
            raise TrialFailedError(f"sent only {len(packets)} frames from a key frame on.")
        return EncodedVideo(video.codec, video.size_px, packets)


def read_packets(video: VideoCapture) -> Iterator[bytes]:
    """Packets of _TAKE_S seconds from the next key frame on, within bounds. The first one contains the headers."""
    until_s, total, count = time.monotonic() + _KEY_FRAME_WITHIN_S, 0, 0
    while time.monotonic() < until_s and total < _MOST_BYTES and count < _MOST_PACKETS and video.grab():
        packet = video.packet() if count or video.is_key_frame else None
        if packet is None:
            continue
        if not count:
            until_s = time.monotonic() + _TAKE_S
        data = bytes(packet) if count else video.headers() + bytes(packet)
        total, count = total + len(data), count + 1
        yield data


def decode_by_software(video: EncodedVideo) -> DecodedSample:
    """Decode the packets with FFmpeg in OpenCV on one thread, as the capture process does."""
    fd = os.memfd_create("vitrina-packets", os.MFD_CLOEXEC)
    try:
        with open(fd, "wb", closefd=False) as file:
            file.writelines(video.packets)
        with _options_for_memory():
            capture = open_file(f"/proc/self/fd/{fd}")
        if capture is None:
            raise TrialFailedError("sent frames that software cannot decode.")
        with closing(capture):
            return _decode_all(capture.grab, capture.decode, lambda number: number, len(video.packets))
    finally:
        os.close(fd)


@contextmanager
def _options_for_memory() -> Iterator[None]:
    """Options that let FFmpeg read packets in memory, which look like a file. OpenCV reads them at each opening."""
    before = os.environ.get(_OPTIONS)
    os.environ[_OPTIONS] = "protocol_whitelist;file|format_whitelist;h264,hevc"
    try:
        yield
    finally:
        del os.environ[_OPTIONS]
        os.environ.update({} if before is None else {_OPTIONS: before})


def decode_by_gstreamer(video: EncodedVideo, element: str) -> DecodedSample:
    """Decode the packets with a decoder in a child process, as the capture process does. Raises SourceLostError."""
    arguments = partial(decode_arguments, element, video.codec, is_live=False)
    try:
        process, pipe = start_launch(arguments, has_input=True)
    except OSError as error:
        raise SourceLostError(f"could not be started ({error.strerror}).") from error
    assert process.stdin is not None
    frames = GstFrames(process, pipe, other_cure="")
    writer = SupervisedThread(partial(_write_packets, video, process.stdin), "packets", backoff_s=ONCE)
    writer.start()
    try:
        return _decode_all(
            lambda: frames.read_next(_FRAME_WITHIN_S),
            frames.decode,
            lambda count: count if frames.pts_ns is None else round(frames.pts_ns / _STEP_NS),
            len(video.packets),
            lambda: _processor_time_s(process.pid),
        )
    finally:
        frames.close()
        writer.join(_FRAME_WITHIN_S)


def _write_packets(video: EncodedVideo, pipe: IO[bytes]) -> None:
    """Write all packets, and close the pipe, so that the decoder ends."""
    with suppress(BrokenPipeError), io.BufferedWriter(cast(io.RawIOBase, pipe)) as file:
        file.write(stream_start(caps_text(video.codec)))
        for number, packet in enumerate(video.packets):
            file.write(buffer_header(len(packet), number * _STEP_NS) + packet)


def _decode_all(
    grab: Callable[[], bool],
    decode: Callable[[Image | None], Image | None],
    frame_number: Callable[[int], int],
    most: int,
    child_s: Callable[[], float] = lambda: 0.0,
) -> DecodedSample:
    """Decode at most `most` frames. The time before the first one, in which a decoder starts, does not count.

    `frame_number` returns the number of the packet of the last frame, given the number of frames before it. Raises
    SourceLostError if there is no first frame.
    """
    sample, image, child_before_s, child_now_s = DecodedSample(), None, 0.0, 0.0
    every = max(most // _COMPARED, 1)
    while sample.frames < most:
        start_s = time.process_time()
        image = _next_image(grab, decode, image, is_first=not sample.frames)
        if image is None:
            break
        child_now_s = child_s()  # asked here, because a child that has ended has no clock
        if sample.frames:
            sample.used_s += time.process_time() - start_s
        else:
            child_before_s = child_now_s
        number = frame_number(sample.frames)
        sample.frames += 1
        if number % every == 0:
            sample.images[number] = image.copy()
    sample.used_s += child_now_s - child_before_s
    return sample


def _next_image(
    grab: Callable[[], bool], decode: Callable[[Image | None], Image | None], into: Image | None, *, is_first: bool
) -> Image | None:
    try:
        return decode(into) if grab() else None
    except SourceLostError:
        if is_first:
            raise
        return None


def _processor_time_s(pid: int) -> float:
    """Processor time of another process in seconds, with all its threads, also ended ones. See clock_getcpuclockid."""
    return time.clock_gettime(~pid << 3 | _SCHEDULED)


def decoder_cost(video: EncodedVideo, element: str, software: DecodedSample) -> DecoderCost:
    """Cost of one decoder, or the reason why the doctor refuses it."""
    if not decodes(element, video.codec):
        return DecoderCost(element, reason=f"does not decode {CODECS[video.codec]}")
    try:
        sample = decode_by_gstreamer(video, element)
    except SourceLostError as error:
        return DecoderCost(element, reason=str(error).rstrip("."))
    if sample.frames < _LEAST_SHARE * software.frames:
        return DecoderCost(element, reason=f"decoded {sample.frames} of {software.frames} frames")
    difference = largest_difference(software, sample)
    if difference is None or difference > _MOST_DIFFERENCE:
        shown = "have another size" if difference is None else f"differ by {difference:.1f} grey values"
        return DecoderCost(element, reason=f"its frames {shown}")
    return DecoderCost(element, sample.frame_ms, difference)


def largest_difference(software: DecodedSample, decoder: DecodedSample) -> float | None:
    """Largest mean absolute difference of the frames that both have, in grey values. None if a size differs or there
    are none.
    """
    common = software.images.keys() & decoder.images.keys()
    pairs = [(software.images[each], decoder.images[each]) for each in common]
    if not pairs or any(one.shape != other.shape for one, other in pairs):
        return None
    return max(float(cv2.absdiff(one, other).mean()) for one, other in pairs)


def measure(job: CaptureJob, elements: Sequence[str]) -> DecoderTrial:
    """Take packets of the camera, and decode them in each way. Raises TrialFailedError."""
    video = take_packets(job)
    software = decode_by_software(video)
    if software.frames < _LEAST_FRAMES:
        raise TrialFailedError(f"sent only {software.frames} frames that software can decode.")
    costs = tuple(decoder_cost(video, element, software) for element in elements)
    return DecoderTrial(video.codec, *video.size_px, software.frames, software.frame_ms, costs)


def main(arguments: list[str]) -> None:
    """Receive a job through the socket, run it, and send its result."""
    with socket.socket(fileno=int(arguments[0])) as link:
        data = link.recv(LARGEST_JOB)
        if not data:
            return
        job, elements = parse_trial_job(data)
        silence_output()
        forbid_core_files()
        keep_freed_memory()
        cv2.setNumThreads(1)
        parent = ParentProcessLink(link)
        SupervisedThread(parent.exit_with_parent, "doctor").start()
        try:
            parent.send("measured", measure(job, elements).to_text())
        except TrialFailedError as error:
            parent.send("failed", str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
