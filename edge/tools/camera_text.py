"""Text about the state of a camera, for the command-line tools."""

import re

from edge.sources.camera.camera import Camera


def camera_text(camera: Camera) -> str:
    """Text for a person: the current fault of the camera, or that it is opening, sends frames or has ended."""
    state = camera.state
    fault = next((alert.text for alert in camera.alerts if alert.code == f"camera.{state}"), None)
    if fault is not None:
        return fault
    if opening := camera.opening_text:
        return opening
    return f"camera: {camera.name} {'has ended' if state == 'ended' else 'sends frames'}."


def fault_text(camera: Camera) -> str:
    """The text of `camera_text` without the time of the next attempt, for a tool that opens the camera only once."""
    return re.sub(r" Trying again in [0-9.]+ s\.$", "", camera_text(camera))
