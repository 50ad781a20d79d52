"""The job of the capture process reaches it unchanged."""

import pytest

from edge.sources.camera.capture_job import CaptureJob
from edge.sources.camera.decoders import DecoderChoice
from edge.sources.camera.tls import CameraTlsOptions
from edge.sources.camera.video import VideoOptions


@pytest.mark.parametrize(
    "decoder", [None, DecoderChoice("vah264dec"), DecoderChoice("vah264dec", is_measured=True, size_px=(1280, 720))]
)
def test_a_job_is_read_as_it_was_sent(decoder: DecoderChoice | None) -> None:
    opening = VideoOptions(1280, None, 25.0, 4.0, 1.0, CameraTlsOptions("/etc/ca.pem", insecure=False))
    job = CaptureJob("rtsps://user:hush@door/1", opening, 15.0, False, 10.0, None, decoder)
    assert CaptureJob.from_bytes(job.to_bytes()) == job
