"""Masks of the camera's picture in the settings file, as the page shows and changes them."""

import threading
from collections.abc import Callable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from edge.console.hooks import SettingsRefusedError, SettingsStore

MAX_BYTES = 65_536
MOST_MASKS, MOST_POINTS = 50, 60
PLACE = ("faces", "masks")
DIGITS = 4  # a ten-thousandth of the picture

Polygons = tuple[tuple[tuple[float, float], ...], ...]
"""Polygons of (x, y), in shares of the picture's width and height."""
_Share = Annotated[float, Field(ge=0, le=1)]
_Mask = Annotated[tuple[tuple[_Share, _Share], ...], Field(min_length=3, max_length=MOST_POINTS)]
_PRESENT: TypeAdapter[Polygons] = TypeAdapter(Polygons)


class MaskChange(BaseModel):
    """Masks that the page wants, and those that it had read, which may be larger than it draws itself."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)

    before: tuple[tuple[tuple[_Share, _Share], ...], ...]
    masks: Annotated[tuple[_Mask, ...], Field(max_length=MOST_MASKS)]


def parse_mask_change(body: bytes) -> MaskChange | None:
    """The change that a page sent; None if it is none."""
    try:
        return MaskChange.model_validate_json(body)
    except (ValidationError, ValueError, RecursionError):
        return None


class MaskEditor:
    """Reads and writes the masks. `reload` makes the kiosk take them. Any thread may use it; it waits for the disk."""

    def __init__(self, store: SettingsStore, reload: Callable[[], None]) -> None:
        self._store, self._reload = store, reload
        self._lock = threading.Lock()

    def read_masks(self) -> Polygons:
        """Masks of the file. Raises SettingsRefusedError."""
        return _PRESENT.validate_python(self._store.present_values()[PLACE])

    def save(self, change: MaskChange) -> None:
        """Writes masks in place of those that the page had read. Raises SettingsRefusedError, also if the file has
        others meanwhile."""
        with self._lock:
            if self.read_masks() != change.before:
                raise SettingsRefusedError(
                    "Somebody else has changed the masks meanwhile. Load the page again, and draw anew."
                )
            rounded = [[[round(x, DIGITS), round(y, DIGITS)] for x, y in mask] for mask in change.masks]
            self._store.save_values({PLACE: rounded})
        self._reload()
