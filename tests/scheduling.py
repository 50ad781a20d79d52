"""Order of the test files over the processes of `make test`.

Tests of a running kiosk wait for a broker, a browser or a clock, and come too late where tests that compute take the
processor from them. So half of the processes, rounded down, run the files that wait. The others compute at a priority
so low that they get only the time that waiting tests leave, but always some.
"""

import os
from collections.abc import Callable

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

WAITING = (
    "tests/central/serve/",
    "tests/central/simulate/test_end_to_end.py",
    "tests/central/test_kills.py",
    "tests/central/test_lies.py",
    "tests/docs/test_central.py",
    "tests/docs/test_install.py",
    "tests/edge/kiosk/",
    "tests/edge/screen/feeds/",
    "tests/edge/screen/player/",
    "tests/edge/sources/camera/test_camera.py",
    "tests/edge/sources/camera/test_camera_tls.py",
    "tests/edge/sources/camera/test_decoded_video.py",
    "tests/edge/sources/camera/test_decoding_cameras.py",
    "tests/edge/sources/camera/test_faults.py",
    "tests/edge/sources/camera/test_gst_process.py",
    "tests/edge/sources/camera/test_redirects.py",
    "tests/edge/sources/camera/test_relay.py",
    "tests/edge/sources/camera/test_skipped_frames.py",
    "tests/edge/sources/microphone/",
    "tests/edge/tools/demo/",
    "tests/edge/tools/doctor/",
    "tests/edge/study_sessions/",
    "tests/edge/uplink/publisher/",
    "tests/firmware_bridge/",
    "tests/system/",
)
"""Folders and files that mostly wait."""
NICE = 15  # a thirtieth of a processor that somebody else wants


def is_waiting(path: str) -> bool:
    """True for a test file, relative to the repository, that mostly waits."""
    return path.startswith(WAITING)


def is_for_waiting(worker: str, count: int) -> bool:
    """True for the first half of the processes gw0 to gw{count - 1}."""
    return int(worker.removeprefix("gw")) < max(count // 2, 1)


def lower_priority(worker: str, count: int, nice: Callable[[int], object] = os.nice) -> None:
    """Lower the priority of this process if it computes, and of all that it starts."""
    if not is_for_waiting(worker, count):
        nice(NICE)


class FilesByKind(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives each process files of its kind in the order of their collection, and others where none is left."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        wanted = is_for_waiting(node.gateway.id, self.numnodes)
        of_kind = next((path for path in self.workqueue if is_waiting(path) == wanted), None)
        if of_kind is not None:
            self.workqueue.move_to_end(of_kind, last=False)
        super()._assign_work_unit(node)
