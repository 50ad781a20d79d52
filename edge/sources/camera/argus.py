"""Handling of NVIDIA's camera daemon on a Jetson, which delivers frames to `nvarguscamerasrc`.

The daemon needs up to three seconds to release a camera. If the program that uses the camera is killed earlier, the
daemon sends no frames until it is restarted.
"""

ELEMENT = "nvarguscamerasrc"
EXTRA_END_S = 3.0
_RESTART = "sudo systemctl restart nvargus-daemon"

BUSY_FIX = f"Close the program that has the camera open. If there is none, nvargus-daemon is stuck: {_RESTART}"


def extra_end_s(source: str) -> float:
    """Additional seconds that this source needs to end, compared with other sources."""
    return EXTRA_END_S if ELEMENT in source else 0.0


def silence_fix(source: str) -> str:
    """Advice for a camera that sends no frames. Empty for a source that does not use the daemon."""
    return f" If this does not help, nvargus-daemon is stuck: {_RESTART}" if ELEMENT in source else ""
