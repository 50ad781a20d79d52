"""Weights of a trained model in a small file, from which other runs can start. Uses only numpy. Names and shapes are
the same as in torch.
"""

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


def write_weights(state: Mapping[str, Array], path: Path) -> dict[str, str]:
    """Write the arrays of a state_dict. Return the file's entry in the model settings.

    Matrices and kernels are stored as float16. Rounding changes them by 0.05 %, which is less than the first training
    step changes them. Statistics of normalisation layers stay float32, because variances can exceed float16.
    """
    small = {name: array.astype(np.float16) if array.ndim > 1 else array for name, array in state.items()}
    np.savez_compressed(path, allow_pickle=False, **small)
    return {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def read_weights(spec: ModelSpec) -> dict[str, Array]:
    """Arrays of a model's weights file, as float32. Raises ModelFileError if the file is missing or has been
    changed.
    """
    content = spec.checked_weights()
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            stored = {name: file[name] for name in file.files}
    except (ValueError, OSError, BadZipFile) as broken:
        raise ModelFileError(
            f"model: {spec.weights['file']} contains no weights ({broken}). Nothing was started. Fetch it again."
        ) from broken
    return {name: array.astype(np.float32) if array.dtype == np.float16 else array for name, array in stored.items()}
