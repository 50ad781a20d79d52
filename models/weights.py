"""Weights of a trained network in a small file, for others to begin from. numpy only; names and shapes are torch's."""

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from models.serving.spec import ModelFileError, ModelSpec

Array = NDArray[Any]


def write(state: Mapping[str, Array], path: Path) -> dict[str, str]:
    """Write the arrays of a state_dict; returns how a spec names the file.

    Matrices and kernels as float16: rounding moves them by 0.05 %, which the first step of any training exceeds. What
    the norms measured stays float32, as variances can be beyond float16.
    """
    small = {name: array.astype(np.float16) if array.ndim > 1 else array for name, array in state.items()}
    np.savez_compressed(path, allow_pickle=False, **small)
    return {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def read(spec: ModelSpec) -> dict[str, Array]:
    """The arrays beside a network, in float32 again; ModelFileError where there are none, or they were altered."""
    content = spec.checked_weights()
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            stored = {name: file[name] for name in file.files}
    except (ValueError, OSError, BadZipFile) as broken:
        raise ModelFileError(
            f"model: {spec.weights['file']} holds no weights ({broken}). Nothing was started. Fetch it again."
        ) from broken
    return {name: array.astype(np.float32) if array.dtype == np.float16 else array for name, array in stored.items()}
