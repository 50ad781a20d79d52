"""Message about comments that visitors typed."""

from typing import Literal

from pydantic import Field, model_validator

from edge.messages.payloads.base import Kept
from edge.messages.payloads.fields import Count, CreativeId, Time


class Comments(Kept):
    """Comments that visitors typed, by class: counts with noise over one batch. No text ever leaves the kiosk."""

    schema_: Literal["vitrina.comments/1"] = Field(
        alias="schema", description="name and version of this kind of message"
    )
    from_: Time = Field(alias="from", description="start of the batch; the `to` of the creative's previous batch")
    to: Time = Field(description="end of the batch, not included")
    k: Count = Field(description="minimum number of ten-minute slots of UTC with a comment in every batch (k_reaction)")
    creative: CreativeId | None = Field(
        description="the ad that was shown when the comments were written; null if there was none"
    )
    n: int = Field(description="sum of the four counts below, including their noise")
    negative: int = Field(description="negative comments, with noise of scale 2, so it may be below 0")
    neutral: int = Field(description="neutral comments, with noise of scale 2, so it may be below 0")
    positive: int = Field(description="positive comments, with noise of scale 2, so it may be below 0")
    unclear: int = Field(
        description="comments that the model could not classify, with noise of scale 2, so it may be below 0"
    )

    @model_validator(mode="after")
    def _sum(self) -> "Comments":
        if self.n != self.negative + self.neutral + self.positive + self.unclear:
            raise ValueError("n is not the sum of the four counts")
        return self
