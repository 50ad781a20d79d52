"""One `Session` for whatever runs a network: checks the file, opens it with the edge's options, warms it up.

The only file that imports an engine. ONNX Runtime is the one that exists; TensorRT will stand beside it, chosen by what
`Session` finds on the device, and nothing outside this file will see the difference.
"""

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models.spec import ModelFileError, ModelSpec

Array = NDArray[np.float32]


class NotFiniteError(ValueError):
    """An input had NaN or infinity in it, so no answer of the network would mean anything."""


class Session:
    """One network, ready to run. Opening raises ModelFileError where the file is not what its spec says.

    `provider` is the engine that really runs it: asking ONNX Runtime for one that is missing does not fail, it runs
    on the processor without a word.
    """

    def __init__(self, spec: ModelSpec) -> None:
        self.spec = spec
        content = spec.checked_bytes()
        try:
            self._engine = onnxruntime.InferenceSession(content, _options(), providers=["CPUExecutionProvider"])
        except _REFUSED as refused:
            raise ModelFileError(
                f"model: ONNX Runtime {onnxruntime.__version__} cannot open {spec.file} ({refused}). "
                "Nothing was started. Fetch it again."
            ) from refused
        self.provider: str = self._engine.get_providers()[0]
        self._outputs = list(spec.outputs)
        # the first call allocates; it must not be a customer's
        self.run(*(np.zeros((1, *shape), np.float32) for shape in spec.inputs.values()))

    def run(self, *rows: Array) -> tuple[Array, ...]:
        """One array (n, *shape) float32 for each of `spec.inputs` to one for each of `spec.outputs`; n may be 0.

        ValueError for another shape or type, NotFiniteError for NaN or infinity: a ReLU can turn NaN into a
        plausible 0, so it is looked for before the network and not after.
        """
        name = self.spec.name
        for x, shape in zip(rows, self.spec.inputs.values(), strict=True):
            if x.dtype != np.float32 or x.shape[1:] != shape or len(x) != len(rows[0]):
                raise ValueError(f"{name} wants ({len(rows[0])}, {shape}) float32, not {x.shape} {x.dtype}")
            if not np.isfinite(x).all():
                raise NotFiniteError(f"{name}: NaN or infinity in the input")
        return tuple(self._engine.run(self._outputs, dict(zip(self.spec.inputs, rows, strict=True))))


_STATE = onnxruntime.capi.onnxruntime_pybind11_state
_REFUSED = (_STATE.Fail, _STATE.InvalidArgument, _STATE.InvalidGraph, _STATE.InvalidProtobuf, _STATE.NotImplemented)


def _options() -> onnxruntime.SessionOptions:
    """One thread that sleeps when it has nothing to do: with the defaults a paced loop costs 2.6 times the CPU."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return options
