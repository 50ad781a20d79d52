"""Chooses the runtime of the face detector: MediaPipe, or the runtime of all other models."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Literal

from edge.settings.settings import Settings
from models.serving.spec import ModelSpec

DetectorRuntime = Literal["mediapipe", "serving"]


def choose_detector_runtime(settings: Settings, read_detectors: Callable[[], list[ModelSpec]]) -> DetectorRuntime:
    """The value of `[faces] runtime`. For "auto": "serving" if MediaPipe is not installed, or if a GPU runs the
    detectors. Their cards are read only if there is a GPU.

    A GPU that is found here and fails later changes nothing: the detectors then run on the processor, and the kiosk
    raises the alert for it.
    """
    if settings.faces.runtime != "auto":
        return settings.faces.runtime
    if find_spec("mediapipe") is None:
        return "serving"
    from edge.perception.runtime import has_gpu_runtime  # only now: it loads ONNX Runtime

    is_on_gpu = has_gpu_runtime(settings.models.runtime, read_detectors, settings.models.engines)
    return "serving" if is_on_gpu else "mediapipe"
