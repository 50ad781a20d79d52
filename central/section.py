"""Base of the sections of the settings file."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

File = Annotated[Path, Field(strict=False)]


class Section(BaseModel):
    """Base of the sections."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
