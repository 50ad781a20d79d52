"""`vitrina engines`: lists the TensorRT engines on this computer. `vitrina engines build` builds them."""

import json
import sys
from pathlib import Path
from typing import Any

from edge.exit_codes import NO_MODEL, UNEXPECTED
from edge.kiosk.networks import engine_specs
from edge.settings.settings import Settings
from models import engines
from models.serving import gpu
from models.serving.engine_cache import CachedTensorRTEngine, GpuInfo, TensorRTEngineCache, default_folder
from models.serving.spec import ModelFileError, ModelSpec


def list_engines(settings: Settings, folder: Path | None, as_json: bool) -> int:
    """List the engines, and whether a kiosk on this computer would use each of them. Raises ModelFileError."""
    device, cache, specs = _device(), _cache(settings, folder), engine_specs(settings)
    if device is None:
        return UNEXPECTED
    rows = [_engine_row(path, cached, device, specs) for path, cached in cache.cached_engines()]
    if as_json:
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return 0
    for row in rows:
        use = "fits" if row["fits"] else "does not fit this computer or its models"
        print(f"{row['network']} {row['precision']}, TensorRT {row['tensorrt']}, {row['gpu']}: {use} ({row['path']})")
    without = [spec.name for spec in specs if not any(row["fits"] and row["network"] == spec.name for row in rows)]
    if without:
        text = (
            f"engines: {cache.folder} has no engine that fits for {', '.join(without)}. Build it: vitrina engines build"
        )
        print(text, file=sys.stderr)
    return 0


def build(settings: Settings, folder: Path | None, variant: str | None) -> int:
    """Build the engine of every model. Reports failures and continues; returns the exit code of the first failure.

    Raises ModelFileError if a model card is missing.
    """
    device, cache, specs = _device(), _cache(settings, folder), engine_specs(settings)
    if device is None:
        return UNEXPECTED
    code = 0
    for spec in specs:
        precision = variant or ("fp16" if "fp16" in spec.variants else "fp32")
        print(
            f"engines: building {spec.name} ({precision}) for {device.name}; this takes some minutes …", file=sys.stderr
        )
        try:
            built = engines.build_engine(spec, precision, cache, device)
        except (gpu.EngineError, ModelFileError) as error:
            print(f"engines: {error}", file=sys.stderr)
            code = code or (NO_MODEL if isinstance(error, ModelFileError) else UNEXPECTED)
        except OSError as error:
            print(
                f"engines: cannot write to {cache.folder} ({error.strerror}). Build as the service's user (sudo -u "
                "vitrina vitrina engines build), or name another folder with --cache.",
                file=sys.stderr,
            )
            return UNEXPECTED
        else:
            print(f"{built.path}  differs from ONNX Runtime by {built.difference:.1g} at most")
    return code


def _device() -> GpuInfo | None:
    """The GPU of this computer. If engines cannot be built or used here, prints the reason and returns None."""
    try:
        return gpu.find_gpu()
    except gpu.EngineError as error:
        print(f"engines: {error}", file=sys.stderr)
        return None


def _cache(settings: Settings, folder: Path | None) -> TensorRTEngineCache:
    return TensorRTEngineCache(folder or settings.models.engines or default_folder())


def _engine_row(path: Path, cached: CachedTensorRTEngine, device: GpuInfo, specs: list[ModelSpec]) -> dict[str, Any]:
    files = {file for spec in specs if spec.name == cached.key.network for file in spec.file_hashes()}
    return {
        "network": cached.key.network,
        "precision": cached.key.precision,
        "tensorrt": cached.key.gpu.tensorrt,
        "gpu": cached.key.gpu.name,
        "capability": cached.key.gpu.capability,
        "rows": list(cached.key.rows),
        "onnx_sha256": cached.key.onnx_sha256,
        "difference": cached.difference,
        "tolerance": cached.tolerance,
        "path": str(path),
        "fits": cached.key.gpu == device and cached.key.onnx_sha256 in files,
    }
