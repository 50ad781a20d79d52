"""Older versions of the reaction message. Kiosks with older software send them, and an outbox may contain them after an
update.

These versions call today's measure `smile` `positive`, and in a shop they contain research numbers as null instead of
omitting them.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from edge.messages.payloads.base import Kept, Payload
from edge.messages.payloads.fields import (
    Cells2,
    Cells3,
    Count,
    CountCells,
    CreativeId,
    Decimal1,
    Decimal2,
    MaybeCountCells,
    PayloadPart,
    Seconds,
    Share,
    Time,
    rounding_validator,
)
from edge.messages.payloads.reaction import Arm, Models


class BodyV2(PayloadPart):
    """Means over the consented wearers of sensor kits."""

    n: Count = Field(description="number of wearers behind these values, at least k_reaction")
    arousal: Decimal2 = Field(description="mean arousal measured on the body, over the wearers")
    hr_bpm: Decimal1 | None = Field(description="mean heart rate per minute, over the wearers; null if unknown")
    scr_per_min: Decimal1 | None = Field(
        description="mean number of skin conductance responses per minute; null if unknown"
    )


class CurveV2(PayloadPart):
    """Reaction over the creative's media seconds. All lists have one length; null: too few people, or an expression
    number that the model does not report.
    """

    step_s: Annotated[int, Field(ge=1)] = Field(description="length of a cell in media seconds")
    watchers: CountCells = Field(description="watchers with an attentive frame in that media second")
    n: MaybeCountCells = Field(
        description="watchers with a verdict in that media second; without an expression model, attentive watchers"
    )
    positive: Cells2 = Field(description="mean probability of a smile, over those n")
    negative: Cells2 = Field(description="mean probability of anger, contempt, disgust, fear or sadness, over those n")
    surprise: Cells2 = Field(description="mean probability of surprise, over those n")
    valence: Cells2 = Field(description="mean valence, -1 unpleasant to 1 pleasant, over those n")
    arousal: Cells2 = Field(description="mean arousal of the expression, -1 calm to 1 excited, over those n")
    laughter: Cells3 = Field(
        description="share of the exposed visits present in that media second with laughter in the room"
    )

    @model_validator(mode="after")
    def _one_length(self) -> "CurveV2":
        cells = (self.n, self.positive, self.negative, self.surprise, self.valence, self.arousal, self.laughter)
        if any(len(row) != len(self.watchers) for row in cells):
            raise ValueError("the lists of a curve have different lengths")
        return self


class ReactionV1(Kept):
    """Reaction to one creative, as kiosks sent it before noise was added to its totals."""

    schema_: Literal["vitrina.reaction/1"] = Field(
        alias="schema", description="name and version of this kind of message"
    )
    from_: Time = Field(
        alias="from", description="start of the batch: start of the first window since the last reaction"
    )
    to: Time = Field(description="end of the batch, not included")
    k: Count = Field(
        description="minimum number of people in each expression value, as the kiosk counts people (k_reaction)"
    )
    creative: CreativeId = Field(description="the advert")
    experiment: Arm | None = Field(description="the experiment's arm; null outside experiments")
    plays: Count = Field(description="plays of the creative that overlap [from, to)")
    exposed: Count = Field(description="visits that were present during at least 1 s of the creative")
    watchers: Count = Field(description="exposed visits with at least 1.0 s of attentive time to this creative")
    attention_s: Seconds = Field(description="mean attentive seconds per exposed visit")
    n: Count = Field(
        description="watchers with at least 1 s of verdicts; only they count in the expression numbers. Without an "
        "expression model: all watchers"
    )
    positive: Decimal2 | None = Field(
        description="mean probability of a smile, over the n watchers; null if the model does not report it"
    )
    negative: Decimal2 | None = Field(
        description="mean probability of anger, contempt, disgust, fear or sadness, over the n watchers; null if the "
        "model does not report it"
    )
    surprise: Decimal2 | None = Field(
        description="mean probability of surprise, over the n watchers; null if the model does not report it"
    )
    valence: Decimal2 | None = Field(
        description="mean valence, -1 unpleasant to 1 pleasant, over the n watchers; null if the model does not "
        "report it"
    )
    arousal: Decimal2 | None = Field(
        description="mean arousal of the expression, -1 calm to 1 excited, over the n watchers; null if the model "
        "does not report it"
    )
    abstained: Share | None = Field(
        description="share of the n watchers' attentive time in which the model abstained; null without a model"
    )
    laughter_s: Seconds | None = Field(
        description="mean seconds with laughter in the room per exposed visit; null if unknown"
    )
    body: BodyV2 | None = Field(description="from sensor kits; null without kits or with fewer than k_reaction wearers")
    curve: CurveV2 = Field(description="the same numbers for each media second of the creative")
    models: Models = Field(description="models and tables behind the numbers")


class ReactionV2(ReactionV1):
    """Reaction to one creative, as kiosks sent it with Laplace noise of one scale."""

    schema_: Literal["vitrina.reaction/2"] = Field(  # type: ignore[assignment]
        alias="schema", description="name and version of this kind of message"
    )
    noise: Annotated[float, Field(ge=0), rounding_validator(2)] = Field(
        description="scale of the Laplace noise on the totals behind expressions, laughter cells and biosignals; 0: "
        "none"
    )


FORMER: dict[str, type[Payload]] = {"reaction/1": ReactionV1, "reaction/2": ReactionV2}
"""Types of the older versions, by kind and version."""
