"""Trial of decoders, as the doctor runs it: a child process takes packets of the camera and decodes them in each way.

The packets and frames stay in the memory of that process.
"""

import json
import select
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from typing import Any

from edge.sources.camera.capture_job import CaptureJob
from edge.sources.camera.process import camera_environment
from edge.sources.process.child import ChildProcess, Message

_LARGEST_MESSAGE = 65536


@dataclass(frozen=True, slots=True)
class DecoderCost:
    """Result of one decoder: its processor time per frame in milliseconds, or the reason why the doctor refuses it."""

    element: str
    frame_ms: float = 0.0
    difference: float = 0.0  # mean absolute difference from software, in grey values
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DecoderTrial:
    """Result of a trial. `frames`: number of frames that software decoded."""

    codec: str
    width_px: int
    height_px: int
    frames: int
    software_ms: float
    decoders: tuple[DecoderCost, ...]

    @property
    def best(self) -> DecoderCost | None:
        """The decoder that needs the least processor time. None if the doctor refused all."""
        return min((each for each in self.decoders if not each.reason), key=lambda each: each.frame_ms, default=None)

    def to_text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> "DecoderTrial":
        values = json.loads(text)
        return cls(**{**values, "decoders": tuple(DecoderCost(**each) for each in values["decoders"])})


class TrialFailedError(Exception):
    """A trial without a result. The text gives the reason, and continues a sentence that starts with the camera."""


def trial_job(job: CaptureJob, elements: Sequence[str]) -> bytes:
    """Job of the child process: the camera with its options, and the decoders to try."""
    return json.dumps({"camera": job.to_bytes().decode(), "elements": list(elements)}).encode()


def parse_trial_job(data: bytes) -> tuple[CaptureJob, list[str]]:
    """The job and the decoders in `data`, as trial_job returns it."""
    values: dict[str, Any] = json.loads(data)
    return CaptureJob.from_bytes(values["camera"].encode()), values["elements"]


def try_decoders(job: CaptureJob, elements: Sequence[str], within_s: float) -> DecoderTrial:
    """Try each decoder on the camera's own video, which takes some seconds. Raises TrialFailedError or OSError."""
    due_s = time.monotonic() + within_s
    child = ChildProcess(
        "edge.sources.camera.decoder_measuring", trial_job(job, elements), camera_environment(job.source)
    )
    with closing(_Ending(child)):
        while (left_s := due_s - time.monotonic()) > 0:
            select.select([child], [], [], left_s)
            data = child.receive(_LARGEST_MESSAGE)
            if data is None:
                continue
            message = Message.from_bytes(data) if data else Message("failed", "the trial ended unexpectedly.")
            if message.kind == "failed":
                raise TrialFailedError(message.text)
            if message.kind == "measured":
                with suppress(ValueError, TypeError, KeyError):
                    return DecoderTrial.from_text(message.text)
    raise TrialFailedError(f"the trial took longer than {within_s:g} s.")


@dataclass(frozen=True, slots=True)
class _Ending:
    child: ChildProcess

    def close(self) -> None:
        self.child.end()
