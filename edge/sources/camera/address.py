"""What the text that names a camera means, how it may be shown (never with its password), and why it did not open."""

import os
import re
import socket
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from edge.sources.recordings import why_no_file

Kind = Literal["device", "network", "pipeline", "file"]

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")
_PORTS = {"http": 80, "https": 443, "rtsp": 554, "rtsps": 322}
_LOOK_TIMEOUT_S = 1.0


def kind_of(source: str) -> Kind:
    """Which kind of camera `source` names.

    "device": a number or a path below /dev; "network": an address with a scheme (rtsp://, http://); "pipeline": a
    GStreamer pipeline, known by its " ! "; "file": anything else.
    """
    if " ! " in source:
        return "pipeline"
    if _SCHEME.match(source):
        return "network"
    if source.isdecimal() or source.startswith("/dev/"):
        return "device"
    return "file"


def device_path(source: str) -> str:
    """The path of a device that may be named by its number."""
    return f"/dev/video{source}" if source.isdecimal() else source


def redacted(source: str) -> str:
    """`source` as logs and messages may show it: without user, password and query, which often holds a password too.

    A password may hold "/", "?" or "@" unescaped. Where it is not certain what is host and what is password, only the
    scheme is shown; of a pipeline, only its first element.
    """
    kind = kind_of(source)
    if kind == "pipeline":
        return f"GStreamer pipeline {source.split()[0]} ! …"
    if kind == "device":
        return device_path(source)
    if kind == "file":
        return source
    scheme, _, rest = source.partition("://")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    after = rest[len(authority) :]
    if "@" in after:
        return f"{scheme}://…"
    return f"{scheme}://{authority.rpartition('@')[2]}{re.split('[?#]', after, maxsplit=1)[0]}"


def why_not_opened(source: str) -> str:
    """What to say of a source that could not be opened: the cause, as far as it can be found, and what to do.

    Looks at the device, the file, or whether the host takes a connection (at most a second); raises nothing.
    """
    kind = kind_of(source)
    if kind == "device":
        return _why_no_device(device_path(source))
    if kind == "network":
        return _why_no_network(source)
    if kind == "pipeline":
        return "the pipeline did not start. Try it with gst-launch-1.0; it must end in appsink."
    return why_no_file(Path(source))


def is_there(source: str) -> bool:
    """Whether there is anything at all to open: the device, the file, or somebody who takes a connection there.

    Cheap enough to ask every few seconds. True where it cannot be found out. At most a second, and the time that it
    takes to look up a name.
    """
    match kind_of(source):
        case "device":
            return Path(device_path(source)).exists()
        case "file":
            return Path(source).exists()
        case "network":
            return _answers(source)
        case _:
            return True


def _why_no_device(path: str) -> str:
    if not Path(path).exists():
        return "there is no such device. Is it plugged in? /dev/v4l/by-id lists the cameras."
    if not os.access(path, os.R_OK | os.W_OK):
        return "this user may not use it. Add the user to the group video."
    return "it is busy or is no camera. Close the program that has it open, or choose another device."


def _answers(source: str) -> bool:
    try:
        place = _host_and_port(source)
        if place is not None:
            socket.create_connection(place, _LOOK_TIMEOUT_S).close()
    except OSError:
        return False
    except ValueError:
        return True
    return True


def _host_and_port(source: str) -> tuple[str, int] | None:
    """None if the address names none. Raises ValueError if it cannot be read."""
    parts = urlsplit(source)
    host, port = parts.hostname, parts.port or _PORTS.get(parts.scheme.lower())
    return None if host is None or port is None else (host, port)


def _why_no_network(source: str) -> str:
    try:
        place = _host_and_port(source)
    except ValueError:
        return "the address cannot be read. Special characters in its password must be written as %XX."
    if place is None:
        return "it gave no picture. Is the address right?"
    try:
        socket.create_connection(place, _LOOK_TIMEOUT_S).close()
    except socket.gaierror:
        return "the name of its host is not known. Is the address right, and the network up?"
    except ConnectionRefusedError:
        return "the connection was refused. Is the camera on, and the port right?"
    except OSError:
        return "its host does not answer. Is the camera on, and the network up?"
    return "its host answers, but gave no picture in time. Are the path, the user and the password right?"
