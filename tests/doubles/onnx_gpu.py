"""ONNX Runtime with GPU providers, simulated: its sessions compute on the processor."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import onnxruntime

from models.serving.onnx_gpu import CUDA, PROCESSOR, OnnxRuntime


@dataclass
class GpuSession:
    """A session that names `provider` as the one it runs on, and adds `error` to each result.

    `raises`: error of the next calls, as when the GPU is lost.
    """

    content: bytes
    provider: str
    error: float
    raises: Exception | None = None
    counts: list[int] = field(default_factory=list)  # rows of each call

    def __post_init__(self) -> None:
        self._session = onnxruntime.InferenceSession(self.content, providers=[PROCESSOR])

    def get_providers(self) -> list[str]:
        return [self.provider, PROCESSOR]

    def run(self, names: Sequence[str], rows: Any) -> list[Any]:
        if self.raises is not None:
            raise self.raises
        self.counts.append(len(next(iter(rows.values()))))
        return [array + self.error for array in self._session.run(names, rows)]


@dataclass
class GpuRuntime:
    """A machine whose ONNX Runtime has these providers, and runs sessions on `on`."""

    providers: Sequence[str] = (CUDA, PROCESSOR)
    on: str = CUDA
    error: float = 0.0
    wanted: list[Any] = field(default_factory=list)  # providers of the last session
    sessions: list[GpuSession] = field(default_factory=list)

    def open_session(self, content: bytes, wanted: Sequence[Any]) -> GpuSession:
        self.wanted = list(wanted)
        self.sessions.append(GpuSession(content, self.on, self.error))
        return self.sessions[-1]

    @property
    def runtime(self) -> OnnxRuntime:
        return OnnxRuntime("1.23.2", lambda: self.providers, self.open_session)
