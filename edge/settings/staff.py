"""Settings section for staff who work in view of the camera."""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from edge.settings.section import SettingsSection

InView = Literal["nobody", "masked", "badges"]
"""Which staff work in view of the camera, and what keeps them out of the numbers."""


class StaffSettings(SettingsSection):
    """Staff who work where the camera sees them. `run` analyses no faces until the first three keys are set, because
    the numbers could be about one person who works in front of the camera all day. `vitrina badge` prints badges.
    """

    in_view: InView | None = Field(
        None,
        description='which staff work in view: "nobody"; "masked": their area is covered by [faces] masks; "badges": '
        "they wear printed badges, are not counted, and their expressions are not read. Badges cost a check "
        "below each face, five times per second",
    )
    declared_on: date | None = Field(None, description="date on which somebody checked this, such as 2026-11-24")
    declared_by: str | None = Field(None, min_length=1, description="name of the person who checked it")
    at_place: Literal["customers", "staff"] | None = Field(
        None,
        description="who stands at the place that the kiosk asks about, after a day on which many watchers stood at "
        'one place: "customers", as at a till or in a queue, or "staff". Empty: each place gives a reaction the '
        'verdicts of one visit at most, as with "staff"',
    )
    at_place_on: date | None = Field(
        None,
        description="date on which somebody checked who stands there: the answer is valid for 90 days, or until the "
        "camera is moved",
    )

    @model_validator(mode="before")
    @classmethod
    def _has_no_old_key(cls, values: object) -> object:
        if isinstance(values, dict) and "badges" in values:
            now = 'in_view = "badges"' if values["badges"] is True else 'in_view = "nobody" or "masked"'
            raise ValueError(f"badges is an old key; replace it with {now}, and set declared_on and declared_by")
        return values

    @property
    def uses_badges(self) -> bool:
        """True if the kiosk searches for badges."""
        return self.in_view == "badges"

    def missing_declaration_keys(self) -> list[str]:
        """The keys of the declaration that are still empty. Faces may be analysed once no key is missing."""
        return [key for key in ("in_view", "declared_on", "declared_by") if getattr(self, key) is None]
