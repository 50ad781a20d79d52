"""Checks the camera's place: light, and height, tilt and distance if a technician has measured them.

The limits come from docs/evidence/accuracy.md. Those for height and tilt come from published rules of audience
measurement. The light is measured on one frame, which is then dropped. No faces are detected.
"""

from collections.abc import Iterator

from edge.tools.doctor.camera import NARROW_DEG, WIDE_DEG, face_width_px, smallest_face_widths_px
from edge.tools.doctor.finding import DoctorContext, DoctorFinding, good_finding, untried_finding, warning_finding
from edge.tools.doctor.placement_values import LightMeasure, TapeMeasure

LOW_M, HIGH_M, HIGHEST_M = 1.6, 2.0, 2.8
"""Eye level in metres (Quividi), and the height above which a camera sees faces from above (Avigilon)."""
MAX_TILT_DEG = 15.0
DARK, BRIGHT = 30.0, 240.0
"""Acceptable grey values of the frame's middle. Of 45 faces, all were found from 33 to 253, 44 at 17, and 38 at 8.

At 254, ten expressions were classified differently.
"""
AGAINST_LIGHT = 0.3
"""Smallest ratio of the middle's brightness to the frame's mean. Of 45 faces, all were found from 0.21, 28 at 0.14."""
MAX_WHITE = 0.5
"""Largest share of white in the frame. At 0.65, one of 45 expressions was classified differently; at 0.81, ten were."""
DO_HEIGHT = (
    "Do: put the camera beside the screen at eye level, 1.6 to 2.0 m. Don't: above 2.8 m it sees faces from above."
)
DO_TILT = (
    "Do: tilt it by 15° at most and point it towards the people who come. Don't: point it along their path or down on "
    "them."
)
DO_LIGHT = "Do: light the people from beside or above the screen. Don't: leave a window or lamp behind them."


def placement_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Compare the camera's place with the recommended limits.

    The findings ask for values that must be measured with a tape measure.
    """
    tape = context.tape
    yield from _light_findings(context.light)
    if tape.height_m is not None:
        yield _height(tape.height_m)
    if tape.tilt_deg is not None:
        yield _tilt(tape.tilt_deg)
    if tape.distance_m is not None:
        yield _distance_finding(context, tape.distance_m)
    if missing := _missing(tape):
        how = "vitrina doctor --placement --lens-height 1.8 --tilt 10 --distance 2.5"
        yield untried_finding("placement", f"measure the {missing} with a tape, then run {how}. {DO_HEIGHT} {DO_TILT}")


def _missing(tape: TapeMeasure) -> str:
    values = {"height": tape.height_m, "tilt": tape.tilt_deg, "distance of the people": tape.distance_m}
    names = [name for name, value in values.items() if value is None]
    return ", ".join(names)


def _light_findings(light: LightMeasure | None) -> Iterator[DoctorFinding]:
    if light is None:
        yield untried_finding("light", "there is no frame from the camera")
        return
    by_mean = light.middle / max(light.mean, 1.0)
    measured = (
        f"the middle of the frame has grey value {light.middle:.0f} (recommended: {DARK:.0f} to {BRIGHT:.0f}), "
        f"{by_mean:.1f} times the frame's mean (recommended: {AGAINST_LIGHT:g} or more); {light.white:.0%} is white "
        f"(recommended: at most {MAX_WHITE:.0%}), {light.black:.0%} black"
    )
    if by_mean < AGAINST_LIGHT and light.mean >= DARK:
        yield warning_finding("light", f"people stand against the light: {measured}.", DO_LIGHT)
    elif light.middle < DARK:
        yield warning_finding("light", f"too dark: {measured}.", f"{DO_LIGHT} Check that the shop's light is on.")
    elif light.middle > BRIGHT or light.white > MAX_WHITE:
        cure = "Do: lower the camera's exposure, or shade it. Don't: point it at a lamp, a window or the sky."
        yield warning_finding("light", f"too bright: {measured}.", cure)
    else:
        yield good_finding("light", f"{measured}. Light differs by day and by night: check at both times.")


def _height(height_m: float) -> DoctorFinding:
    text = f"the lens is {height_m:.2f} m above the floor (recommended: {LOW_M:.1f} to {HIGH_M:.1f} m)"
    if LOW_M <= height_m <= HIGH_M:
        return good_finding("height", f"{text}.")
    beyond = f"; above {HIGHEST_M:g} m the camera sees most faces from above" if height_m > HIGHEST_M else ""
    return warning_finding("height", f"{text}{beyond}.", DO_HEIGHT)


def _tilt(tilt_deg: float) -> DoctorFinding:
    text = f"the lens is tilted by {abs(tilt_deg):g}° (recommended: {MAX_TILT_DEG:g}° at most)."
    return good_finding("tilt", text) if abs(tilt_deg) <= MAX_TILT_DEG else warning_finding("tilt", text, DO_TILT)


def _distance_finding(context: DoctorContext, distance_m: float) -> DoctorFinding:
    if context.size_px is None:
        return untried_finding("distance", "the frame size of the camera is not known")
    width = context.size_px[0]
    found_px, read_px = smallest_face_widths_px(context.require_settings(), context.size_px)
    wide, narrow = (context.tape.view_deg or view for view in (WIDE_DEG, NARROW_DEG))
    smallest, largest = face_width_px(width, distance_m, wide), face_width_px(width, distance_m, narrow)
    size = f"{smallest:.0f}" if wide == narrow else f"{smallest:.0f} to {largest:.0f}"
    lens = f"{wide:g}°" if wide == narrow else f"{wide:g}-{narrow:g}°"
    wanted = f"{found_px:.0f} px to be detected" + ("" if read_px is None else f", {read_px:.0f} px for expressions")
    text = f"at {distance_m:g} m a face is {size} px wide in the frame, with a lens of {lens} (needed: {wanted})."
    cure = (
        "Do: move the camera closer to where people stand, use larger frames ([camera] width_px, height_px), more "
        'tiles ([faces] tiles = "3") or a narrower lens. '
        "Don't: count on people further away than vitrina doctor shows under reach."
    )
    is_enough = smallest >= max(found_px, read_px or 0.0)
    return good_finding("distance", text) if is_enough else warning_finding("distance", text, cure)
