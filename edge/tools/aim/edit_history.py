"""What the technician has set so far: masks and the direction to the screen's centre, with a way back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from edge.tools.aim.grid import Polygon


@dataclass(frozen=True, slots=True)
class AimSettings:
    masks: tuple[Polygon, ...]
    yaw_deg: float  # to the screen's centre, as in [screen]
    pitch_deg: float


class EditError(Exception):
    """That cannot be done; the text says why."""


class EditHistory:
    """Changes to what the settings say. Nothing is written here."""

    def __init__(self, aimed: AimSettings) -> None:
        self.current = self._saved = aimed
        self._before: list[AimSettings] = []

    @property
    def is_saved(self) -> bool:
        return self.current == self._saved

    def mask(self, place: Polygon) -> int:
        """Add a mask; returns its number."""
        self._set(replace(self.current, masks=(*self.current.masks, place)))
        return len(self.current.masks)

    def unmask(self, number: int) -> None:
        """Raises DeskError where there is none of that number."""
        masks = self.current.masks
        if not 1 <= number <= len(masks):
            raise EditError(f"There is no mask {number}: there {_are(masks)}.")
        self._set(replace(self.current, masks=masks[: number - 1] + masks[number:]))

    def face(self, yaw_deg: float, pitch_deg: float) -> None:
        """The screen's centre is there."""
        self._set(replace(self.current, yaw_deg=yaw_deg, pitch_deg=pitch_deg))

    def undo(self) -> None:
        """Raises DeskError where nothing was changed."""
        if not self._before:
            raise EditError("There is nothing to undo.")
        self.current = self._before.pop()

    def unsaved(self) -> tuple[tuple[Polygon, ...] | None, tuple[float, float] | None]:
        """Masks and direction that are to be written; None where the file has them already."""
        now, saved = self.current, self._saved
        screen = (now.yaw_deg, now.pitch_deg)
        return (
            None if now.masks == saved.masks else now.masks,
            None if screen == (saved.yaw_deg, saved.pitch_deg) else screen,
        )

    def mark_saved(self) -> None:
        self._saved = self.current

    def _set(self, aimed: AimSettings) -> None:
        self._before.append(self.current)
        self.current = aimed


def _are(masks: Sequence[Polygon]) -> str:
    if not masks:
        return "are none"
    return "is only mask 1" if len(masks) == 1 else f"are 1 to {len(masks)}"
