"""Parser for a player's HTTP reports: the body of `POST /play`. It never raises."""

import json
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from edge.messages.commands import (
    LONGEST_S,
    Command,
    CommandArm,
    PlayCommand,
    StoredPlay,
    is_addressed_to_kiosk,
    outdated_play_reason,
    validation_fault_texts,
)
from edge.messages.payloads import CreativeId
from edge.messages.wire import Header
from edge.screen.creative_names import CreativeNames

FEED = "http"
MOST_PROBLEMS = 20


class PlayingReport(Command):
    """Report that a play continues. Players send it every few seconds, so that a lost start or end is detected."""

    creative: CreativeId
    event: Literal["playing"]
    media_s: Annotated[float, Field(ge=0, le=LONGEST_S)]
    duration_s: Annotated[float, Field(gt=0, le=LONGEST_S)] | None = None
    experiment: CommandArm | None = None


@dataclass(frozen=True, slots=True)
class BadReport:
    """A report that cannot be parsed. Each problem is a phrase that does not contain values from the report."""

    problems: tuple[str, ...]


def parse_play_report(
    body: bytes, header: Header, names: CreativeNames, arrived_s: float
) -> StoredPlay | PlayingReport | BadReport:
    """Parse a request body that arrived at `arrived_s`, and find all its problems. `header` contains the names of
    this kiosk.
    """
    try:
        values: Any = json.loads(body)
    except (ValueError, RecursionError):
        return BadReport(("the body is not JSON",))
    if not isinstance(values, dict):
        return BadReport(("the body is not a JSON object",))
    if isinstance(name := values.get("creative"), str):
        values = {**values, "creative": names.find_creative(name) or name}
    shape: type[PlayCommand | PlayingReport] = PlayingReport if values.get("event") == "playing" else PlayCommand
    try:
        report = shape.model_validate_json(json.dumps(values))
    except ValidationError as error:
        return BadReport(tuple(validation_fault_texts(error, MOST_PROBLEMS)))
    problems = (
        []
        if is_addressed_to_kiosk(report, "cmd/play", header)
        else ["schema, tenant, site or device does not match this kiosk"]
    )
    problems += [why] if (why := outdated_play_reason(report.at, arrived_s)) else []
    if problems:
        return BadReport(tuple(problems))
    if isinstance(report, PlayingReport):
        return report
    return StoredPlay.model_validate_json(json.dumps({**values, "feed": FEED}))
