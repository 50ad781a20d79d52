"""What a section of the settings is, and the shapes that several of them have."""

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
        """TOML has no null: "" in a key that may be empty means that it is."""
        if not isinstance(values, dict):
            return values
        fields = cls.model_fields
        return {k: v for k, v in values.items() if not (v == "" and k in fields and fields[k].default is None)}
