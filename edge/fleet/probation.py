"""Judgement of a new version while it is on trial: samples in, verdict out. It reads no clock, file or socket.

The same judgement, in small, decides about new settings.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

TRIAL_S = 600.0
"""Length of the trial from the first watchdog beat, and of the time with an open camera that it needs."""
FIRST_BEAT_S = 600.0
SILENT_S = 90.0
LEAST_RATE = 0.5
"""Share of the median frame rate of seven days."""
FULL_MEMORY = 0.95
"""Share of the unit's limit that must not be exceeded in two samples in a row."""
MOST_SAMPLES = 200
JUDGED_ALERTS = ("camera.lost", "network.", "outbox.", "settings.", "stage.")
"""Codes of alerts, or their first part, that end a trial. No other alert does."""


@dataclass(frozen=True, slots=True)
class Before:
    """The kiosk before the change. `rate_hz`: median frame rate of seven days, None if it is not known.

    `is_running`: False if the service was stopped, so that nobody expects a first beat. `answers`: False if it said
    nothing on its socket, as before its setup. `is_acknowledged`: the broker acknowledged `health` messages.
    """

    rate_hz: float | None = None
    is_running: bool = True
    is_acknowledged: bool = False
    alerts: frozenset[str] = frozenset()
    answers: bool = True


@dataclass(frozen=True, slots=True)
class Sample:
    """The kiosk at one moment. `at_s`: a time that never jumps.

    `restarts`, `memory_kills`: since the change. `memory_share`: of the unit's limit, without the file cache; None if
    it is not known. `frames`: taken from the camera since the start of the kiosk; None if the kiosk does not answer.
    `is_camera_on`: sensing is not paused, so the camera should give frames.
    """

    at_s: float
    has_failed: bool = False
    restarts: int = 0
    has_beaten: bool = False
    frames: int | None = None
    is_camera_on: bool = False
    acknowledged: int = 0
    is_outbox_open: bool = False
    memory_share: float | None = None
    memory_kills: int = 0
    alerts: frozenset[str] = frozenset()

    @property
    def answers(self) -> bool:
        """True if the kiosk answered on its status socket."""
        return self.frames is not None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome so far. `reason`: code of the fault, or of the missing part.

    `is_waiting_for_opening`: everything but the camera has passed, and the camera is closed.
    """

    outcome: Literal["wait", "keep", "return"]
    reason: str = ""
    is_waiting_for_opening: bool = False


def judge(before: Before, samples: Sequence[Sample], trial_s: float = TRIAL_S) -> Verdict:
    """Judge a change by all samples since then, the oldest first."""
    if not samples:
        return Verdict("wait", "start")
    if fault := next(_faults(before, samples), None):
        return Verdict("return", fault)
    first = next((sample for sample in samples if sample.has_beaten), None)
    now_s = samples[-1].at_s
    if first is None:
        is_late = before.is_running and now_s - samples[0].at_s > FIRST_BEAT_S
        return Verdict("return", "silent") if is_late else Verdict("wait", "start")
    on_trial = [sample for sample in samples if sample.at_s >= first.at_s]
    answered = [sample for sample in on_trial if sample.answers]
    is_silent = now_s - (answered[-1].at_s if answered else first.at_s) > SILENT_S
    if is_silent and (before.answers or answered):
        return Verdict("return", "silent")
    if now_s - first.at_s < trial_s or not (answered or is_silent):
        return Verdict("wait", "trial")
    if not answered:  # nor did it before the change: it waits for its setup, and its unit runs well
        return Verdict("keep")
    return _judge_whole_trial(before, answered, trial_s)


def _judge_whole_trial(before: Before, answered: Sequence[Sample], trial_s: float) -> Verdict:
    if not answered[-1].is_outbox_open:
        return Verdict("return", "outbox")
    if before.is_acknowledged and answered[-1].acknowledged == 0:
        return Verdict("return", "broker")
    return _judge_camera(before.rate_hz, answered, trial_s)


def _judge_camera(usual_hz: float | None, answered: Sequence[Sample], trial_s: float) -> Verdict:
    """Compare the frame rate over the time in which the camera was open. A rate that is not known needs no trial."""
    if usual_hz is None or usual_hz <= 0.0:
        return Verdict("keep")
    open_s, frames = _camera_time(answered)
    if open_s < trial_s:
        return Verdict("wait", "camera", is_waiting_for_opening=not answered[-1].is_camera_on)
    return Verdict("keep") if frames / open_s >= LEAST_RATE * usual_hz else Verdict("return", "camera")


def _camera_time(answered: Sequence[Sample]) -> tuple[float, int]:
    """Seconds with an open camera, and the frames taken meanwhile. A counter that starts again adds nothing."""
    open_s, frames = 0.0, 0
    for one, other in pairwise(answered):
        taken = (other.frames or 0) - (one.frames or 0)
        if one.is_camera_on and other.is_camera_on and taken >= 0:
            open_s, frames = open_s + other.at_s - one.at_s, frames + taken
    return open_s, frames


def _faults(before: Before, samples: Sequence[Sample]) -> Iterator[str]:
    """Codes of faults that end the trial at once, the oldest first."""
    was_full = False
    for sample in samples:
        if sample.has_failed or sample.restarts > 0:
            yield "crashed"
        is_full = sample.memory_share is not None and sample.memory_share > FULL_MEMORY
        if sample.memory_kills > 0 or (is_full and was_full):
            yield "memory"
        was_full = is_full
        for code in sorted(sample.alerts - before.alerts):
            if code.startswith(JUDGED_ALERTS):
                yield code


def thin_samples(samples: Sequence[Sample]) -> Sequence[Sample]:
    """The same samples without those of a closed camera that lie between two others, so that a night takes no memory.

    Faults are counted since the change, so the newest sample has them.
    """
    if len(samples) < MOST_SAMPLES or any(sample.is_camera_on for sample in samples[-2:]):
        return samples
    return [*samples[:-2], samples[-1]]
