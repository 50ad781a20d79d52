"""A decoder's frames come with the times of their packets, and its faults are told from those of the camera."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from edge.sources.camera import packet_feeder
from edge.sources.camera.backlog import StreamBacklog
from edge.sources.camera.decoded_video import DecodedVideo, DecoderFailedError, check_decoder
from edge.sources.camera.decoders import DecoderChoice
from edge.sources.camera.video import VideoOptions
from edge.sources.process.parent import SourceLostError
from tests.doubles.decoders import HEIGHT_PX, WIDTH_PX, PacketVideo, install_decoder
from tests.edge.sources.camera.test_gst_process import is_gone, wait_until

LIMITS = VideoOptions(open_timeout_s=10.0, read_timeout_s=0.4)
Opens = Callable[..., DecodedVideo]


@pytest.fixture
def decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opens:
    """Opens a video through a decoder with this fault."""

    def open_video(video: PacketVideo, fault: str = "pass", limits: VideoOptions = LIMITS) -> DecodedVideo:
        install_decoder(tmp_path, monkeypatch, fault)
        now_s = time.monotonic()
        backlog = StreamBacklog(now_s - (2.0 if video.backlog else 0.0), now_s)
        return DecodedVideo(video, "vah264dec", limits, backlog, lambda: None)  # type: ignore[arg-type]

    return open_video


def frame_number(video: DecodedVideo) -> int:
    image = video.decode()
    assert image is not None
    assert image.shape == (HEIGHT_PX, WIDTH_PX, 3)
    return int(image[0, 0, 0])


def read_until_failure(video: DecodedVideo) -> str:
    """Reason why the decoder failed. Frames come before that."""
    with pytest.raises(DecoderFailedError) as caught:
        read_to_end(video)
    return str(caught.value)


def read_to_end(video: DecodedVideo) -> None:
    while video.grab():
        pass


def test_frames_come_in_order_with_the_times_of_their_packets(decoded: Opens) -> None:
    source = PacketVideo(30)
    video = decoded(source)
    numbers, times = [], []
    while video.grab():
        numbers.append(frame_number(video))
        times.append(video.captured_s)
    video.close()
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert numbers[-1] >= 27
    assert times == sorted(times)
    assert times[-1] - times[0] == pytest.approx((len(times) - 1) / 50, rel=0.5)
    assert times[-1] <= time.monotonic()
    assert source.is_closed


def test_frames_that_came_while_the_stream_was_opened_are_not_live(decoded: Opens) -> None:
    """The decoder needs them, and the kiosk does not know when they were captured."""
    video = decoded(PacketVideo(60, backlog=40))
    assert video.grab()
    assert frame_number(video) == 40
    video.close()


def test_decoding_starts_with_a_key_frame(decoded: Opens) -> None:
    source = PacketVideo(40)
    source.key_frames = range(12, 13)
    video = decoded(source)
    assert video.grab()
    assert frame_number(video) == 12
    video.close()


def test_the_end_of_the_stream_is_not_a_fault_of_the_decoder(decoded: Opens) -> None:
    source = PacketVideo(20)
    video = decoded(source)
    read_to_end(video)
    video.close()
    assert source.is_closed


def test_a_camera_that_falls_silent_is_not_a_fault_of_the_decoder(decoded: Opens) -> None:
    """Not even if it is silent for longer than a decoder may be."""
    source = PacketVideo(20, ends=False)
    video = decoded(source)
    end = threading.Timer(1.5, source.hang_up)
    end.start()
    read_to_end(video)
    assert source.read == 20
    video.close()
    end.join()


def test_a_silent_camera_is_closed_at_once(decoded: Opens) -> None:
    """A read of it blocks until the connection ends."""
    source = PacketVideo(20, ends=False)
    video = decoded(source)
    wait_until(lambda: source.read == 20)
    start_s = time.monotonic()
    video.close()
    assert time.monotonic() - start_s < 1.5
    assert source.is_closed


def test_a_camera_without_key_frames_is_lost(decoded: Opens) -> None:
    source = PacketVideo()
    source.key_frames = range(0)
    with pytest.raises(SourceLostError, match=r"sent no key frame for 0\.5 s\. Set a shorter interval") as caught:
        decoded(source, limits=VideoOptions(open_timeout_s=0.5, read_timeout_s=0.4))
    assert not isinstance(caught.value, DecoderFailedError)
    assert source.is_closed


def test_packets_wait_for_a_slow_decoder_in_bounded_memory(decoded: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its frames have no times, so none of them is late."""
    monkeypatch.setattr(packet_feeder, "MOST_WAITING_BYTES", 4_000_000)
    source = PacketVideo(rate_hz=1000)
    source.packet = lambda: np.zeros(400_000, np.uint8)  # type: ignore[method-assign]
    video = decoded(source, "pts_ns = 2**64 - 1; time.sleep(0.02)")
    assert "it takes packets more slowly than the camera sends them. Set a lower" in read_until_failure(video)
    video.close()
    assert source.is_closed


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("if number > 5: os.kill(os.getpid(), 9)", "stopped: the pipeline ended without an error. Run vitrina doctor."),
        ("if number > 5: time.sleep(60)", "was not decoded by vah264dec: it sent no frame for 0.4 s."),
        ("if number > 5: continue", "was not decoded by vah264dec: it sent no frame for 0.4 s."),
        ("if number > 5: sys.exit('ERROR: broken')", "was not decoded by vah264dec: stopped: broken. "),
        ("if number > 5: sys.exit(0)", "was not decoded by vah264dec: ended its stream."),
        ("if number > 5: os.write(pipe, b'x' * 99)", "could not be read: this is not a header of GDP 1.0"),
        ("if number > 5: caps = b'x'; send(1, caps, pts_ns)", "could not be read: a frame has 1 bytes instead of 1536"),
    ],
)
def test_a_decoder_that_misbehaves_has_failed(decoded: Opens, fault: str, reason: str) -> None:
    """Silence, an end, an error, garbage, a damaged frame: the decoder's fault, and nothing is left of it."""
    source = PacketVideo()
    video = decoded(source, fault)
    assert reason in read_until_failure(video)
    pid = video.pid
    video.close()
    wait_until(lambda: is_gone(pid))
    assert source.is_closed


def test_a_decoder_that_takes_no_packets_has_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, decoded: Opens
) -> None:
    """Its pipe is full."""
    source = PacketVideo(rate_hz=1000)
    source.packet = lambda: np.zeros(400_000, np.uint8)  # type: ignore[method-assign]
    video = decoded(source, "if number > 1: time.sleep(60)")
    assert "it sent no frame for 0.4 s." in read_until_failure(video)
    start_s = time.monotonic()
    video.close()
    assert time.monotonic() - start_s < 2.0
    assert source.is_closed


def test_a_decoder_that_pauses_does_not_change_the_times_of_the_frames(decoded: Opens) -> None:
    """Its pipe is full. The camera is read on, so that no packet waits in the connection, where it has no time yet."""
    source = PacketVideo(40)
    source.packet = lambda: np.full(400_000, source.read, np.uint8)  # type: ignore[method-assign]
    limits = VideoOptions(open_timeout_s=10.0, read_timeout_s=5.0)
    times: list[float] = []
    video = decoded(source, "if number == 5: time.sleep(1)", limits)
    while len(times) < 12 and video.grab():
        times.append(video.captured_s)
    video.close()
    assert np.diff(times).max() < 0.5
    assert times[-1] < time.monotonic() - 0.5


def test_a_decoder_that_is_slower_than_the_camera_has_failed(decoded: Opens) -> None:
    """Each frame would be later than the one before."""
    video = decoded(PacketVideo(), "if number > 5: time.sleep(0.2)")
    assert "its frames came more than 0.4 s late. Set a lower frame rate" in read_until_failure(video)
    video.close()


def test_a_decoder_that_is_too_slow_to_reach_a_live_frame_has_failed(decoded: Opens) -> None:
    """The camera has not been open by then: a kiosk would wait for frames that never come."""
    limits = VideoOptions(open_timeout_s=0.5, read_timeout_s=0.4)
    with pytest.raises(DecoderFailedError, match=r"its frames came more than 0\.4 s late\."):
        decoded(PacketVideo(backlog=1000), "time.sleep(0.1)", limits)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("time.sleep(60)", "it sent no frame for 0.5 s."), ("sys.exit('ERROR: no device')", "no device. ")],
)
def test_a_decoder_that_does_not_start_has_failed(decoded: Opens, fault: str, reason: str) -> None:
    source = PacketVideo()
    with pytest.raises(DecoderFailedError) as caught:
        decoded(source, fault, VideoOptions(open_timeout_s=0.5, read_timeout_s=0.4))
    assert reason in str(caught.value)
    assert source.is_closed


def test_signs_of_life_are_shown_while_the_decoder_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_decoder(tmp_path, monkeypatch, "if not number: time.sleep(0.5)")
    ticks: list[int] = []
    backlog = StreamBacklog(0.0, 0.0)
    video = DecodedVideo(PacketVideo(), "vah264dec", LIMITS, backlog, lambda: ticks.append(1))  # type: ignore[arg-type]
    video.close()
    assert len(ticks) >= 3


def test_a_missing_decoder_is_an_error_by_name_and_a_reason_by_measurement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`auto` goes on with software; a decoder in the settings names the package."""
    measured, named = DecoderChoice("vah264dec", is_measured=True), DecoderChoice("vah264dec")
    install_decoder(tmp_path, monkeypatch)
    assert check_decoder(measured, lambda: None) == check_decoder(named, lambda: None) == ""
    install_decoder(tmp_path, monkeypatch, has_element=False)
    assert check_decoder(measured, lambda: None) == "GStreamer has no vah264dec"
    with pytest.raises(DecoderFailedError, match=r"GStreamer has no vah264dec\. Install it: apt-get install gstreamer"):
        check_decoder(named, lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert check_decoder(measured, lambda: None) == "gst-launch-1.0 is not installed"
    with pytest.raises(DecoderFailedError, match=r"gst-launch-1\.0 is not installed\. Install it: "):
        check_decoder(named, lambda: None)
