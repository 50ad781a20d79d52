"""A camera with TLS gives pictures only if its certificate is trusted, or if the owner said that it is not checked."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from edge.sources.camera.camera import Camera, CameraError
from edge.sources.camera.options import CameraOptions
from edge.sources.camera.tls import CameraTlsOptions
from tests.doubles.broker import Certificates, make_certificates
from tests.doubles.mjpeg import MjpegCamera
from tests.doubles.rtsp_stream import RtspStream, transport_stream
from tests.doubles.servers import TlsFront, self_signed
from tests.edge.sources.camera.watching import QUICK, first_frame, now, watch


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return transport_stream(tmp_path_factory.mktemp("stream"))


@pytest.fixture(params=["https", "rtsps"])
def behind(request: pytest.FixtureRequest, stream: bytes) -> Iterator[tuple[str, int]]:
    """Scheme of a camera with TLS, and the port of the same camera without."""
    if request.param == "https":
        with MjpegCamera() as mjpeg:
            yield "https", mjpeg.port
    else:
        with RtspStream(stream) as rtsp:
            yield "rtsps", rtsp.port


def options(ca_file: Path | None = None, *, insecure: bool = False) -> CameraOptions:
    return replace(QUICK, open_timeout_s=3.0, tls=CameraTlsOptions(str(ca_file) if ca_file else None, insecure))


def why_lost(source: str, opened_with: CameraOptions) -> str:
    with Camera(source, opened_with, now) as camera:
        watched = watch(camera, lambda _: camera.state == "lost")
        assert not watched.frames
        (alert,) = camera.alerts
        assert alert.code == "camera.lost"
        return alert.text


def test_an_authority_in_ca_file_is_trusted(behind: tuple[str, int], certificates: Certificates) -> None:
    scheme, port = behind
    with TlsFront(port, certificates.server, certificates.server_key) as front:
        source = f"{scheme}://door:hush@127.0.0.1:{front.port}/cam"
        with Camera(source, options(certificates.ca), now) as camera:
            assert first_frame(camera).image.shape == (240, 320, 3)


def test_a_certificate_of_the_cameras_own_making_is_refused(behind: tuple[str, int], tmp_path: Path) -> None:
    """The alert says why, and both ways out. The picture comes with the certificate as ca_file, or unchecked."""
    scheme, port = behind
    certificate, key = self_signed(tmp_path)
    with TlsFront(port, certificate, key) as front:
        source = f"{scheme}://door:hush@127.0.0.1:{front.port}/cam"
        text = why_lost(source, options())
        assert "its certificate cannot be trusted (self-signed certificate)" in text
        assert "[camera] ca_file" in text
        assert "insecure = true" in text
        assert "hush" not in text
        for opened_with in (options(certificate), options(insecure=True)):
            with Camera(source, opened_with, now) as camera:
                first_frame(camera)


def test_a_certificate_for_another_host_is_refused(behind: tuple[str, int], certificates: Certificates) -> None:
    scheme, port = behind
    with TlsFront(port, certificates.server, certificates.server_key) as front:
        text = why_lost(f"{scheme}://localhost:{front.port}/cam", options(certificates.ca))
    assert "not valid for 'localhost'" in text
    assert "a host name that is in the certificate" in text


def test_an_expired_certificate_is_refused(behind: tuple[str, int], certificates: Certificates) -> None:
    scheme, port = behind
    with TlsFront(port, certificates.expired_server, certificates.server_key) as front:
        text = why_lost(f"{scheme}://127.0.0.1:{front.port}/cam", options(certificates.ca))
    assert "certificate has expired" in text
    assert "the kiosk's clock" in text


def test_a_certificate_that_is_renewed_is_noticed(certificates: Certificates) -> None:
    """The camera comes back without a restart of the kiosk."""
    with (
        MjpegCamera() as mjpeg,
        TlsFront(mjpeg.port, certificates.expired_server, certificates.server_key) as front,
        Camera(f"https://127.0.0.1:{front.port}/feed", options(certificates.ca), now) as camera,
    ):
        watch(camera, lambda _: camera.state == "lost")
        front.use(certificates.server, certificates.server_key)
        first_frame(camera)


def test_a_camera_without_tls_is_told(tmp_path: Path) -> None:
    with MjpegCamera() as mjpeg:
        text = why_lost(mjpeg.url.replace("http", "https"), options())
    assert "it does not use TLS on this port" in text
    assert "http://" in text


def test_a_ca_file_that_cannot_be_read_is_an_error_at_the_start(tmp_path: Path) -> None:
    """A missing file, and one that holds no certificate."""
    broken = tmp_path / "broken.pem"
    broken.write_text("no certificate")
    for file in (tmp_path / "none.pem", broken):
        with pytest.raises(CameraError, match=r"\[camera\] ca_file"):
            Camera("https://127.0.0.1/feed", options(file), now)
