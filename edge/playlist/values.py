"""Values of the player's playlist: creatives with weights, hours and dates, and experiments with arms."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from edge.opening_hours import check_opening_hours, parse_opening_hours
from edge.playlist.day_design import DayDesign, design_of

CYCLE_LENGTH = 1000
"""Largest number of plays in a cycle: plays of creatives plus blocks of experiments."""

IMAGE_ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".avif")

_Name = Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,64}$")]
_Weight = Annotated[int, Field(le=100)]
_hours = cache(parse_opening_hours)


class _Values(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class PlaylistCreative(_Values):
    """One ad: a file in the media folder, and the times at which it may be shown."""

    id: _Name
    file: str = Field(min_length=1, max_length=255)
    duration_s: float | None = Field(None, ge=1, le=600)  # of an image; a video has its own length
    weight: Annotated[_Weight, Field(ge=0)] = 1  # plays in a cycle; 0: only in experiments
    open: str | None = None
    from_: date | None = Field(None, alias="from")
    until: date | None = None
    muted: bool = False

    @field_validator("file")
    @classmethod
    def _stands_in_the_folder(cls, file: str) -> str:
        parts = file.split("/")
        if not file.isprintable() or "\\" in file or any(part in ("", ".", "..") for part in parts):
            raise ValueError("must be the name of a file in the media folder, such as spring_a.mp4 or spring/a.mp4")
        return file

    _are_hours = field_validator("open")(check_opening_hours)

    def may_be_shown_at(self, local: datetime) -> bool:
        """True if the ad may be shown at this local time."""
        day = local.date()
        if (self.from_ is not None and day < self.from_) or (self.until is not None and day > self.until):
            return False
        return self.open is None or _hours(self.open).is_open_at_local_time(local)


class PlaylistExperiment(_Values):
    """A comparison of creatives. Each block shows every arm once. With the unit `day`, a site shows one arm all day."""

    id: _Name
    unit: Literal["play", "day"] = "play"
    arms: dict[_Name, Annotated[list[_Name], Field(max_length=20)]] = Field(min_length=2, max_length=20)
    weight: Annotated[_Weight, Field(ge=1)] = 1  # blocks in a cycle; by day: how often the arm of the day plays
    seed: str = Field("", max_length=64)  # empty: the id
    from_: date | None = Field(None, alias="from")  # first day; only by day
    until: date | None = None  # last day of its blocks
    run_days: Literal[1, 7] = 1  # days in a row with the same arm; only by day
    washout_days: int = Field(0, ge=0)  # first days after a change that do not count; only by day

    @field_validator("seed")
    @classmethod
    def _is_one_line(cls, seed: str) -> str:
        if not seed.isprintable():
            raise ValueError("must be one line of printable characters")
        return seed

    @property
    def creatives(self) -> frozenset[str]:
        """The creatives of all arms."""
        return frozenset(creative for arm in self.arms.values() for creative in arm)

    @property
    def design(self) -> DayDesign | None:
        """Its days and arms, if it is by day and has a first and a last day."""
        return design_of(self)

    def runs_on(self, day: date) -> bool:
        """True from its first to its last day."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


class CreativePlaylist(_Values):
    """The complete playlist of a screen."""

    creatives: list[PlaylistCreative] = Field([], alias="creative")
    experiments: list[PlaylistExperiment] = Field([], alias="experiment")
    rotate: int | None = Field(None, ge=2, le=20)  # number of creatives that take turns and play on a day; None: all

    @property
    def creatives_by_day(self) -> frozenset[str]:
        """Creatives that may play only on the days of their arm."""
        return frozenset(name for one in self.experiments if one.unit == "day" for name in one.creatives)

    def find_creative(self, name: str) -> PlaylistCreative:
        """The creative with this id. Raises StopIteration if there is none."""
        return next(creative for creative in self.creatives if creative.id == name)


@dataclass(frozen=True, slots=True)
class Screen:
    """Names of a screen, from which its random orders are drawn."""

    site: str
    device: str
