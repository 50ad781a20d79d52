"""Functions for the text that names a camera. They determine the camera's kind, the text without the password, and why
the camera did not open.
"""

import os
import re
import socket
from pathlib import Path
from typing import Literal

from edge.address_secrets import hide_secrets
from edge.sources.camera.gst_pipeline import PREFIX, is_pipeline
from edge.sources.camera.network_address import ENCRYPTED, NetworkAddress
from edge.sources.recordings import file_failure_text

Kind = Literal["device", "network", "pipeline", "file"]

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")
_CONNECT_TIMEOUT_S = 1.0


def source_kind(source: str) -> Kind:
    """Kind of camera that `source` names.

    "device": a number or a path below /dev. "network": an address with a scheme (rtsp://, http://). "pipeline": a
    GStreamer pipeline; the text starts with gst: or contains " ! ". "file": anything else.
    """
    if is_pipeline(source):
        return "pipeline"
    if _SCHEME.match(source):
        return "network"
    if source.isdecimal() or source.startswith("/dev/"):
        return "device"
    return "file"


def is_encrypted(source: str) -> bool:
    """True for the address of a camera that uses TLS."""
    return source_kind(source) == "network" and source.partition("://")[0].lower() in ENCRYPTED


def is_rtsp(source: str) -> bool:
    """True for the address of a network camera that sends its video with RTSP, with or without TLS."""
    return source_kind(source) == "network" and source.partition("://")[0].lower() in ("rtsp", "rtsps")


def device_path(source: str) -> str:
    """Path of the camera device that `source` names, by path or by number."""
    return f"/dev/video{source}" if source.isdecimal() else source


def redact_source(source: str) -> str:
    """Address of the source without user, password and query, for logs and messages, because a query often contains a
    password too. Inside the path, they are hidden.

    A password may contain an unescaped "/", "?" or "@". If host and password cannot be separated with certainty, only
    the scheme is returned. For a pipeline, only the first element is returned.
    """
    kind = source_kind(source)
    if kind == "pipeline":
        return f"GStreamer pipeline {(source.removeprefix(PREFIX).split() or ['(empty)'])[0]} ! …"
    if kind == "device":
        return device_path(source)
    if kind == "file":
        return source
    scheme, _, rest = source.partition("://")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    after = rest[len(authority) :]
    if "@" in after:
        return f"{scheme}://…"
    user, _, host = authority.rpartition("@")
    return f"{scheme}://{host}{hide_secrets(re.split('[?#]', after, maxsplit=1)[0], user)}"


def open_failure_text(source: str) -> str:
    """Why a source could not be opened, if this can be found out, and what to do.

    Checks the device or the file, or whether the host accepts a connection within a second. Never raises.
    """
    kind = source_kind(source)
    if kind == "device":
        return _why_no_device(device_path(source))
    if kind == "network":
        return _network_failure_text(source)
    if kind == "pipeline":
        return "the pipeline did not start. Try it with gst-launch-1.0, ending in fakesink."
    return file_failure_text(Path(source))


def is_source_present(source: str) -> bool:
    """True if the device or file exists, or if the host accepts a connection. Also True if this cannot be determined.

    The check may be repeated every few seconds. It takes at most a second, plus the time to look up the host name.
    """
    match source_kind(source):
        case "device":
            return Path(device_path(source)).exists()
        case "file":
            return Path(source).exists()
        case "network":
            return _accepts_connection(source)
        case _:
            return True


def _why_no_device(path: str) -> str:
    if not Path(path).exists():
        return "there is no such device. Check that it is plugged in. /dev/v4l/by-id lists the cameras."
    if not os.access(path, os.R_OK | os.W_OK):
        return "this user may not use it. Add the user to the group video."
    return "it is busy or is not a camera. Close the program that has it open, or choose another device."


def _accepts_connection(source: str) -> bool:
    try:
        _connect(source)
    except OSError:
        return False
    except ValueError:
        return True
    return True


def _connect(source: str) -> None:
    """Connect to the host and close the connection. Raises ValueError if the address cannot be parsed."""
    address = NetworkAddress.parse(source)
    socket.create_connection((address.host, address.port), _CONNECT_TIMEOUT_S).close()


def _network_failure_text(source: str) -> str:
    try:
        _connect(source)
    except ValueError:
        return "the address cannot be read. Write special characters in its password as %XX."
    except socket.gaierror:
        return "the host name was not found. Check the address and the network."
    except ConnectionRefusedError:
        return "the connection was refused. Check that the camera is on and that the port is right."
    except OSError:
        return "the host does not answer. Check that the camera is on and the network is up."
    return "the host answers, but sent no frame in time. Check the path, the user and the password."
