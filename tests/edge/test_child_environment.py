"""No child process loads a library from the current folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from edge.child_environment import inherited_environment
from edge.sources.camera import gst_launch

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("before", "after"),
    [(None, None), ("", None), (":", None), ("/a:", "/a"), (":/a", "/a"), ("/a::/b:", "/a:/b"), ("/a:/b", "/a:/b")],
)
def test_an_empty_folder_in_the_library_path_is_removed(
    monkeypatch: pytest.MonkeyPatch, before: str | None, after: str | None
) -> None:
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    if before is not None:
        monkeypatch.setenv("LD_LIBRARY_PATH", before)
    others = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
    assert inherited_environment() == others | ({} if after is None else {"LD_LIBRARY_PATH": after})


@pytest.mark.skipif(not gst_launch.is_gstreamer_installed(), reason="gstreamer1.0-tools is not installed")
def test_gstreamer_loads_no_library_from_the_current_folder(tmp_path: Path) -> None:
    """OpenCV's import makes every later program look there. Anybody may put a library into /tmp."""
    (tmp_path / "libgstreamer-1.0.so.0").write_text("not a library", encoding="ascii")
    code = "import cv2; from edge.sources.camera.gst_launch import gstreamer_version; print(gstreamer_version())"
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.stdout.strip(), done.stderr
