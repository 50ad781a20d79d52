"""Scenes in an export: when each scene of an ad was shown in a session."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from edge.study.dictionary import EVENTS
from edge.study.export.selection import ChosenSession
from edge.study.scenes import Scene

COLUMNS = {
    "time_s": "start of the scene on the clock of the session, in seconds since 1970 (UTC)",
    "duration_s": "duration for which the scene was shown, in seconds",
    "creative": "the ad that contains the scene",
    "scene": "label of the scene",
    "media_s": "second of the ad at time_s",
    "error_s": "largest error of time_s, in seconds",
}
"""Columns of scenes.csv after the participant and the session."""


@dataclass(frozen=True, slots=True)
class SceneShowing:
    """One showing of a scene. `start_s` is on the clock of the session. `error_s`: None if it is unknown."""

    scene: Scene
    start_s: float
    duration_s: float
    media_s: float
    error_s: float | None

    @property
    def row_cells(self) -> tuple[str, ...]:
        """Cells of the row in the order of COLUMNS."""
        error = "n/a" if self.error_s is None else f"{self.error_s:.6f}"
        times = f"{self.start_s:.6f}", f"{self.duration_s:.6f}"
        return *times, self.scene.creative, self.scene.label, f"{self.media_s:.4f}", error


def scene_showings(chosen: ChosenSession, scenes: Sequence[Scene]) -> list[SceneShowing]:
    """All showings of scenes in a session, sorted by start. An ad without a known end has none.

    Raises StudyError or StudyStorageError.
    """
    if not scenes or EVENTS.name not in chosen.names:
        return []
    columns = chosen.read_series(EVENTS.name)
    showings: list[SceneShowing] = []
    start: tuple[str, float, float, float] | None = None
    names = ("type", "name", "time_s", "media_s", "error_s")
    for kind, name, at_s, media_s, error_s in zip(*(columns[each].tolist() for each in names), strict=True):
        if kind == "advert_start":
            start = name, at_s, media_s, error_s
        elif kind == "advert_end" and start is not None:
            showings += _scenes_within(scenes, *start, at_s)
            start = None
    return sorted(showings, key=lambda showing: showing.start_s)


def _scenes_within(
    scenes: Sequence[Scene], creative: str, start_s: float, media_s: float, error_s: float, end_s: float
) -> Iterator[SceneShowing]:
    """Showings of scenes in one showing of an ad. `media_s`: second of the ad at its start; nan counts as 0."""
    first_s = 0.0 if media_s != media_s else media_s
    last_s = first_s + end_s - start_s
    for scene in scenes:
        from_s, to_s = max(scene.start_s, first_s), min(scene.end_s, last_s)
        if scene.creative == creative and from_s < to_s:
            error = None if error_s != error_s else error_s
            yield SceneShowing(scene, start_s + from_s - first_s, to_s - from_s, from_s, error)
