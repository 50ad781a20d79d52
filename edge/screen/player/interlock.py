"""Decides whether the notice is on the screen, only from the page's newest heartbeat and the time."""

from dataclasses import dataclass

MAX_AGE_S = 5.0
MIN_STRIP_SHARE = 0.04  # of the viewport's height
MIN_STRIP_WIDTH = 0.5  # of the viewport's width
MIN_VIEW_PX = 240.0
ROUNDING_PX = 1.0


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """State of the notice on the page, from a heartbeat at `at_s` on the kiosk's clock. Boxes are in CSS pixels."""

    at_s: float
    version: str | None
    is_visible: bool
    frames: int  # drawn since the previous beat
    strip: tuple[float, float, float, float] | None  # x, y, width, height
    view: tuple[float, float]


def notice_not_shown_reason(beat: ShownNotice | None, version: str, now_s: float) -> str | None:
    """Why it is not certain that the notice is on the screen at `now_s`. None if it is certain."""
    if beat is None:
        return "no player page is connected"
    if now_s - beat.at_s > MAX_AGE_S:
        return f"the player page has not reported for more than {MAX_AGE_S:g} s"
    if beat.version != version:
        return "the player page shows another version of the notice"
    if not beat.is_visible:
        return "the player page is hidden"
    if beat.frames < 1:
        return "the browser draws no frames"
    return _strip_not_seen_reason(beat)


def _strip_not_seen_reason(beat: ShownNotice) -> str | None:
    if beat.strip is None:
        return "the strip of the notice is covered"
    x, y, width, height = beat.strip
    view_width, view_height = beat.view
    if min(view_width, view_height) < MIN_VIEW_PX:
        return "the window of the player page is too small"
    is_inside = (
        x >= -ROUNDING_PX
        and y >= -ROUNDING_PX
        and x + width <= view_width + ROUNDING_PX
        and y + height <= view_height + ROUNDING_PX
    )
    if not is_inside:
        return "the strip of the notice is not inside the window"
    if height < MIN_STRIP_SHARE * view_height or width < MIN_STRIP_WIDTH * view_width:
        return "the strip of the notice is too small"
    return None
