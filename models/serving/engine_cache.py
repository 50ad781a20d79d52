"""TensorRT engines on the disk: one a network, used only where everything that it depends on is as it was.

An engine is two files of one name, `.engine` and `.json`. Standard library only.
"""

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

SYSTEM = Path("/var/cache/vitrina")
"""CacheDirectory of the service (systemd/vitrina.service)."""

ROWS = (1, 4, 16)
"""Least, usual and most rows of one call: an engine is made for them. Four people stand before a screen (doctor)."""


@dataclass(frozen=True)
class GpuInfo:
    """What engines are tied to. `capability` is the GPU's, such as "8.7"; `machine` the processor's family."""

    name: str
    capability: str
    tensorrt: str  # version
    machine: str


@dataclass(frozen=True)
class EngineKey:
    """All that an engine depends on; one that differs in any of it is another engine."""

    network: str
    precision: str  # fp32, fp16 or int8
    onnx_sha256: str
    gpu: GpuInfo
    rows: tuple[int, int, int] = ROWS

    @property
    def stem(self) -> str:
        """The files' name: what a person looks for, and 16 digits that stand for all of it."""
        digest = hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()
        return f"{self.network}.{self.precision}.trt{self.gpu.tensorrt}.sm{self.gpu.capability}.{digest[:16]}"


@dataclass(frozen=True)
class CachedEngine:
    """What the `.json` says: the key, the hash of the engine, and how near to ONNX Runtime it was when it was built."""

    key: EngineKey
    sha256: str
    difference: float  # the largest of any output, over seeded rows
    tolerance: float

    @classmethod
    def read(cls, path: Path) -> "CachedEngine":
        """ValueError, KeyError or TypeError where it is no such file."""
        facts = json.loads(path.read_text(encoding="utf-8"))
        key = facts["key"]
        key = EngineKey(**{**key, "gpu": GpuInfo(**key["gpu"]), "rows": tuple(key["rows"])})
        return cls(key, str(facts["sha256"]), float(facts["difference"]), float(facts["tolerance"]))


@dataclass(frozen=True)
class EngineCache:
    """The folder. It may be absent, or another user's: then nothing is found in it, and only `keep` complains."""

    folder: Path

    def find(self, network: str, onnx_sha256: Collection[str], gpu: GpuInfo) -> tuple[CachedEngine, bytes] | None:
        """The engine of this network, of one of these files, for this GPU; what can never be used again is deleted.

        That is an engine of it for another GPU, TensorRT or number of rows, and one that is not what its `.json` says.
        """
        for path, kept in self._all():
            if kept is None or kept.key.network != network:
                continue
            plan = _read(path.with_suffix(".engine"))
            sound = path.stem == kept.key.stem and plan is not None and _digest(plan) == kept.sha256
            if plan is None or not sound or (kept.key.gpu, kept.key.rows) != (gpu, ROWS):
                _delete(path)
            elif kept.key.onnx_sha256 in onnx_sha256:
                return kept, plan
        return None

    def keep(self, key: EngineKey, plan: bytes, *, difference: float, tolerance: float) -> Path:
        """Write an engine; every other of its network, and what a power cut left, goes. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path, kept in self._all():
            if kept is None or kept.key.network == key.network:
                _delete(path)
        known = {path.stem for path, _ in self._all()}
        for path in [*self.folder.glob("*.part"), *self.folder.glob("*.engine")]:
            if path.suffix == ".part" or path.stem not in known:
                path.unlink(missing_ok=True)
        path = self.folder / f"{key.stem}.engine"
        _write(path, plan)
        facts = asdict(CachedEngine(key, _digest(plan), difference, tolerance))
        # last: an engine without it is not used
        _write(path.with_suffix(".json"), (json.dumps(facts, indent=2) + "\n").encode())
        return path

    def entries(self) -> list[tuple[Path, CachedEngine]]:
        """Every engine there is, whether it fits this machine or not."""
        return [(path.with_suffix(".engine"), kept) for path, kept in self._all() if kept is not None]

    def timings(self, gpu: GpuInfo) -> bytes:
        """What an earlier build learned of this GPU; empty where there was none."""
        return _read(self._timings(gpu)) or b""

    def keep_timings(self, gpu: GpuInfo, content: bytes) -> None:
        """So that the next build is quicker. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _write(self._timings(gpu), content)

    def _timings(self, gpu: GpuInfo) -> Path:
        name = "".join(sign if sign.isalnum() else "-" for sign in gpu.name)
        return self.folder / f"trt{gpu.tensorrt}.sm{gpu.capability}.{name}.timings"

    def _all(self) -> Iterator[tuple[Path, CachedEngine | None]]:
        """Each `.json`, and what it says; None where it is broken."""
        for path in sorted(self.folder.glob("*.json")):
            try:
                yield path, CachedEngine.read(path)
            except (OSError, ValueError, KeyError, TypeError):
                yield path, None


def default_folder(environment: Mapping[str, str] = os.environ, system: Path = SYSTEM) -> Path:
    """The service's folder where this user may write there, else the user's own ($XDG_CACHE_HOME, ~/.cache)."""
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
    """Whole or not at all, whatever happens to the power."""
    partial = path.with_name(path.name + ".part")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _delete(path: Path) -> None:
    """A `.json` and its engine; where they are another user's they stay, unused."""
    for part in (path, path.with_suffix(".engine")):
        try:
            part.unlink(missing_ok=True)
        except OSError:
            return
