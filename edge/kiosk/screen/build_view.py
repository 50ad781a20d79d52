"""Builds the setup view from the settings."""

from collections.abc import Callable

from edge.clock import Clock
from edge.kiosk.build import open_locked_camera
from edge.kiosk.screen.setup_view import RATE_HZ, SetupView
from edge.kiosk.stages.camera_lock import CameraLock, LockedCamera
from edge.kiosk.state.state import KioskStateTracker
from edge.settings.settings import Settings
from edge.sources.camera.view_picture import view_jpeg


def build_setup_view(
    settings: Settings, clock: Clock, state: KioskStateTracker, is_free: Callable[[], bool]
) -> SetupView | None:
    """The setup view of a kiosk that has the console. `is_free` returns True once the camera for sensing is closed."""
    if settings.console is None:
        return None
    lock = CameraLock(settings.outbox.path)
    masks = [tuple(mask) for mask in settings.faces.masks]
    return SetupView(
        state,
        clock.now,
        is_free,
        lambda: open_view_camera(settings, clock.now, lock),
        lambda frame: view_jpeg(frame.image, masks),
    )


def open_view_camera(settings: Settings, now: Callable[[], float], lock: CameraLock) -> LockedCamera | None:
    """The camera from the settings, with the lower frame rate of the view. None while another program uses it.

    Raises CameraError.
    """
    slow = settings.faces.model_copy(update={"rate_hz": RATE_HZ})
    return open_locked_camera(settings.model_copy(update={"faces": slow}), now, lock)
