"""Cache of TensorRT engines on disk. It contains one engine per model, which is used only if everything that it depends
on is unchanged.

An engine is two files with the same name, `.engine` and `.json`. Uses only the standard library.
"""

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

SYSTEM = Path("/var/cache/vitrina")
"""CacheDirectory of the systemd service (systemd/vitrina.service)."""

ROWS = (1, 4, 16)
"""Smallest, typical and largest number of rows in one call, for which an engine is built. The typical number is for
four people in front of a screen (doctor).
"""


@dataclass(frozen=True)
class GpuInfo:
    """Hardware and software for which an engine is built. `capability`: the GPU's compute capability, such as "8.7".
    `machine`: the processor family.
    """

    name: str
    capability: str
    tensorrt: str  # version
    machine: str


@dataclass(frozen=True)
class TensorRTEngineKey:
    """Everything on which an engine depends. Keys that differ in any field belong to different engines."""

    network: str
    precision: str  # fp32, fp16 or int8
    onnx_sha256: str
    gpu: GpuInfo
    rows: tuple[int, int, int] = ROWS

    @property
    def stem(self) -> str:
        """File name without suffix: the readable fields, and 16 digits of the hash of all fields."""
        digest = hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()
        return f"{self.network}.{self.precision}.trt{self.gpu.tensorrt}.sm{self.gpu.capability}.{digest[:16]}"


@dataclass(frozen=True)
class CachedTensorRTEngine:
    """Content of an engine's `.json` file: key, hash of the engine, and difference from ONNX Runtime at build time."""

    key: TensorRTEngineKey
    sha256: str
    difference: float  # the largest of any output, over seeded rows
    tolerance: float

    @classmethod
    def read(cls, path: Path) -> "CachedTensorRTEngine":
        """Read a `.json` file. Raises ValueError, KeyError or TypeError if the file has other content."""
        facts = json.loads(path.read_text(encoding="utf-8"))
        key = facts["key"]
        key = TensorRTEngineKey(**{**key, "gpu": GpuInfo(**key["gpu"]), "rows": tuple(key["rows"])})
        return cls(key, str(facts["sha256"]), float(facts["difference"]), float(facts["tolerance"]))


@dataclass(frozen=True)
class TensorRTEngineCache:
    """Folder for engines. If the folder is missing or belongs to another user, `find_engine` finds nothing. In this
    case only `keep_engine` raises.
    """

    folder: Path

    def find_engine(
        self, network: str, onnx_sha256: Collection[str], gpu: GpuInfo
    ) -> tuple[CachedTensorRTEngine, bytes] | None:
        """Engine of this model for this GPU that was built from a file with one of these hashes; None if there is
        none.

        Deletes engines of the model that can never be used again: those built for another GPU, TensorRT or number of
        rows, and those whose content does not match their `.json` file.
        """
        for path, cached in self._all():
            if cached is None or cached.key.network != network:
                continue
            plan = _read(path.with_suffix(".engine"))
            is_intact = path.stem == cached.key.stem and plan is not None and _digest(plan) == cached.sha256
            if plan is None or not is_intact or (cached.key.gpu, cached.key.rows) != (gpu, ROWS):
                _delete(path)
            elif cached.key.onnx_sha256 in onnx_sha256:
                return cached, plan
        return None

    def keep_engine(self, key: TensorRTEngineKey, plan: bytes, *, difference: float, tolerance: float) -> Path:
        """Store an engine. Removes other engines of its model, and files left by a power failure. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path, cached in self._all():
            if cached is None or cached.key.network == key.network:
                _delete(path)
        valid_stems = {path.stem for path, _ in self._all()}
        for path in [*self.folder.glob("*.part"), *self.folder.glob("*.engine")]:
            if path.suffix == ".part" or path.stem not in valid_stems:
                path.unlink(missing_ok=True)
        path = self.folder / f"{key.stem}.engine"
        _write(path, plan)
        facts = asdict(CachedTensorRTEngine(key, _digest(plan), difference, tolerance))
        # written last: an engine without its .json is not used
        _write(path.with_suffix(".json"), (json.dumps(facts, indent=2) + "\n").encode())
        return path

    def cached_engines(self) -> list[tuple[Path, CachedTensorRTEngine]]:
        """All engines in the cache, including engines for other machines."""
        return [(path.with_suffix(".engine"), cached) for path, cached in self._all() if cached is not None]

    def read_timings(self, gpu: GpuInfo) -> bytes:
        """TensorRT's timing cache from earlier builds for this GPU; empty if there is none."""
        return _read(self._timings(gpu)) or b""

    def keep_timings(self, gpu: GpuInfo, content: bytes) -> None:
        """Store TensorRT's timing cache, which makes the next build faster. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _write(self._timings(gpu), content)

    def _timings(self, gpu: GpuInfo) -> Path:
        name = "".join(character if character.isalnum() else "-" for character in gpu.name)
        return self.folder / f"trt{gpu.tensorrt}.sm{gpu.capability}.{name}.timings"

    def _all(self) -> Iterator[tuple[Path, CachedTensorRTEngine | None]]:
        """Path and content of each `.json` file. The content is None for a broken file."""
        for path in sorted(self.folder.glob("*.json")):
            try:
                yield path, CachedTensorRTEngine.read(path)
            except (OSError, ValueError, KeyError, TypeError):
                yield path, None


def default_folder(environment: Mapping[str, str] = os.environ, system: Path = SYSTEM) -> Path:
    """The service's folder if this user may write to it, otherwise the user's own folder ($XDG_CACHE_HOME,
    ~/.cache).
    """
    if os.access(system, os.W_OK | os.X_OK):
        return system / "engines"
    own = environment.get("XDG_CACHE_HOME")
    return (Path(own) if own else Path.home() / ".cache") / "vitrina" / "engines"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _write(path: Path, content: bytes) -> None:
    """Write a file atomically, so that a power failure leaves either the old file or the new file."""
    partial = path.with_name(path.name + ".part")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _delete(path: Path) -> None:
    """Delete a `.json` file and its engine. Files of another user are kept, but not used."""
    for part in (path, path.with_suffix(".engine")):
        try:
            part.unlink(missing_ok=True)
        except OSError:
            return
