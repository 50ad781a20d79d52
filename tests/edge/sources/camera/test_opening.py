"""A network camera passes its decoder if that fits the camera; every other source is opened as without one."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from edge.sources.camera import opening
from edge.sources.camera.capture_job import CaptureJob
from edge.sources.camera.capture_process import CameraCaptureWorker
from edge.sources.camera.decoded_video import DecodedVideo
from edge.sources.camera.decoders import DecoderChoice
from edge.sources.camera.frame_buffer import FrameWriter, make_shared_memory
from edge.sources.camera.opening import SourceOpener
from edge.sources.camera.video import VideoOptions
from tests.doubles.decoders import HEIGHT_PX, WIDTH_PX, PacketVideo, install_decoder

NAMED = DecoderChoice("vah264dec")
MEASURED = DecoderChoice("vah264dec", is_measured=True, size_px=(WIDTH_PX, HEIGHT_PX))
JOB = CaptureJob("rtsp://127.0.0.1:1/cam", VideoOptions(read_timeout_s=0.4), None, False, None, None, NAMED)


class Kiosk:
    """A ParentProcessLink: keeps the messages."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []
        self.asked, self.gone = b"", threading.Event()

    def send(self, kind: str, text: str = "") -> None:
        self.messages.append((kind, text))

    def send_alive(self) -> None:
        """Sends nothing."""

    @property
    def kinds(self) -> list[str]:
        """Kinds of the messages, without signs of life."""
        return [kind for kind, _ in self.messages if kind != "starting"]


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PacketVideo:
    """A camera behind the address of the job, and a decoder that works."""
    install_decoder(tmp_path, monkeypatch)
    video = PacketVideo()
    monkeypatch.setattr(opening, "open_camera", lambda *_: video)
    return video


def test_a_decoder_that_fits_is_used(source: PacketVideo) -> None:
    """The source counts as open with the first frame of the decoder."""
    for choice in (NAMED, MEASURED):
        source.is_encoded = False
        kiosk = Kiosk()
        video = SourceOpener(replace(JOB, decoder=choice), kiosk).open_live()  # type: ignore[arg-type]
        assert isinstance(video, DecodedVideo)
        assert source.is_encoded
        assert kiosk.kinds == ["opened"]
        video.close()
        source.__init__()  # type: ignore[misc]


def test_without_a_decoder_the_video_is_left_as_it_is(source: PacketVideo) -> None:
    kiosk = Kiosk()
    video = SourceOpener(replace(JOB, decoder=None), kiosk).open_live()  # type: ignore[arg-type]
    assert video is source  # type: ignore[comparison-overlap]
    assert not source.is_encoded
    assert kiosk.messages == [("opened", "")]


def test_a_decoder_for_another_video_is_not_used(source: PacketVideo) -> None:
    """The same connection goes on with software, and the kiosk knows why."""
    source.codec = "hevc"
    kiosk = Kiosk()
    assert SourceOpener(JOB, kiosk).open_live() is source  # type: ignore[arg-type,comparison-overlap]
    assert not source.is_encoded
    assert kiosk.messages == [
        ("decoder unused", "the camera sends H.265, which this decoder does not decode"),
        ("opened", ""),
    ]


def test_a_decoder_that_is_gone_is_replaced_or_named(
    source: PacketVideo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With auto, software goes on at once. A decoder in the settings is an error with the package."""
    install_decoder(tmp_path, monkeypatch, has_element=False)
    kiosk = Kiosk()
    assert SourceOpener(replace(JOB, decoder=MEASURED), kiosk).open_live() is source  # type: ignore[arg-type,comparison-overlap]
    assert ("decoder unused", "GStreamer has no vah264dec") in kiosk.messages
    kiosk = Kiosk()
    worker_run(kiosk)
    assert kiosk.kinds == ["decoder failed", "failed"]
    assert "GStreamer has no vah264dec. Install it: apt-get" in kiosk.messages[-1][1]
    assert source.is_closed


def test_a_camera_without_packets_is_decoded_by_software(source: PacketVideo) -> None:
    source.leave_encoded = lambda: False  # type: ignore[method-assign]
    kiosk = Kiosk()
    assert SourceOpener(JOB, kiosk).open_live() is source  # type: ignore[arg-type,comparison-overlap]
    assert ("decoder unused", "OpenCV returns no packets of this camera") in kiosk.messages


@pytest.mark.parametrize(
    ("fault", "kinds"),
    [("if number > 9: sys.exit('ERROR: broken')", ["decoder failed", "failed"]), ("pass", ["failed"])],
)
def test_the_kiosk_knows_whether_the_decoder_failed_or_the_camera(
    source: PacketVideo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str, kinds: list[str]
) -> None:
    """Each is a loss; only the first counts against the decoder."""
    install_decoder(tmp_path, monkeypatch, fault)
    source.__init__(30)  # type: ignore[misc]
    kiosk = Kiosk()
    worker_run(kiosk)
    assert [kind for kind in kiosk.kinds if kind not in ("opened", "picture")] == kinds
    assert "picture" in kiosk.kinds
    assert kiosk.messages[-1][1] == ("ended its stream." if len(kinds) == 1 else kiosk.messages[-2][1])


def worker_run(kiosk: Kiosk) -> None:
    CameraCaptureWorker(JOB, FrameWriter(make_shared_memory()), kiosk).run()  # type: ignore[arg-type]
