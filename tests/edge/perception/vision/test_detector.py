"""Tests of detector.py: only the right file is opened, a closed detector raises, no output and no usage metrics."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from edge.perception.vision.detector import CLOSED_PORT, FaceDetector, disable_usage_metrics, read_checked_model
from edge.perception.vision.face_finder import NEAR
from models.serving.spec import ZOO, ModelFileError
from tests.edge.perception.vision.scenes import wall


@pytest.fixture
def zoo(tmp_path: Path) -> Path:
    """The short-range detector and its card, in a folder that a test may change."""
    for ending in ("json", "tflite"):
        shutil.copy(ZOO / f"{NEAR}.{ending}", tmp_path)
    return tmp_path


def test_altered_detector_file_is_refused(zoo: Path) -> None:
    """After one changed byte, the message names the file, both hashes and the command that fetches it."""
    path = zoo / f"{NEAR}.tflite"
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match=r"sha256 \w{4}…, expected bbff….*vitrina models fetch"):
        read_checked_model(NEAR, zoo)


def test_missing_detector_file_is_refused(zoo: Path) -> None:
    """The message names the missing file and the command that fetches it."""
    (zoo / f"{NEAR}.tflite").unlink()
    with pytest.raises(ModelFileError, match=r"short_range\.tflite cannot be read.*vitrina models fetch"):
        read_checked_model(NEAR, zoo)


@pytest.mark.parametrize("card", ["no json", json.dumps({"file": f"{NEAR}.tflite"}), "[]"])
def test_invalid_card_is_refused(zoo: Path, card: str) -> None:
    """A card without a hash would check nothing."""
    (zoo / f"{NEAR}.json").write_text(card)
    with pytest.raises(ModelFileError, match=r"not the \.json file of a face detector"):
        read_checked_model(NEAR, zoo)


def test_closed_detector_raises() -> None:
    """MediaPipe's own detector returns no faces after close; ours raises. A second close is no error."""
    detector = FaceDetector(read_checked_model(NEAR, ZOO), 0.5)
    detector.close()
    detector.close()
    with pytest.raises(RuntimeError, match="closed"):
        detector.detect(wall())


def test_usage_metrics_of_newer_mediapipe_are_disabled(monkeypatch: pytest.MonkeyPatch) -> None:
    """From 0.10.35 on, HTTPS goes to a closed port; exceptions from the proxy are removed."""
    for name in ("https_proxy", "no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "*")
    disable_usage_metrics("1.2.3")
    assert os.environ["https_proxy"] == CLOSED_PORT
    assert "no_proxy" not in os.environ
    assert "NO_PROXY" not in os.environ


def test_proxy_stays_with_a_mediapipe_without_usage_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version before 0.10.35 sends no metrics, so the user's proxy is unchanged."""
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    disable_usage_metrics("0.10.33")
    assert os.environ["https_proxy"] == "http://proxy.example:3128"


def test_native_code_writes_nothing_to_the_terminal() -> None:
    """Standard error stays empty when detectors are created, used and closed."""
    code = (
        "import numpy as np\n"
        "from edge.perception.vision.face_finder import FaceFinder\n"
        "from edge.signals import Frame\n"
        "faces = FaceFinder(); faces.detect(Frame(0.0, np.zeros((480, 640, 3), np.uint8))); faces.close()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stderr == ""
    assert done.stdout == ""


def test_face_finder_does_not_import_sounddevice() -> None:
    """The import would ask the sound servers for their devices; a later import by other code still works."""
    code = (
        "from edge.perception.vision.face_finder import FaceFinder\n"
        "import sys\n"
        "FaceFinder().close()\n"
        "assert 'sounddevice' not in sys.modules\n"
        "import sounddevice\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_mediapipe_that_uses_matplotlib_at_import_gets_it(tmp_path: Path) -> None:
    """If the import with an empty matplotlib fails, the real matplotlib is used."""
    (tmp_path / "mediapipe.py").write_text("from matplotlib import cbook", encoding="utf-8")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from edge.perception.vision.detector import import_mediapipe\n"
        "assert import_mediapipe().cbook is sys.modules['matplotlib'].cbook\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
