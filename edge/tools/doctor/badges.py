"""Checks the largest distance at which staff badges can be read."""

from collections.abc import Iterator

from edge.settings.settings import Settings
from edge.tools.badge_reach import BADGE_MM, STANDING_PX, WALKING_PX, badge_reading_distance_m
from edge.tools.doctor.camera import NARROW_DEG, WIDE_DEG
from edge.tools.doctor.finding import DoctorContext, DoctorFinding, good_finding, untried_finding


def badges_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Report the largest distance at which this camera reads a badge. There are no findings if no badges are used."""
    settings: Settings = context.require_settings()
    if not settings.staff.uses_badges:
        return
    if context.size_px is None:
        yield untried_finding("badges", "the frame size of the camera is not known")
        return
    width, height = context.size_px
    yield good_finding(
        "badges",
        f"a badge of {BADGE_MM:g} mm is read up to {_metres(width, STANDING_PX)} away, on somebody who walks fast up "
        f"to {_metres(width, WALKING_PX)}; at {width}x{height}, for a lens with a horizontal angle of "
        f"{WIDE_DEG:g}-{NARROW_DEG:g}°. Staff who work further away are counted: mask their place.",
    )


def _metres(width: int, side_px: float) -> str:
    near_m, far_m = (badge_reading_distance_m(width, angle_deg, side_px) for angle_deg in (WIDE_DEG, NARROW_DEG))
    return f"{near_m:.1f}-{far_m:.1f} m"
