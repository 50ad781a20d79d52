"""Values of the player's playlist: creatives with weights, hours and dates, and experiments with arms."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from edge.opening_hours import parse_opening_hours

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

    @field_validator("open")
    @classmethod
    def _are_hours(cls, text: str | None) -> str | None:
        if text is not None:
            parse_opening_hours(text)
        return text

    def may_be_shown_at(self, local: datetime) -> bool:
        """True if the ad may be shown at this local time."""
        day = local.date()
        if (self.from_ is not None and day < self.from_) or (self.until is not None and day > self.until):
            return False
        return self.open is None or _hours(self.open).is_open_at_local_time(local)


class PlaylistExperiment(_Values):
    """A comparison of creatives. Each block shows every arm once."""

    id: _Name
    arms: dict[_Name, Annotated[list[_Name], Field(min_length=1, max_length=20)]] = Field(min_length=2, max_length=20)
    weight: Annotated[_Weight, Field(ge=1)] = 1  # blocks in a cycle
    seed: str = Field("", max_length=64)  # empty: the id
    until: date | None = None  # last day of its blocks

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


class CreativePlaylist(_Values):
    """The complete playlist of a screen."""

    creatives: list[PlaylistCreative] = Field([], alias="creative")
    experiments: list[PlaylistExperiment] = Field([], alias="experiment")
    rotate: int | None = Field(None, ge=2, le=20)  # number of creatives that take turns and play on a day; None: all

    def find_creative(self, name: str) -> PlaylistCreative:
        """The creative with this id. Raises StopIteration if there is none."""
        return next(creative for creative in self.creatives if creative.id == name)


@dataclass(frozen=True, slots=True)
class AvailableCreatives:
    """Creatives that may be shown at a time, and the experiments with only such creatives. `turns`: weight on this
    day of each creative that takes turns.
    """

    creatives: frozenset[str] = frozenset()
    experiments: frozenset[str] = frozenset()
    turns: tuple[tuple[str, int], ...] = ()


def find_available_creatives(
    playlist: CreativePlaylist, local: datetime, without: frozenset[str] = frozenset()
) -> AvailableCreatives:
    """Creatives and experiments that may be shown at a local time. `without`: creatives that cannot be shown."""
    creatives = frozenset(
        creative.id for creative in playlist.creatives if creative.id not in without and creative.may_be_shown_at(local)
    )
    day = local.date()
    experiments = frozenset(
        experiment.id
        for experiment in playlist.experiments
        if experiment.creatives <= creatives and (experiment.until is None or day <= experiment.until)
    )
    return AvailableCreatives(creatives, experiments)
