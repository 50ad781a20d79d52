"""Playlist that a kiosk gets from the central server: ads with the SHA-256 of their files, and experiments."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from edge.messages.payloads import CreativeId, Seq
from edge.opening_hours import check_opening_hours
from edge.playlist.day_design import DayDesign, design_of, experiment_problems, shared_creatives, shared_reason
from edge.toml_text import toml_lines

MediaType = Literal["video/mp4", "video/webm", "image/png", "image/jpeg", "image/webp", "image/avif"]
ENDINGS: dict[MediaType, str] = {
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/avif": ".avif",
}
LARGEST_FILE = 2**33
MOST_CREATIVES, MOST_EXPERIMENTS = 300, 50
_Weight = Annotated[int, Field(le=100)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class SentCreative(_Entry):
    """One ad, and the times at which the screen may show it."""

    id: CreativeId = Field(description="the advert")
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] = Field(description="SHA-256 of its file, in hex digits")
    bytes: Annotated[int, Field(ge=1, le=LARGEST_FILE)] = Field(description="size of its file")
    type: MediaType = Field(description="media type of its file")
    duration_s: Annotated[float, Field(ge=1, le=600)] | None = Field(
        None, description="seconds for which an image is shown"
    )
    weight: Annotated[_Weight, Field(ge=0)] = Field(1, description="plays in a cycle; 0: only in experiments")
    open: Annotated[str, Field(max_length=200)] | None = Field(
        None, description="hours in the format of [site] open; null: always"
    )
    from_: date | None = Field(None, alias="from", description="first local day")
    until: date | None = Field(None, description="last local day")
    muted: bool = Field(False, description="true to show it without its sound")

    _are_hours = field_validator("open")(check_opening_hours)

    @model_validator(mode="after")
    def _check_times(self) -> "SentCreative":
        is_image = self.type.startswith("image/")
        if is_image and self.duration_s is None:
            raise ValueError("an image needs duration_s, the seconds for which it is shown")
        if not is_image and self.duration_s is not None:
            raise ValueError("duration_s is only for images; a video plays for its full length")
        if self.from_ is not None and self.until is not None and self.from_ > self.until:
            raise ValueError(f"until {self.until} is before from {self.from_}")
        return self

    @property
    def file(self) -> str:
        """Name of the ad's file in the media folder."""
        return self.sha256 + ENDINGS[self.type]


class SentExperiment(_Entry):
    """A comparison of ads. Each block shows every arm once. With the unit `day`, a shop shows one arm all day."""

    id: CreativeId = Field(description="the experiment")
    unit: Literal["play", "day"] = Field(
        "play", description="`day`: a shop shows one arm for run_days; `play`: the arms change from block to block"
    )
    arms: Annotated[
        dict[CreativeId, Annotated[tuple[CreativeId, ...], Field(max_length=20)]], Field(min_length=2, max_length=20)
    ] = Field(description="ads of each arm, shown one after another; by day, one arm may be empty")
    weight: Annotated[_Weight, Field(ge=1)] = Field(1, description="blocks in a cycle")
    seed: Annotated[str, Field(max_length=64)] = Field("", description="seed of the order; empty: the id")
    from_: date | None = Field(None, alias="from", description="first local day; only by day")
    until: date | None = Field(None, description="last local day of its blocks")
    run_days: Literal[1, 7] = Field(1, description="days in a row with the same arm; only by day")
    washout_days: Annotated[int, Field(ge=0)] = Field(
        0, description="first days after a change of the arm that do not count; only by day"
    )

    @model_validator(mode="after")
    def _check_unit(self) -> "SentExperiment":
        for key, reason in experiment_problems(self):
            raise ValueError(f"{key} {reason}")
        return self

    @property
    def design(self) -> DayDesign | None:
        """Its days and arms, if it is by day."""
        return design_of(self)

    def to_lines(self) -> list[str]:
        """Lines of its table in a playlist file."""
        fields: dict[str, object] = {"id": self.id}
        if self.unit == "day":
            fields |= {"unit": self.unit, "run_days": self.run_days, "washout_days": self.washout_days}
        fields |= {"arms": {arm: list(names) for arm, names in self.arms.items()}, "weight": self.weight}
        return toml_lines({**fields, "seed": self.seed, **_given(self, "from_", "until")})


Creatives = Annotated[tuple[SentCreative, ...], Field(max_length=MOST_CREATIVES)]
Experiments = Annotated[tuple[SentExperiment, ...], Field(max_length=MOST_EXPERIMENTS)]


class SentPlaylist(_Entry):
    """The complete playlist of a screen."""

    version: Seq = Field(description="number of the playlist; each new one has a higher number")
    creatives: Creatives = Field(description="the adverts")
    experiments: Experiments = Field((), description="the experiments")
    rotate: Annotated[int, Field(ge=2, le=20)] | None = Field(
        None, description="number of ads that play on a day, in turn; null or absent: all"
    )

    @model_validator(mode="after")
    def _check_consistency(self) -> "SentPlaylist":
        for kind, entries in (("creatives", self.creatives), ("experiments", self.experiments)):
            names = [entry.id for entry in entries]
            for name in names:
                if names.count(name) > 1:
                    raise ValueError(f"{name!r} occurs twice in {kind}")
        known = {creative.id for creative in self.creatives}
        for experiment in self.experiments:
            for arm, shown in experiment.arms.items():
                for name in set(shown) - known:
                    raise ValueError(
                        f"arm {arm!r} of {experiment.id!r} names {name!r}, which is not a creative of this playlist"
                    )
        for index, name, other in shared_creatives([each.model_dump() for each in self.experiments]):
            raise ValueError(f"arms of {self.experiments[index].id!r}: {shared_reason(name, other)}")
        return self

    def creatives_by_file(self) -> dict[str, SentCreative]:
        """One creative for each file, keyed by file name."""
        return {creative.file: creative for creative in self.creatives}

    def to_playlist_toml(self) -> str:
        """The playlist in the format of a playlist file (docs/shop/playlist-reference.md)."""
        lines = [f"# Playlist {self.version} of the central server. The kiosk overwrites this file."]
        lines += toml_lines(_given(self, "rotate"))
        for creative in self.creatives:
            fields = {
                "id": creative.id,
                "file": creative.file,
                **_given(creative, "duration_s", "open", "from_", "until"),
            }
            lines += ["", "[[creative]]", *toml_lines({**fields, "weight": creative.weight, "muted": creative.muted})]
        for experiment in self.experiments:
            lines += ["", "[[experiment]]", *experiment.to_lines()]
        return "\n".join(lines) + "\n"


def _given(entry: BaseModel, *names: str) -> dict[str, object]:
    """The fields that are set, keyed by their names in a playlist file."""
    return {name.rstrip("_"): getattr(entry, name) for name in names if getattr(entry, name) is not None}
