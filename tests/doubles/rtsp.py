"""Network camera with RTSP: Debian's GStreamer in a process of the system's own Python."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TypeVar

Server = TypeVar("Server", bound="RtspServer")

_PYTHON = "/usr/bin/python3"
_PICTURES = "videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=320,height=240,framerate=15/1"
JPEG = "jpegenc ! rtpjpegpay pt=26"
H264 = "openh264enc ! rtph264pay pt=96"
_PROGRAM = """
import sys
import gi
gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer
Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address(sys.argv[1])
server.set_service("0")
for path, launch in zip(sys.argv[2::2], sys.argv[3::2]):
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(launch)
    server.get_mount_points().add_factory(path, factory)
server.attach(None)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()
"""


def is_installed() -> bool:
    """True if this machine has gir1.2-gst-rtsp-server-1.0 and gstreamer1.0-plugins-good, which the camera needs."""
    program = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"
    return Path(_PYTHON).exists() and subprocess.run([_PYTHON, "-c", program], capture_output=True).returncode == 0


class RtspServer:
    """Serves streams at `host` and `port` until it is closed. `streams`: elements that encode, by path.

    Each client starts a stream from its beginning.
    """

    def __init__(self, streams: Mapping[str, str], host: str = "127.0.0.1") -> None:
        launches = [text for path, elements in streams.items() for text in (path, f"( {elements} name=pay0 )")]
        command = [_PYTHON, "-c", _PROGRAM, host, *launches]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.host, self.port = host, int(self.process.stdout.readline())

    def close(self) -> None:
        with self.process:
            self.process.kill()

    def __enter__(self: Server) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class RtspCamera(RtspServer):
    """Serves a moving ball, 320x240, 15 a second, at `url`. `encoded`: by which elements."""

    def __init__(self, encoded: str = JPEG) -> None:
        super().__init__({"/cam": f"{_PICTURES} ! {encoded}"})

    @property
    def url(self) -> str:
        return f"rtsp://{self.host}:{self.port}/cam"
