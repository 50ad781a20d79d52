"""Edit history of a session: masks and the direction to the screen's centre, with undo."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from edge.settings.masks import Polygon


@dataclass(frozen=True, slots=True)
class AimSettings:
    """Settings that `vitrina aim` edits."""

    masks: tuple[Polygon, ...]
    yaw_deg: float  # direction to the screen's centre, as in [screen]
    pitch_deg: float


class AimEditError(Exception):
    """The edit is not possible. The message states why."""


class AimEditHistory:
    """Current values, saved values, and earlier values for undo. Does not write files itself."""

    def __init__(self, saved: AimSettings) -> None:
        self.current = self._saved = saved
        self._undo_stack: list[AimSettings] = []

    @property
    def is_saved(self) -> bool:
        return self.current == self._saved

    def add_mask(self, mask: Polygon) -> int:
        """Add a mask, and return its number. The first mask has number 1."""
        self._set(replace(self.current, masks=(*self.current.masks, mask)))
        return len(self.current.masks)

    def remove_mask(self, number: int) -> None:
        """Remove a mask. Raises AimEditError if no mask has this number."""
        masks = self.current.masks
        if not 1 <= number <= len(masks):
            raise AimEditError(f"There is no mask {number}: {_existing(masks)}.")
        self._set(replace(self.current, masks=masks[: number - 1] + masks[number:]))

    def set_screen_direction(self, yaw_deg: float, pitch_deg: float) -> None:
        self._set(replace(self.current, yaw_deg=yaw_deg, pitch_deg=pitch_deg))

    def undo(self) -> None:
        """Undo the last change. Raises AimEditError if there is nothing to undo."""
        if not self._undo_stack:
            raise AimEditError("There is no change to undo.")
        self.current = self._undo_stack.pop()

    def unsaved_values(self) -> dict[tuple[str, str], object]:
        """Unsaved settings by (section, key), without values that the settings file already has."""
        current, saved = self.current, self._saved
        values: dict[tuple[str, str], object] = {}
        if current.masks != saved.masks:
            values["faces", "masks"] = current.masks
        if (current.yaw_deg, current.pitch_deg) != (saved.yaw_deg, saved.pitch_deg):
            values |= {("screen", "yaw_deg"): current.yaw_deg, ("screen", "pitch_deg"): current.pitch_deg}
        return values

    def mark_saved(self) -> None:
        self._saved = self.current

    def _set(self, values: AimSettings) -> None:
        self._undo_stack.append(self.current)
        self.current = values


def _existing(masks: Sequence[Polygon]) -> str:
    if not masks:
        return "no mask exists"
    return "only mask 1 exists" if len(masks) == 1 else f"the masks are 1 to {len(masks)}"
