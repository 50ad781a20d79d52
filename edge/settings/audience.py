"""Settings sections of the audience core: privacy rules, attention, and the release of reactions."""

import re
from datetime import time
from itertools import pairwise
from typing import Literal

from pydantic import Field, field_validator, model_validator

from edge.settings.section import SettingsSection

DAY_MIN = 24 * 60
LEAST_PART_MIN = 120


class AudienceSettings(SettingsSection):
    """Privacy rules, and the definition of attention. No command over the network can change them."""

    window_s: int = Field(
        60,
        ge=10,
        le=3600,
        description="length of a window, in seconds; windows end at multiples of it in UTC. Raise it in a quiet shop, "
        "so that more windows reach k people",
    )
    k: int = Field(
        5,
        ge=3,
        le=1000,
        description="minimum number of people for every window, as the kiosk counts people; counts inside may be "
        "smaller. Raise it for more privacy; smaller groups are then not reported",
    )
    k_reaction: int = Field(
        10,
        ge=5,
        le=1000,
        description="minimum number of people for every number from expressions, voices or biosignals, as the kiosk "
        "counts people; at least k",
    )
    same_person_s: float = Field(
        60.0,
        ge=60,
        le=3600,
        description="longest absence in seconds after which a new visit may still be the same person. Raise it if "
        "people often step away and come back; fewer people are then counted",
    )
    same_person_span_s: float = Field(
        3600.0,
        ge=3600,
        le=86400,
        description="longest time in seconds that anybody except staff is seen before the screen, from first to last. "
        "Raise it if people stay longer",
    )
    unmasked_staff: int = Field(
        1,
        ge=1,
        le=100,
        description="number of people, such as staff outside the masks, who may be seen for longer than "
        "same_person_span_s; at least 2 if k_reaction is below 10",
    )
    staff_places: int = Field(
        2,
        ge=2,
        le=20,
        description="number of places in the image to which somebody, such as staff outside the masks, may return "
        "after longer than same_person_s and still be the same person",
    )
    attentive_yaw_deg: float = Field(
        25.0,
        gt=0,
        le=90,
        description="a person counts as attentive if the head is turned away from the screen by at most this angle, in "
        "degrees; angles below about 25 are not measured reliably",
    )
    attentive_pitch_deg: float = Field(
        20.0,
        gt=0,
        le=90,
        description="a person counts as attentive if the head is raised or lowered by at most this angle, in degrees",
    )

    @model_validator(mode="after")
    def _check_consistency(self) -> "AudienceSettings":
        if self.k_reaction < self.k:
            raise ValueError(f"k_reaction = {self.k_reaction} is too small; it must be at least k = {self.k}")
        if self.k_reaction < 10 and self.unmasked_staff < 2:
            raise ValueError(
                f"unmasked_staff = {self.unmasked_staff} is too small; it must be at least 2 if k_reaction is below 10 "
                f"(here {self.k_reaction})"
            )
        return self


class ReactionSettings(SettingsSection):
    """Release of the reactions to a creative. No command over the network can change it."""

    hold_s: float | None = Field(
        None,
        ge=60,
        le=86400,
        description="longest wait for more people, in seconds; then the reaction is sent with gaps in its curve. "
        "Empty: it waits until 80 % of the curve's seconds have enough people, or the day ends",
    )
    noise: float = Field(
        0.5,
        ge=0.5,
        le=2,
        description="scale of the random noise on the totals behind numbers from expressions, laughter and "
        "biosignals, in people. Raise it for more privacy; means are then less exact, most of all those of few people",
    )
    creatives: int = Field(
        4,
        ge=1,
        le=4,
        description="number of creatives to whose reactions one visit contributes its face, drawn at random from "
        "those it watched; each reaction has its own noise, so more of them reveal more about one face",
    )
    release: Literal["ready", "part"] = Field(
        "ready",
        description='when reactions are sent: "ready", with the window in which they have enough people, or "part", '
        "only at the end of a part of the day, for a quiet shop; not together with hold_s",
    )
    parts: list[str] = Field(
        default=[],
        description='local times, such as ["11:00", "14:00"], at which windows and reactions end as they do at '
        "midnight, so that they cover parts of the day; at least 2 h apart, and 2 h from midnight. Fewer of them "
        "reach k people",
    )

    @field_validator("parts")
    @classmethod
    def _are_far_apart(cls, parts: list[str]) -> list[str]:
        minutes = [0, *sorted(_minute(text) for text in parts), DAY_MIN]
        if any(after - before < LEAST_PART_MIN for before, after in pairwise(minutes)):
            raise ValueError("the times must be at least 2 h apart, and at least 2 h from midnight")
        return parts

    @model_validator(mode="after")
    def _wait_one_way(self) -> "ReactionSettings":
        if self.release == "part" and self.hold_s is not None:
            raise ValueError('release = "part" and hold_s exclude each other; remove one of them')
        return self

    @property
    def day_part_times(self) -> list[time]:
        return [time.fromisoformat(text) for text in self.parts]


def _minute(text: str) -> int:
    if not re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", text):
        raise ValueError(f'{text!r} is not a time of day; write it as "09:00"')
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
