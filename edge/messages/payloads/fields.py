"""Types of the message fields. Each type rounds and limits its values, so that nothing more precise is published.

A number with noise has no limits: the noise may move it any distance out of its range.
"""

from math import isinf
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo

from edge.events import MANY_WATCHERS
from edge.messages.wire import NAME, TIME, parse_rfc3339_s

MEDIA_SECONDS = 601  # 0 to 600: a curve has no more cells
TEXT_LENGTH = 400
REASONS = 20


def rounding_validator(digits: int) -> AfterValidator:
    return AfterValidator(lambda value: round(value, digits) + 0.0)  # + 0.0: no -0.0 on the wire


def _to_5_percent(share: float) -> float:
    if isinf(share * 20):
        raise ValueError("the share is too large")
    return round(share * 20) / 20


def _of_watchers(value: float, info: ValidationInfo) -> float:
    """A mean over the `n` people of its message. `n` determines the number of decimals."""
    return round(value, 4 if info.data.get("n", 0) >= MANY_WATCHERS else 2) + 0.0


def _real_time(text: str) -> str:
    parse_rfc3339_s(text)
    return text


Use = Literal["shop", "research"]
Name = Annotated[str, Field(pattern=f"^{NAME}$", max_length=64)]
CreativeId = Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,64}$", max_length=64)]
Label = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,64}$", max_length=64)]
Text = Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH)]
Uuid7 = Annotated[
    str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", max_length=36)
]
Time = Annotated[
    str,
    Field(pattern=f"^{TIME}$", max_length=24, json_schema_extra={"format": "date-time"}),
    AfterValidator(_real_time),
]
Count = Annotated[int, Field(ge=0)]
Seq = Annotated[int, Field(ge=1, le=2**53 - 1)]  # every JSON reader holds these numbers exactly
Share = Annotated[float, Field(ge=0, le=1), rounding_validator(2)]
Seconds = Annotated[float, Field(ge=0), rounding_validator(1)]
Decimal1 = Annotated[float, rounding_validator(1)]
Decimal2 = Annotated[float, rounding_validator(2)]
Decimal3 = Annotated[float, rounding_validator(3)]
Positive1 = Annotated[float, Field(ge=0), rounding_validator(1)]
Share5 = Annotated[float, Field(ge=0), AfterValidator(_to_5_percent)]
CountCells = Annotated[tuple[Count, ...], Field(max_length=MEDIA_SECONDS)]
MaybeCountCells = Annotated[tuple[Count | None, ...], Field(max_length=MEDIA_SECONDS)]
Total = Annotated[float, AfterValidator(_of_watchers)]
Deviation = Annotated[float, Field(ge=0), rounding_validator(2)]
Cells2 = Annotated[tuple[Decimal2 | None, ...], Field(max_length=MEDIA_SECONDS)]
Cells3 = Annotated[tuple[Decimal3 | None, ...], Field(max_length=MEDIA_SECONDS)]


class PayloadPart(BaseModel):
    """Base class of every message and its parts. It is strict and frozen, and allows no additional fields. Every
    number is finite.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)
