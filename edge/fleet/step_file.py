"""The step of the update in progress: one line in one file, which a power cut leaves whole."""

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

from edge.files import replace_file
from edge.fleet.probation import Before
from edge.fleet.versions import version_key

Step = Literal["idle", "fetched", "checked", "switched", "probation", "kept", "returned"]
When = Literal["closed", "now"]
IN_PROGRESS: tuple[Step, ...] = ("fetched", "checked", "switched", "probation")


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A step, with everything that the next one needs after a power cut.

    `version`: the new one; `former`: the one to return to. `reason`: code of the fault of a version that came back.
    `is_back`: `former` still has to be started. `boots`: boots of the machine during the trial. `signed_s`: a time that
    the signatures of the version confirm; None without signatures.
    """

    step: Step = "idle"
    since_s: int = 0
    version: str | None = None
    former: str | None = None
    when: When = "now"
    reason: str = ""
    is_back: bool = True
    boots: int = 0
    boot_id: str = ""
    signed_s: int | None = None
    before: Before = field(default_factory=Before)

    @property
    def is_in_progress(self) -> bool:
        """True if the next look has to go on."""
        return self.step in IN_PROGRESS or (self.step == "returned" and not self.is_back)


def read_step(path: Path) -> StepRecord:
    """The step in a file. `idle` without a file, or if the file is damaged: the link shows which version runs."""
    try:
        return _parse_step(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return StepRecord()


def write_step(path: Path, record: StepRecord) -> None:
    """Replace the step. After a power cut, either the former or the new step is there. Raises OSError."""
    values = asdict(record)
    values["before"]["alerts"] = sorted(record.before.alerts)
    replace_file(path, json.dumps(values).encode() + b"\n")


def _parse_step(stored: dict[str, Any]) -> StepRecord:
    known = {each.name for each in fields(StepRecord)}
    record = StepRecord(**{key: value for key, value in stored.items() if key in known - {"before"}})
    before = {**stored["before"], "alerts": frozenset(stored["before"]["alerts"])}
    if record.step not in get_args(Step) or record.when not in get_args(When):
        raise ValueError(record.step)
    for version in filter(None, (record.version, record.former)):
        version_key(version)
    return StepRecord(**{**{key: getattr(record, key) for key in known}, "before": Before(**before)})
