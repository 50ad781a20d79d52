"""Message about the reaction to one creative."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from edge.messages.payloads.base import Kept
from edge.messages.payloads.fields import (
    Cells2,
    Cells3,
    Count,
    CountCells,
    CreativeId,
    Decimal1,
    Decimal2,
    Label,
    MaybeCountCells,
    PayloadPart,
    Seconds,
    Share,
    Time,
    rounded,
)


class Arm(PayloadPart):
    """Arm of an experiment."""

    id: Label = Field(description="name of the experiment")
    arm: Label = Field(description="arm of the experiment")


class Body(PayloadPart):
    """Means over the consented wearers of sensor kits, with noise."""

    n: Count = Field(description="number of wearers behind these values, at least k_reaction")
    arousal: Decimal2 = Field(description="mean arousal measured on the body, over the wearers")
    hr_bpm: Decimal1 | None = Field(description="mean heart rate per minute, over the wearers; null if unknown")
    scr_per_min: Decimal1 | None = Field(
        description="mean number of skin conductance responses per minute; null if unknown"
    )


class Curve(PayloadPart):
    """Reaction over the creative's media seconds, with noise. All lists have one length; null: too few people, or an
    expression number that the reader does not tell."""

    step_s: Annotated[int, Field(ge=1)] = Field(description="length of a cell in media seconds")
    watchers: CountCells = Field(description="watchers with an attentive frame in that media second")
    n: MaybeCountCells = Field(
        description="watchers with a verdict in that media second; without a reader, attentive watchers"
    )
    positive: Cells2 = Field(description="mean probability of happiness, over those n")
    negative: Cells2 = Field(description="mean probability of anger, contempt, disgust, fear or sadness, over those n")
    surprise: Cells2 = Field(description="mean probability of surprise, over those n")
    valence: Cells2 = Field(description="mean valence, -1 unpleasant to 1 pleasant, over those n")
    arousal: Cells2 = Field(description="mean arousal of the expression, -1 calm to 1 excited, over those n")
    laughter: Cells3 = Field(
        description="share of the exposed visits present in that media second with laughter in the room"
    )

    @model_validator(mode="after")
    def _one_length(self) -> "Curve":
        cells = (self.n, self.positive, self.negative, self.surprise, self.valence, self.arousal, self.laughter)
        if any(len(row) != len(self.watchers) for row in cells):
            raise ValueError("the lists of a curve are of different lengths")
        return self


class Models(PayloadPart):
    """Networks and tables behind the numbers."""

    expression: Label = Field(
        description="reader of expressions, with the first 12 digits of its file's SHA-256; `none`: faces are not read"
    )
    valence: Label = Field(description="table or network behind valence and arousal; `none`: they are not told")
    voice: Label | None = Field(None, description="network that detects laughter; left out if none runs")
    body: Label | None = Field(None, description="network behind `body`; left out without sensor kits")


class Reaction(Kept):
    """Reaction to one creative: attention, expressions and laughter of its watchers, in total and by media second."""

    schema_: Literal["vitrina.reaction/2"] = Field(
        alias="schema", description="name and version of this kind of message"
    )
    from_: Time = Field(
        alias="from", description="start of the batch: start of the first window since the last reaction"
    )
    to: Time = Field(description="end of the batch, not included")
    k: Count = Field(description="minimum number of people behind every expression number (k_reaction)")
    creative: CreativeId = Field(description="the advert")
    experiment: Arm | None = Field(description="the experiment's arm; null outside experiments")
    plays: Count = Field(description="plays of the creative that overlap [from, to)")
    exposed: Count = Field(description="visits that were present during at least 1 s of the creative")
    watchers: Count = Field(description="exposed visits with at least 1.0 s of attentive time to this creative")
    attention_s: Seconds = Field(description="mean attentive seconds per exposed visit")
    noise: Annotated[float, Field(ge=0), rounded(2)] = Field(
        description="scale of the Laplace noise on the sums behind expressions, laughter cells and body; 0: none"
    )
    n: Count = Field(
        description="watchers with at least 1 s of verdicts; only they count in the expression numbers."
        " Without a reader of expressions: all watchers"
    )
    positive: Decimal2 | None = Field(
        description="mean probability of happiness (a smile), over the n watchers; null if the reader does not tell it"
    )
    negative: Decimal2 | None = Field(
        description="mean probability of anger, contempt, disgust, fear or sadness, over the n watchers;"
        " null if the reader does not tell it"
    )
    surprise: Decimal2 | None = Field(
        description="mean probability of surprise, over the n watchers; null if the reader does not tell it"
    )
    valence: Decimal2 | None = Field(
        description="mean valence, -1 unpleasant to 1 pleasant, over the n watchers;"
        " null if the reader does not tell it"
    )
    arousal: Decimal2 | None = Field(
        description="mean arousal of the expression, -1 calm to 1 excited, over the n watchers;"
        " null if the reader does not tell it"
    )
    abstained: Share | None = Field(
        description="share of the n watchers' attentive time in which the reader abstained; null without a reader"
    )
    laughter_s: Seconds | None = Field(
        description="mean seconds with laughter in the room per exposed visit; null if unknown"
    )
    body: Body | None = Field(description="from sensor kits; null without kits or with fewer than k_reaction wearers")
    curve: Curve = Field(description="the same numbers for each media second of the creative")
    models: Models = Field(description="networks and tables behind the numbers")
