"""Kinds of questions in a questionnaire, and the answers that each kind accepts."""

from re import fullmatch
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

WARNING = (
    "Do not write names, addresses or other details of people here: the study stores your words exactly, with your "
    "other answers."
)
"""Warning shown with a free-text question that has no warning of its own."""

Id = Annotated[str, StringConstraints(max_length=40)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Answer = int | str | tuple[str, ...]


class _Question(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    unit: ClassVar[str | None] = None  # of an answer that is a number
    id: Id  # name of its column in the export
    text: Text

    @field_validator("id")
    @classmethod
    def _fits(cls, own: str) -> str:
        if not fullmatch("[a-z][a-z0-9_]*", own):
            raise ValueError("must start with a letter from a to z, and continue with a to z, 0 to 9 and _")
        return own


class Slider(_Question):
    """A slider from 0 to 100 with a label at each end. The answer is a whole number."""

    unit = "0 to 100"
    kind: Literal["slider"]
    low: Label
    high: Label

    def accepts_answer(self, answer: Answer) -> bool:
        """True for whole numbers from 0 to 100."""
        return _is_number(answer, 0, 100)


class Choice(_Question):
    """Two to twelve choices. The answer is one choice; with `several`, any number of choices, including none."""

    kind: Literal["choice"]
    choices: Annotated[list[Label], Field(min_length=2, max_length=12)]
    several: bool = False

    @field_validator("choices")
    @classmethod
    def _differ(cls, choices: list[str]) -> list[str]:
        if len(set(choices)) < len(choices):
            raise ValueError("the same choice occurs twice; list each choice only once")
        return choices

    def accepts_answer(self, answer: Answer) -> bool:
        """True for one of the choices; with `several`, for a tuple of different choices."""
        if self.several:
            return isinstance(answer, tuple) and len(set(answer)) == len(answer) and set(answer) <= set(self.choices)
        return answer in self.choices


class Scale(_Question):
    """Nine drawn figures in a row (manikins.py). The answer is a number from 1 to 9.

    `valence`: from unpleasant to pleasant. `arousal`: from calm to excited.
    """

    unit = "1 to 9"
    kind: Literal["scale"]
    drawing: Literal["valence", "arousal"]

    def accepts_answer(self, answer: Answer) -> bool:
        """True for whole numbers from 1 to 9."""
        return _is_number(answer, 1, 9)


class FreeText(_Question):
    """Free text below a warning. The answer has at most `most` characters."""

    kind: Literal["text"]
    warning: Text = WARNING
    most: Annotated[int, Field(ge=1, le=2_000)] = 500

    def accepts_answer(self, answer: Answer) -> bool:
        """True for a text of at most `most` characters."""
        return isinstance(answer, str) and len(answer) <= self.most


Question = Slider | Choice | Scale | FreeText
KINDS: dict[str, type[Question]] = {
    get_args(model.model_fields["kind"].annotation)[0]: model for model in get_args(Question)
}
UNITS = {kind: model.unit for kind, model in KINDS.items() if model.unit is not None}
"""Unit of the answers of each kind that are numbers. Reports contain the means of these."""


def _is_number(answer: Answer, least: int, most: int) -> bool:
    return isinstance(answer, int) and not isinstance(answer, bool) and least <= answer <= most
