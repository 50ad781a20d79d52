"""Network camera with RTSP: Debian's GStreamer in a process of the system's own Python."""

import subprocess
from pathlib import Path
from types import TracebackType

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
server.set_address("127.0.0.1")
server.set_service("0")
factory = GstRtspServer.RTSPMediaFactory()
factory.set_shared(True)
factory.set_launch(sys.argv[1])
server.get_mount_points().add_factory("/cam", factory)
server.attach(None)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()
"""


def is_installed() -> bool:
    """True if this machine has gir1.2-gst-rtsp-server-1.0 and gstreamer1.0-plugins-good, which the camera needs."""
    program = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"
    return Path(_PYTHON).exists() and subprocess.run([_PYTHON, "-c", program], capture_output=True).returncode == 0


class RtspCamera:
    """Serves a moving ball, 320x240, 15 a second, at `url` until it is closed. `encoded`: by which elements."""

    def __init__(self, encoded: str = JPEG) -> None:
        launch = f"( {_PICTURES} ! {encoded} name=pay0 )"
        self.process = subprocess.Popen([_PYTHON, "-c", _PROGRAM, launch], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.url = f"rtsp://127.0.0.1:{int(self.process.stdout.readline())}/cam"

    def close(self) -> None:
        with self.process:
            self.process.kill()

    def __enter__(self) -> "RtspCamera":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
