"""`vitrina engines`: which engines of TensorRT there are on this machine, and `build`, which makes them."""

import json
import sys
from pathlib import Path
from typing import Any

from edge.exit_codes import NO_MODEL, UNEXPECTED
from edge.kiosk.build import networks
from edge.settings.settings import Settings
from models import engines
from models.serving import gpu
from models.serving.engine_cache import CachedEngine, EngineCache, GpuInfo, default_folder
from models.serving.spec import ModelFileError, ModelSpec


def listed(settings: Settings, folder: Path | None, as_json: bool) -> int:
    """What there is, and whether a kiosk on this machine would use it. Raises ModelFileError."""
    device, cache, specs = _device(), _cache(settings, folder), networks(settings)
    if device is None:
        return UNEXPECTED
    rows = [_row(path, kept, device, specs) for path, kept in cache.entries()]
    if as_json:
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return 0
    for row in rows:
        use = "fits" if row["fits"] else "does not fit this machine or its networks"
        print(f"{row['network']} {row['precision']}, TensorRT {row['tensorrt']}, {row['gpu']}: {use} ({row['path']})")
    without = [spec.name for spec in specs if not any(row["fits"] and row["network"] == spec.name for row in rows)]
    if without:
        text = (
            f"engines: {', '.join(without)} without one that fits, in {cache.folder}. Make them: vitrina engines build"
        )
        print(text, file=sys.stderr)
    return 0


def build(settings: Settings, folder: Path | None, variant: str | None) -> int:
    """Make the engine of every network; those that fail are told and left, and the exit code is of the first of them.

    Raises ModelFileError where a card is not there.
    """
    device, cache, specs = _device(), _cache(settings, folder), networks(settings)
    if device is None:
        return UNEXPECTED
    code = 0
    for spec in specs:
        precision = variant or ("fp16" if "fp16" in spec.variants else "fp32")
        print(f"engines: {spec.name} ({precision}) for {device.name}, which takes minutes …", file=sys.stderr)
        try:
            built = engines.build(spec, precision, cache, device)
        except (gpu.EngineError, ModelFileError) as error:
            print(f"engines: {error}", file=sys.stderr)
            code = code or (NO_MODEL if isinstance(error, ModelFileError) else UNEXPECTED)
        except OSError as error:
            print(
                f"engines: {cache.folder} cannot be written ({error.strerror}). Build as the user of the service "
                "(sudo -u vitrina vitrina engines build), or name another with --cache.",
                file=sys.stderr,
            )
            return UNEXPECTED
        else:
            print(f"{built.path}  differs from ONNX Runtime by {built.difference:.1g} at most")
    return code


def _device() -> GpuInfo | None:
    """None, and a line that says what is missing, where engines can neither be made nor used."""
    try:
        return gpu.found()
    except gpu.EngineError as error:
        print(f"engines: {error}", file=sys.stderr)
        return None


def _cache(settings: Settings, folder: Path | None) -> EngineCache:
    return EngineCache(folder or settings.models.engines or default_folder())


def _row(path: Path, kept: CachedEngine, device: GpuInfo, specs: list[ModelSpec]) -> dict[str, Any]:
    files = {file for spec in specs if spec.name == kept.key.network for file in spec.hashes()}
    return {
        "network": kept.key.network,
        "precision": kept.key.precision,
        "tensorrt": kept.key.gpu.tensorrt,
        "gpu": kept.key.gpu.name,
        "capability": kept.key.gpu.capability,
        "rows": list(kept.key.rows),
        "onnx_sha256": kept.key.onnx_sha256,
        "difference": kept.difference,
        "tolerance": kept.tolerance,
        "path": str(path),
        "fits": kept.key.gpu == device and kept.key.onnx_sha256 in files,
    }
