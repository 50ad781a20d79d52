"""Network cameras and their decoders: real GStreamer, with a decoder of software in the part of one in hardware."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from edge.events import SourceLost, SourceRestored
from edge.sources.camera.camera import Camera, CameraError
from edge.sources.camera.decoder_measuring import (
    EncodedVideo,
    decode_by_gstreamer,
    decode_by_software,
    largest_difference,
    take_packets,
)
from edge.sources.camera.decoder_trial import TrialFailedError, try_decoders
from edge.sources.camera.decoders import DecoderChoice
from edge.sources.camera.options import CameraOptions, capture_job
from edge.sources.process.parent import SourceLostError
from tests.doubles import rtsp
from tests.doubles.decoders import HEIGHT_PX, WIDTH_PX, install_decoder
from tests.doubles.rtsp_stream import RtspStream, transport_stream
from tests.edge.sources.camera.test_gst_process import child_of, needs_gstreamer
from tests.edge.sources.camera.watching import QUICK, first_frame, now, watch

OPENH264 = CameraOptions(open_timeout_s=20.0, read_timeout_s=3.0, decoder=DecoderChoice("openh264dec"))
SHORT_GROUPS = "openh264enc gop-size=15 ! rtph264pay pt=96"


@pytest.fixture(scope="module")
def camera_url() -> Iterator[str]:
    """Address of a network camera with H.264, a key frame a second, and a password."""
    if not rtsp.is_installed():
        pytest.skip("Debian's gir1.2-gst-rtsp-server-1.0 is not installed")
    with rtsp.RtspCamera(SHORT_GROUPS) as source:
        yield source.url.replace("rtsp://", "rtsp://door:hush@")


@needs_gstreamer
def test_frames_come_at_their_pace_and_the_decoder_knows_no_address(camera_url: str) -> None:
    """Everybody can read the arguments of a program. The decoder gets packets, not the camera's address."""
    with Camera(camera_url, OPENH264, now) as camera:
        frames = watch(camera, lambda watched: len(watched.frames) == 30).frames
        assert frames[-1].at_s <= now()
        assert camera.alerts == ()
        child = Path("/proc") / str(child_of(camera.capture_pid))
        seen = (child / "cmdline").read_bytes() + (child / "environ").read_bytes()
    assert b"openh264dec" in seen
    assert b"hush" not in seen
    assert b"rtsp:" not in seen
    assert frames[0].image.shape == (240, 320, 3)
    assert np.median(np.diff([frame.at_s for frame in frames])) == pytest.approx(1 / 15, rel=0.2)


@needs_gstreamer
def test_a_decoder_that_fails_twice_is_replaced_by_software(camera_url: str) -> None:
    """It is tried once more; then software decodes in all later capture processes, and a warning stays."""
    with Camera(camera_url, OPENH264, now) as camera:
        for _ in range(2):
            first_frame(camera)
            os.kill(child_of(camera.capture_pid), signal.SIGKILL)
            lost = watch(camera, lambda _: camera.state == "lost")
            assert isinstance(lost.events[-1], SourceLost)
            assert "was not decoded by openh264dec: stopped: " in camera.alerts[0].text
        back = watch(camera, lambda watched: bool(watched.frames))
        assert [type(event) for event in back.events] == [SourceRestored]
        (alert,) = camera.alerts
        assert alert.code == "camera.decoder"
        assert alert.text.startswith("camera: software decodes the video of ")
        assert ", because openh264dec failed twice." in alert.text
        assert "hush" not in alert.text
        assert not Path(f"/proc/{camera.capture_pid}/task/{camera.capture_pid}/children").read_text(encoding="ascii")
        assert camera.capture_pid is not None
        os.kill(camera.capture_pid, signal.SIGKILL)
        watch(camera, lambda _: camera.state == "lost")
        first_frame(camera)
        assert camera.alerts == (alert,)


@needs_gstreamer
def test_a_camera_that_is_lost_is_not_held_against_its_decoder() -> None:
    """However often: it is decoded as before when it is back."""
    if not rtsp.is_installed():
        pytest.skip("Debian's gir1.2-gst-rtsp-server-1.0 is not installed")
    with rtsp.RtspCamera(SHORT_GROUPS) as source, Camera(source.url, OPENH264, now) as camera:
        first_frame(camera)
        source.process.send_signal(signal.SIGSTOP)
        watch(camera, lambda _: camera.state == "lost")
        assert "sent no frame for " in camera.alerts[0].text
        assert "decoded" not in camera.alerts[0].text
        assert camera._decoder._failures == 0
        source.process.send_signal(signal.SIGCONT)


@needs_gstreamer
def test_the_same_packets_give_the_same_frames_in_each_way(camera_url: str) -> None:
    """Each frame has a cost. An element that is none is refused with its reason."""
    video = take_packets(capture_job(camera_url, CameraOptions()))
    software, decoder = decode_by_software(video), decode_by_gstreamer(video, "openh264dec")
    assert software.frames == decoder.frames == len(video.packets) > 10
    assert software.frame_ms > 0
    assert decoder.frame_ms > 0
    difference = largest_difference(software, decoder)
    assert difference is not None
    assert difference < 1
    with pytest.raises(SourceLostError, match="its element vanoneh264dec is not installed"):
        decode_by_gstreamer(video, "vanoneh264dec")


@pytest.mark.parametrize(
    ("fault", "frames"), [("if number == 3: continue", 29), ("if number > 9: sys.exit('ERROR: broken')", 10)]
)
def test_a_decoder_that_ends_before_the_last_frame_has_a_cost_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str, frames: int
) -> None:
    """A packet need not contain a frame. The trial goes on with the next decoder."""
    install_decoder(tmp_path, monkeypatch, fault)
    sample = decode_by_gstreamer(EncodedVideo("h264", (WIDTH_PX, HEIGHT_PX), [b"packet"] * 30), "vah264dec")
    assert sample.frames == frames
    assert sample.frame_ms > 0


@needs_gstreamer
def test_a_trial_runs_in_a_process_of_its_own(camera_url: str) -> None:
    trial = try_decoders(capture_job(camera_url, CameraOptions()), ["openh264dec", "vah265dec"], 60.0)
    assert (trial.codec, trial.width_px, trial.height_px) == ("h264", 320, 240)
    good, bad = trial.decoders
    assert (good.element, good.reason, good.frame_ms > 0) == ("openh264dec", "", True)
    assert bad.reason == "does not decode H.264"
    assert trial.best == good


def test_a_camera_with_another_codec_is_read_by_software(tmp_path: Path) -> None:
    """MPEG-4: the frames come, and one warning gives the reason. No GStreamer is needed."""
    with RtspStream(transport_stream(tmp_path)) as source:
        options = CameraOptions(open_timeout_s=10.0, read_timeout_s=2.0, decoder=DecoderChoice("vah264dec"))
        with Camera(source.url, options, now) as camera:
            first_frame(camera)
            (alert,) = camera.alerts
    assert alert.code == "camera.decoder"
    assert "not by vah264dec: the camera sends neither H.264 nor H.265. Run vitrina doctor" in alert.text


def test_a_trial_says_what_is_wrong_with_the_camera(tmp_path: Path) -> None:
    with RtspStream(transport_stream(tmp_path)) as source:
        with pytest.raises(TrialFailedError, match=r"^sends neither H\.264 nor H\.265\.$"):
            try_decoders(capture_job(source.url, CameraOptions()), ["vah264dec"], 60.0)
        with pytest.raises(TrialFailedError, match=r"^the trial took longer than 0\.1 s\.$"):
            try_decoders(capture_job(source.url, CameraOptions()), ["vah264dec"], 0.1)
    with pytest.raises(TrialFailedError, match="could not be opened"):
        try_decoders(capture_job("rtsp://door:hush@127.0.0.1:1/cam", CameraOptions()), ["vah264dec"], 60.0)


@pytest.mark.parametrize("name", ["h264", "avdec_h264 ! filesink location=/tmp/x", "vavp9dec"])
def test_a_decoder_that_may_not_run_is_an_error_with_the_values_that_may(name: str) -> None:
    with pytest.raises(CameraError, match=r"in \[camera\] decode is not an allowed decoder\. Set it to auto, soft"):
        Camera("rtsp://127.0.0.1:1/cam", CameraOptions(decoder=DecoderChoice(name)), now)


def test_other_sources_pass_no_decoder() -> None:
    """Files, devices and HTTP cameras are read as before."""
    for source in ("film.avi", "/dev/video0", "http://127.0.0.1/feed", "https://127.0.0.1/feed"):
        assert capture_job(source, OPENH264).decoder is None
    for source in ("rtsp://127.0.0.1/1", "RTSPS://127.0.0.1/1"):
        assert capture_job(source, OPENH264).decoder == OPENH264.decoder
    assert capture_job("rtsp://127.0.0.1/1", QUICK).decoder is None
