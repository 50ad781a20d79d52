"""Text about a camera's state, for the command-line tools."""

import re

from edge.sources.camera.camera import Camera


def camera_text(camera: Camera) -> str:
    """A camera's state as text: its current fault, or that it is opening, is sending frames, or has ended."""
    state = camera.state
    fault = next((alert.text for alert in camera.alerts if alert.code == f"camera.{state}"), None)
    if fault is not None:
        return fault
    if opening := camera.opening_text:
        return opening
    return f"camera: {camera.name} {'has ended' if state == 'ended' else 'sends frames'}."


def fault_text(camera: Camera) -> str:
    """The text of `camera_text` without the time of the next retry, for a tool that opens the camera only once."""
    return re.sub(r" Trying again in [0-9.]+ s\.$", "", camera_text(camera))
