"""Base class of all settings sections, and value types that several sections share."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

NAME = r"^[a-z0-9_-]{1,64}$"

File = Annotated[Path, Field(strict=False)]  # TOML has no paths


class SettingsSection(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_none(cls, values: object) -> object:
        """Converts "" to None for every key with the default None, because TOML has no null."""
        if not isinstance(values, dict):
            return values
        fields = cls.model_fields
        return {k: v for k, v in values.items() if not (v == "" and k in fields and fields[k].default is None)}
