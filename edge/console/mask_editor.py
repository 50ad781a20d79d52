"""Reads and changes the masks of the camera image in the settings file, for the console page."""

import threading
from collections.abc import Callable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from edge.console.hooks import SettingsRefusedError, SettingsStore

MAX_BYTES = 65_536
MOST_MASKS, MOST_POINTS = 50, 60
PLACE = ("faces", "masks")
DIGITS = 4  # a ten-thousandth of the image

Polygons = tuple[tuple[tuple[float, float], ...], ...]
"""Polygons of (x, y), as fractions of the image's width and height."""
_Share = Annotated[float, Field(ge=0, le=1)]
_Mask = Annotated[tuple[tuple[_Share, _Share], ...], Field(min_length=3, max_length=MOST_POINTS)]
_PRESENT: TypeAdapter[Polygons] = TypeAdapter(Polygons)


class MaskChange(BaseModel):
    """The masks that the page sets, and the masks that the page had read before. The masks that were read may be larger
    than the masks that the page shows.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)

    before: tuple[tuple[tuple[_Share, _Share], ...], ...]
    masks: Annotated[tuple[_Mask, ...], Field(max_length=MOST_MASKS)]


def parse_mask_change(body: bytes) -> MaskChange | None:
    """The change in the body of a page's request. None if the body is not a valid change."""
    try:
        return MaskChange.model_validate_json(body)
    except (ValidationError, ValueError, RecursionError):
        return None


class MaskEditor:
    """Reads and writes the masks. `reload` makes the kiosk apply them. Callable from any thread; waits for the disk."""

    def __init__(self, store: SettingsStore, reload: Callable[[], None]) -> None:
        self._store, self._reload = store, reload
        self._lock = threading.Lock()

    def read_masks(self) -> Polygons:
        """The masks in the settings file. Raises SettingsRefusedError."""
        return _PRESENT.validate_python(self._store.present_values()[PLACE])

    def save(self, change: MaskChange) -> None:
        """Replace the masks that the page read before. Raises SettingsRefusedError, also if the masks in the file
        have changed since.
        """
        with self._lock:
            if self.read_masks() != change.before:
                raise SettingsRefusedError(
                    "Somebody else has changed the masks in the meantime. Reload the page and draw them again."
                )
            rounded = [[[round(x, DIGITS), round(y, DIGITS)] for x, y in mask] for mask in change.masks]
            self._store.save_values({PLACE: rounded})
        self._reload()
