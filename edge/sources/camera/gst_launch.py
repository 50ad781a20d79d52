"""Starts gst-launch-1.0, and asks gst-inspect-1.0 for elements.

gst-launch-1.0 stays in the process group of its parent. If that group is killed, the pipeline ends too, even if it does
not respond.
"""

import fcntl
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from edge.child_environment import inherited_environment

LAUNCH, INSPECT = "gst-launch-1.0", "gst-inspect-1.0"
PACKAGES = (
    "apt-get install gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad"
)

_PASSED_ON = ("PATH", "HOME", "LD_LIBRARY_PATH", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
_PASSED_PREFIXES = ("GST_PLUGIN_", "GST_REGISTRY", "LIBCAMERA_")
"""Prefixes of the environment variables that gst-launch-1.0 gets. No other variables are passed on: some of GStreamer's
make it write files, and one of Vitrina's contains a password.
"""
_PIPE_BYTES = 1024 * 1024
_REGISTRY_WITHIN_S = 30.0
"""Time limit in seconds for GStreamer's very first start, when it inspects its plugins and writes a list of them."""
_TICK_S = 0.25


_VERSION = re.compile(rb"GStreamer (\d+(?:\.\d+){1,3})")


class NoAnswerError(Exception):
    """gst-inspect-1.0 does not respond. The text says so, and what to do."""


def is_gstreamer_installed() -> bool:
    """True if the programs that a pipeline needs are installed."""
    return all(shutil.which(name) for name in (LAUNCH, INSPECT))


def has_element(name: str, tick: Callable[[], object]) -> bool:
    """True if GStreamer has this element.

    `tick` is called while GStreamer inspects its plugins, which takes long at its very first start. Raises
    NoAnswerError, and OSError if GStreamer is not installed.
    """
    command = [INSPECT, "--exists", name]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=_environment(), stdin=quiet, stdout=quiet, stderr=quiet) as process:
        due_s = time.monotonic() + _REGISTRY_WITHIN_S
        while time.monotonic() < due_s:
            tick()
            with suppress(subprocess.TimeoutExpired):
                return process.wait(_TICK_S) == 0
        process.kill()
    raise NoAnswerError(f"{INSPECT} gave no answer for {_REGISTRY_WITHIN_S:g} s. Run it by hand to find the cause.")


def gstreamer_version() -> str:
    """Version of GStreamer, such as 1.26.2. Empty if it cannot be found out."""
    try:
        done = subprocess.run(
            [LAUNCH, "--version"], env=_environment(), capture_output=True, timeout=_REGISTRY_WITHIN_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = _VERSION.search(done.stdout)
    return found[1].decode() if found else ""


def start_launch(
    arguments: Callable[[int], Sequence[str]], *, has_input: bool = False
) -> tuple["subprocess.Popen[bytes]", int]:
    """Start a pipeline's process. Return it with the pipe that receives its packets. Raises OSError.

    `arguments` returns the arguments of the pipeline, given the file descriptor for its packets. With
    `has_input`, the process also reads a pipe as its standard input.
    """
    reading, writing = os.pipe()
    _enlarge(reading)
    try:
        process = subprocess.Popen(
            [LAUNCH, "--quiet", "--no-fault", *arguments(writing)],
            env=_environment(),
            bufsize=0,
            stdin=subprocess.PIPE if has_input else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=(writing,),
        )
    except BaseException:
        os.close(reading)
        raise
    finally:
        os.close(writing)
    if process.stdin is not None:
        _enlarge(process.stdin.fileno())
    return process, reading


def _enlarge(pipe: int) -> None:
    with suppress(OSError):  # a limit of the system, below which the pipe works too
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _environment() -> dict[str, str]:
    passed = {
        name: value
        for name, value in inherited_environment().items()
        if name in _PASSED_ON or name.startswith(_PASSED_PREFIXES)
    }
    return {**passed, "LC_ALL": "C.UTF-8", "GST_DEBUG_NO_COLOR": "1"}
