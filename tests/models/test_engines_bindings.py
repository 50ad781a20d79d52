"""gpu.py and models/engines.py against the real TensorRT and CUDA bindings of each supported version.

The bindings are small wheels from the registry, downloaded once, checked by sha256, and not part of Vitrina. They are
imported on libraries that do nothing (tests/doubles/empty_library.py); engines run on a double (tests/doubles/gpu.py).
"""

import json
import os
import platform
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from models.serving.fetch import FetchError, fetch_wheel
from tests.doubles import empty_library

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "bindings"
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

FUNCTIONS = (
    *("createInferBuilder_INTERNAL", "createInferRuntime_INTERNAL", "createInferRefitter_INTERNAL"),
    *("createNvOnnxParser_INTERNAL", "createNvOnnxParserRefitter_INTERNAL", "getNvOnnxParserVersion"),
    *("getBuilderPluginRegistry", "getPluginRegistry", "initLibNvInferPlugins"),
)
"""Functions of TensorRT's libraries that the bindings need."""

WHEELS = {
    "3.10": {
        "tensorrt-cu12-bindings==10.3.0": "1d6e4cf08ef1f54f6fd44a33cf6b253050af2fc6e9a1d92e40e1436a1d858eb0",
        "tensorrt-cu12-bindings==10.16.1.11": "c1b6a156db4eab526360f5dba375e5c33e1275e3f36b0a7d375febb3db6202fc",
        "tensorrt-cu13-bindings==11.4.0.106": "1d17853da33a186c4d4d39995c1186bb59f643689aabac9c3e33ae5f0ba402f5",
        "cuda-bindings==12.9.10": "1d44cabbc32a8da34d40aa1d7f4167fb50d17a8acfaf8ff889174ec009d63899",
        "cuda-bindings==13.4.4": "85d961133658fff3167cfcf69de1beac8e46453c15fd4bcaa4a96d3ef1110c69",
    },
    "3.11": {
        "tensorrt-cu12-bindings==10.3.0": "59ace22d7f2ca1e9dcde2cb0cb5916912cb3cd5a9d72dd7852be0160d9b3a0ee",
        "tensorrt-cu12-bindings==10.16.1.11": "150ef2b672487e29a8ea916353467c3e199994fb33589167e3641a928e243aa7",
        "tensorrt-cu13-bindings==11.4.0.106": "d072ac2a095e2be749fefc847adfb25d5ebe70303401df62ede8fe67a59f27fc",
        "cuda-bindings==12.9.10": "1d6a8a4d17fbf5e448de0c0729ab6fde46fc5b9211b96a575d45d8686b6a9707",
        "cuda-bindings==13.4.4": "e1cef1eaf5a08cc3bf3675ca9d3f97f3fc7085998556c848b4053e74ba4ba392",
    },
}
PATHFINDER = "cuda-pathfinder==1.8.3"  # with it cuda-bindings finds its libraries; the last version for Python 3.10
PATHFINDER_SHA256 = "e29e59829c297a7a5233bd9cc71094fc5bddbd076951482670178f9eade39b1f"


@dataclass(frozen=True)
class Version:
    """Versions of bindings that belong together."""

    tensorrt: str
    cuda: str

    @property
    def major(self) -> str:
        """Major version of TensorRT's libraries."""
        return self.tensorrt.partition("==")[2].partition(".")[0]


VERSIONS = [
    Version("tensorrt-cu12-bindings==10.3.0", "cuda-bindings==12.9.10"),  # JetPack 6
    Version("tensorrt-cu12-bindings==10.16.1.11", "cuda-bindings==12.9.10"),  # the last of 10
    Version("tensorrt-cu13-bindings==11.4.0.106", "cuda-bindings==13.4.4"),  # the newest
]


def unpack(*requirements: str) -> Path:
    """Unpacks these wheels into one folder."""
    folder = CACHE / "-".join(re.sub(r"\W+", "-", requirement) for requirement in requirements) / PYTHON
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        partial = folder.with_name(f"{folder.name}.{os.getpid()}")
        for requirement in requirements:
            with zipfile.ZipFile(download(requirement)) as wheel:
                wheel.extractall(partial)
        partial.rename(folder)
    return folder


def download(requirement: str) -> Path:
    """Downloads the wheel for this Python; skips the test if there is none, or no registry."""
    if PYTHON not in WHEELS or platform.machine() != "x86_64":
        pytest.skip(f"the bindings are pinned for Python 3.10 and 3.11 on x86-64, not {PYTHON} on {platform.machine()}")
    try:
        return fetch_wheel(requirement, CACHE, {PATHFINDER: PATHFINDER_SHA256, **WHEELS[PYTHON]}[requirement])
    except FetchError as error:
        if "could not download" in str(error):
            pytest.skip(str(error))
        raise


def run_contract(version: Version, libraries: Path) -> dict[str, Any]:
    """Runs tests/models/engines_contract.py for a version; returns its output."""
    folders = [unpack(version.tensorrt), unpack(version.cuda, PATHFINDER)]
    for name in ("libnvinfer", "libnvinfer_plugin", "libnvonnxparser"):
        empty_library.write(libraries / f"{name}.so.{version.major}", FUNCTIONS)
    command = [sys.executable, "-W", "error", "-m", "tests.models.engines_contract"]
    run = subprocess.run(
        [*command, str(libraries), version.major, *map(str, folders)],
        capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, "CUDA_VISIBLE_DEVICES": ""},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.tensorrt)
def test_every_call_matches_the_real_bindings(version: Version, tmp_path: Path) -> None:
    """Build, run and every known failure use only names, arguments and return values of the real bindings.

    All lines with TensorRT or CUDA calls run, and libraries that do nothing lead to an EngineError.
    """
    found = run_contract(version, tmp_path)
    assert found["version"] == version.tensorrt.partition("==")[2]
    assert found["missed"] == []
    assert {"Builder.build_serialized_network", "IExecutionContext.execute_async_v3", "cudaMemcpyAsync"} <= set(
        found["used"]
    )
    assert found["error"] == f"TensorRT {found['version']} cannot be started on this machine."
