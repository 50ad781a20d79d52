"""Message about one play of a creative: proof of play."""

from math import ceil
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from edge.messages.payloads.base import Kept
from edge.messages.payloads.fields import Count, CreativeId, Label, Seconds, Time
from edge.messages.payloads.reaction import Arm

ERROR_STEPS_S = (0.02, 0.05, 0.1, 0.2, 0.5)
"""The error of a play is rounded up to one of these steps, in seconds. With more people in view, an overloaded kiosk
reports later, so an exact error could reveal how many there are.
"""


def _up_to_5_percent(share: float) -> float:
    return ceil(round(share * 20, 6)) / 20


def _to_error_step(error_s: float) -> float:
    return next((step_s for step_s in ERROR_STEPS_S if error_s <= step_s), float(ceil(error_s)))


class ArmAndBlock(Arm):
    """Arm and block of an experiment."""

    block: int | None = Field(description="block of the experiment's schedule; null without blocks")


class Play(Kept):
    """Proof of play: exact times of one play of a creative. It contains no person."""

    schema_: Literal["vitrina.play/1"] = Field(alias="schema", description="name and version of this kind of message")
    creative: CreativeId = Field(description="the advert")
    start: Time = Field(description="time at which the play started")
    end: Time = Field(description="time at which the play ended")
    media_from_s: Seconds = Field(description="media second at the start of the play")
    media_to_s: Seconds = Field(description="media second at the end of the play")
    complete: bool = Field(description="true if the play showed the creative from start to end")
    experiment: ArmAndBlock | None = Field(description="the experiment's arm and block; null outside experiments")
    feed: Label = Field(description="origin of the play report, such as `player`, `playlist` or `file`")
    error_s: Annotated[float, Field(ge=0), AfterValidator(_to_error_step)] = Field(
        description="largest error of start and end, rounded up to 0.02, 0.05, 0.1, 0.2, 0.5 or whole seconds"
    )
    position: Count | None = Field(
        None, description="position in its block, or in its cycle outside experiments, counted from 0"
    )
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$", max_length=12)] | None = Field(
        None, description="first 12 hex digits of the SHA-256 of the file that was shown"
    )
    dropped: Annotated[float, Field(ge=0, le=1), AfterValidator(_up_to_5_percent)] | None = Field(
        None, description="share of the frames that the screen did not show, rounded up to 0.05"
    )
