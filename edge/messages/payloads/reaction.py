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
    Decimal3,
    Deviation,
    Label,
    MaybeCountCells,
    PayloadPart,
    Seconds,
    Share,
    Time,
    Total,
    Use,
)

RESEARCH_MEASURES = ("negative", "surprise", "valence", "arousal")
"""Expression numbers only for research. In a shop, a reaction contains neither these fields nor the body's arousal."""


class Arm(PayloadPart):
    """Arm of an experiment."""

    id: Label = Field(description="name of the experiment")
    arm: Label = Field(description="arm of the experiment")


class NoiseDeviations(PayloadPart):
    """Standard deviation of the noise in a sum over people, for a number with a range of 1, such as 0 to 1. 0 means
    no noise. Divide it by the number of people for the noise in a mean.
    """

    total: Deviation = Field(
        description="of a total, and of laughter_s in seconds; twice as much for valence and arousal of the face"
    )
    cell: Deviation = Field(description="of a cell of the curve; twice as much for valence and arousal of the face")
    body: Deviation = Field(description="of the body's arousal; 40 times as much for hr_bpm, 8 times for scr_per_min")


class Body(PayloadPart):
    """Means over the consented wearers of sensor kits, with noise."""

    n: Count = Field(description="number of wearers behind these values, at least k_reaction")
    arousal: Decimal2 | None = Field(
        None, description="mean arousal measured on the body, over the wearers; absent in a shop"
    )
    hr_bpm: Decimal1 | None = Field(description="mean heart rate per minute, over the wearers; null if unknown")
    scr_per_min: Decimal1 | None = Field(
        description="mean number of skin conductance responses per minute; null if unknown"
    )


class Curve(PayloadPart):
    """Reaction over the creative's media seconds, with noise. All lists have the same length. null means too few
    people, or an expression number that the model does not report.
    """

    step_s: Annotated[int, Field(ge=1)] = Field(description="length of a cell in media seconds")
    watchers: CountCells = Field(description="watchers with an attentive frame in that media second")
    n: MaybeCountCells = Field(
        description="watchers with a verdict in that media second; without an expression model, attentive watchers"
    )
    smile: Cells2 = Field(description="mean probability of a smile, over those n")
    negative: Cells2 = Field(
        (),
        description="mean probability of anger, contempt, disgust, fear or sadness, over those n; absent in a shop",
    )
    surprise: Cells2 = Field((), description="mean probability of surprise, over those n; absent in a shop")
    valence: Cells2 = Field((), description="mean valence, -1 unpleasant to 1 pleasant, over those n; absent in a shop")
    arousal: Cells2 = Field(
        (), description="mean arousal of the expression, -1 calm to 1 excited, over those n; absent in a shop"
    )
    laughter: Cells3 = Field(
        description="share of the exposed visits present in that media second with laughter in the room"
    )

    @model_validator(mode="after")
    def _one_length(self) -> "Curve":
        research = (getattr(self, name) for name in RESEARCH_MEASURES if name in self.model_fields_set)
        if any(len(row) != len(self.watchers) for row in (self.n, self.smile, self.laughter, *research)):
            raise ValueError("the lists of a curve have different lengths")
        return self


class Models(PayloadPart):
    """Models and tables behind the numbers."""

    expression: Label = Field(
        description="expression model, with the first 12 digits of its file's SHA-256; `none`: faces are not analysed"
    )
    valence: Label = Field(description="table or model behind valence and arousal; `none`: they are not reported")
    voice: Label | None = Field(None, description="model that detects laughter; absent if none runs")
    body: Label | None = Field(None, description="model behind `body`; absent without sensor kits")


class Reaction(Kept):
    """Reaction to one creative: attention, expressions and laughter of its watchers, in total and by media second."""

    schema_: Literal["vitrina.reaction/3"] = Field(
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
    use: Use = Field(
        description="purpose of the kiosk: shop or research. Only reactions of research have negative, surprise, "
        "valence, arousal and the body's arousal"
    )
    experiment: Arm | None = Field(description="the experiment's arm; null outside experiments")
    plays: Count = Field(description="plays of the creative that overlap [from, to)")
    exposed: Count = Field(description="visits that were present during at least 1 s of the creative")
    watchers: Count = Field(description="exposed visits with at least 1.0 s of attentive time to this creative")
    attention_s: Seconds = Field(description="mean attentive seconds per exposed visit")
    noise_sd: NoiseDeviations = Field(description="noise on the totals behind expressions, laughter and biosignals")
    n: Count = Field(
        description="watchers with at least 1 s of verdicts; only they count in the expression numbers. Without an "
        "expression model: all watchers"
    )
    smile: Total | None = Field(
        description="mean probability of a smile, over the n watchers; null if the model does not report it"
    )
    negative: Total | None = Field(
        None,
        description="mean probability of anger, contempt, disgust, fear or sadness, over the n watchers; null if the "
        "model does not report it; absent in a shop",
    )
    surprise: Total | None = Field(
        None,
        description="mean probability of surprise, over the n watchers; null if the model does not report it; absent "
        "in a shop",
    )
    valence: Total | None = Field(
        None,
        description="mean valence, -1 unpleasant to 1 pleasant, over the n watchers; null if the model does not "
        "report it; absent in a shop",
    )
    arousal: Total | None = Field(
        None,
        description="mean arousal of the expression, -1 calm to 1 excited, over the n watchers; null if the model "
        "does not report it; absent in a shop",
    )
    abstained: Share | None = Field(
        description="share of the n watchers' attentive time in which the model abstained; null without a model"
    )
    laughter_s: Decimal3 | None = Field(
        description="mean seconds with laughter in the room per exposed visit, with noise; null if unknown"
    )
    body: Body | None = Field(description="from sensor kits; null without kits or with fewer than k_reaction wearers")
    curve: Curve = Field(description="the same numbers for each media second of the creative")
    models: Models = Field(description="models and tables behind the numbers")

    @model_validator(mode="after")
    def _check_fields_of_use(self) -> "Reaction":
        parts: list[tuple[PayloadPart, tuple[str, ...]]] = [
            (self, RESEARCH_MEASURES),
            (self.curve, RESEARCH_MEASURES),
        ]
        if self.body is not None:
            parts.append((self.body, ("arousal",)))
        is_research = self.use == "research"
        if any((name in part.model_fields_set) != is_research for part, names in parts for name in names):
            raise ValueError(
                "a reaction with use = research must have every research field, and a reaction with any other use "
                "must have none"
            )
        return self
