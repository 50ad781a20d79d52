"""Compares a model on a GPU with the same file on the processor, on the same rows every time."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models.serving.engine_cache import ROWS
from models.serving.spec import ModelSpec, comparison_scale

Array = NDArray[np.float32]

TOLERANCE = {"fp32": 1e-3, "fp16": 1e-2, "int8": 5e-2}
"""Largest allowed difference between an output on the GPU and of ONNX Runtime on the same file, by precision.

float32 adds numbers in another order. Half precision has 11 bits. int8 may round a value near the middle of two steps
to either step, in every layer.
"""


def largest_difference(run: Callable[..., Sequence[Array]], content: bytes, spec: ModelSpec) -> float:
    """Largest difference of any output between `run` and ONNX Runtime on the processor, on the same reference rows.

    `run` takes one array for each input and returns one array for each output, in the order of the model settings. The
    difference is divided by the output's `unit`.
    """
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    reference = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    worst = 0.0
    for rows in _rows(spec):
        expected = reference.run(list(spec.outputs), dict(zip(spec.inputs, rows, strict=True)))
        for name, ours, theirs in zip(spec.outputs, run(*rows), expected, strict=True):
            worst = max(worst, _difference(np.asarray(ours), np.asarray(theirs, np.float32)) / comparison_scale(name))
    return worst


def _rows(spec: ModelSpec) -> Iterator[Sequence[Array]]:
    """Random inputs for each number of rows in ROWS, and for one number that needs two calls. The inputs are the same
    in every comparison.
    """
    rng = np.random.default_rng(1)
    for count in (*ROWS, ROWS[2] + 3, *ROWS):
        yield [rng.standard_normal((count, *shape), np.float32) for shape in spec.inputs.values()]


def _difference(ours: Array, theirs: Array) -> float:
    """Largest absolute difference between two arrays; infinite if a value is not finite or if the shapes differ."""
    if ours.shape != theirs.shape or not (np.isfinite(ours).all() and np.isfinite(theirs).all()):
        return float("inf")
    return float(np.abs(ours - theirs).max(initial=0.0))
