"""detector_runtime.py: who runs the face detector for each value of the settings, and for each machine."""

from pathlib import Path

import pytest

from edge.kiosk import detector_runtime, networks
from edge.kiosk.detector_runtime import choose_detector_runtime
from edge.perception import runtime
from edge.settings.models import ModelsSettings
from edge.settings.sensors import FacesSettings
from edge.settings.settings import Settings
from models import engines
from models.serving import gpu
from models.serving.engine_cache import TensorRTEngineCache
from models.serving.spec import ModelSpec
from tests.doubles import small_network
from tests.doubles.gpu import Gpu, broken, installed


def settings(faces: str = "auto", models: str = "auto") -> Settings:
    return Settings(
        faces=FacesSettings.model_validate({"runtime": faces}),
        models=ModelsSettings.model_validate({"runtime": models}),
    )


def refuse_to_read() -> list[ModelSpec]:
    raise AssertionError("no card may be read")


def remove_mediapipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detector_runtime, "find_spec", lambda name: None)


@pytest.mark.parametrize("chosen", ["mediapipe", "serving"])
def test_a_runtime_that_the_settings_name_is_used(monkeypatch: pytest.MonkeyPatch, chosen: str) -> None:
    remove_mediapipe(monkeypatch)
    assert choose_detector_runtime(settings(chosen), refuse_to_read) == chosen


@pytest.mark.parametrize("models", ["auto", "tensorrt", "onnxruntime", "cuda"])
def test_without_a_gpu_mediapipe_runs_the_detector(models: str) -> None:
    with broken("tensorrt", ModuleNotFoundError("No module named 'tensorrt'")):
        assert choose_detector_runtime(settings(models=models), refuse_to_read) == "mediapipe"


def test_without_mediapipe_the_other_runtime_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    remove_mediapipe(monkeypatch)
    assert choose_detector_runtime(settings(), refuse_to_read) == "serving"


def test_a_gpu_that_runs_the_detectors_gets_them(tmp_path: Path) -> None:
    """TensorRT runs them only with an engine for each; until it is built, MediaPipe does."""
    spec = small_network.spec(tmp_path)
    folder = tmp_path / "engines"
    wanted = settings()
    wanted = wanted.model_copy(update={"models": wanted.models.model_copy(update={"engines": folder})})
    with installed(Gpu()):
        assert choose_detector_runtime(wanted, lambda: [spec]) == "mediapipe"
        engines.build_engine(spec, "fp32", TensorRTEngineCache(folder), gpu.find_gpu())
        assert choose_detector_runtime(wanted, lambda: [spec]) == "serving"


def test_onnx_runtime_with_its_cuda_provider_runs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "has_cuda_provider", lambda: True)
    assert choose_detector_runtime(settings(models="cuda"), list) == "serving"
    assert choose_detector_runtime(settings(models="onnxruntime"), list) == "mediapipe"


def test_engines_are_built_for_detectors_that_a_gpu_could_run() -> None:
    """Otherwise "auto" would find no engine for them, and never use the GPU."""
    ours = ["face-full-range", "face-short-range"]
    for faces, expected in (
        ("auto", [*ours, "smile-mesh"]),
        ("serving", [*ours, "smile-mesh"]),
        ("mediapipe", ["smile-mesh"]),
    ):
        assert [spec.name for spec in networks.engine_specs(settings(faces))] == expected
