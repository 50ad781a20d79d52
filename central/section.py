"""Base class of the sections of the settings file."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

File = Annotated[Path, Field(strict=False)]


class Section(BaseModel):
    """A section of the settings file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
