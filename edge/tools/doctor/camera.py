"""The camera for a few seconds, and how far it reaches. No face is looked for in its pictures, and none is kept: there
may be no notice yet that tells whoever stands there.
"""

import math
import os
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from edge.kiosk import build
from edge.perception.vision.tiles import reach_px
from edge.settings.settings import Settings
from edge.sources.camera.address import device_path, kind_of
from edge.sources.camera.camera import Camera, CameraError
from edge.sources.camera.image_checks import FreezeAndDarkDetector, ImageFault
from edge.tools.doctor.finding import CheckContext, Finding, fault, from_error, good, untried, warning

FIRST_WITHIN_S = 10.0  # a network camera may take some seconds
LOOKED_S = 3.0
FROZEN_S, DARK_S = 1.5, 1.0  # a kiosk waits longer before it says so
ENOUGH = 0.8  # of the rate that is asked for

FACE_M = 0.15
WIDE_DEG, NARROW_DEG = 70.0, 60.0
"""What a camera sees from left to right is not known here; most are within these."""
NEAR_M = 1.5  # who stands before a screen should be seen from here on


@dataclass(frozen=True, slots=True)
class CameraSample:
    """What a few seconds of pictures were like."""

    width_px: int
    height_px: int
    rate_hz: float
    fault: ImageFault


def camera(known: CheckContext) -> Iterator[Finding]:
    """Opens it as the kiosk does, and looks at it for a while."""
    settings = known.given()
    try:
        source = build.build_camera(settings, known.now)
    except CameraError as error:
        yield from_error("camera", error)
        return
    with closing(source):
        looked = _look(source, known)
        if looked is None:
            yield _not_opened(source, settings, known)
            return
    known.size_px = looked.width_px, looked.height_px
    yield _judged(looked, source.name, settings)


def _look(source: Camera, known: CheckContext) -> CameraSample | None:
    """None where no picture came in time, or it was lost again."""
    until_s = known.now() + FIRST_WITHIN_S
    frame = None
    while frame is None and known.now() < until_s and source.condition.state not in ("lost", "ended"):
        frame = source.newest(0.5)
    if frame is None:
        return None
    judge = FreezeAndDarkDetector(FROZEN_S, DARK_S)
    height, width = frame.image.shape[:2]
    first_s = last_s = frame.at_s
    until_s, before = first_s + LOOKED_S, _shown(source)
    while frame is not None or (known.now() < until_s and source.condition.state not in ("lost", "ended")):
        if frame is not None:
            judge.check(frame.image, frame.at_s)
            last_s = frame.at_s
        frame = source.newest(0.5) if known.now() < until_s else None
    took_s = max(last_s - first_s, 1e-3)
    return CameraSample(width, height, (_shown(source) - before) / took_s, judge.fault)


def _shown(source: Camera) -> int:
    """Pictures that came, taken or not."""
    return source.counts.taken + source.counts.dropped + source.counts.blind


def _not_opened(source: Camera, settings: Settings, known: CheckContext) -> Finding:
    """A camera that the kiosk has open is not broken."""
    wanted = settings.camera.source
    kind = kind_of(wanted)
    is_there = kind == "pipeline" or (kind == "device" and os.access(device_path(wanted), os.R_OK | os.W_OK))
    if known.kiosk is not None and is_there:
        return untried("camera", f"the kiosk that runs (process {known.kiosk}) has {source.name}. Stop it to try.")
    # what is tried again when, is for a kiosk
    text = re.sub(r" Trying again in [0-9.]+ s\.$", "", source.condition.text).removeprefix("camera: ")
    if source.condition.state == "opening":
        text = f"{source.name} gave no picture within {FIRST_WITHIN_S:g} s."
    happened, _, cure = text.partition(". ")
    cure = cure or "Look at its cable and power, and at [camera] source."
    if known.kiosk is not None and kind == "network":
        beside = "Some serve one viewer alone, and the kiosk that runs is one: vitrina status says how it fares."
        return warning("camera", f"{happened.rstrip('.')}.", f"{cure} {beside}")
    return fault("camera", f"{happened.rstrip('.')}.", cure)


def _judged(looked: CameraSample, name: str, settings: Settings) -> Finding:
    text = f"{name}: {looked.width_px}x{looked.height_px}, {looked.rate_hz:.0f} pictures a second"
    if looked.fault == "frozen":
        return fault("camera", f"{text}, all the same.", "Switch it off and on.")
    if looked.fault == "dark":
        return fault("camera", f"{text}, black or even.", "Is its lens covered, or the light off?")
    wanted_hz = settings.faces.rate_hz
    if looked.rate_hz < ENOUGH * min(wanted_hz, settings.camera.fps or wanted_hz):
        cure = "More light, a smaller [camera] width_px and height_px, another USB socket, or a lower [faces] rate_hz."
        return warning("camera", f"{text} of the {wanted_hz:g} that [faces] rate_hz asks for.", cure)
    return good("camera", f"{text}; no more than {wanted_hz:g} are looked at.")


def reach(known: CheckContext) -> Iterator[Finding]:
    """The smallest face that is found and read, and from how far that is; with the assumptions said."""
    settings = known.given()
    if known.size_px is None:
        yield untried("reach", "the size of the camera's picture is not known")
        return
    width, height = known.size_px
    least_px = reach_px(width, height, build.squares(settings), settings.faces.min_px)
    seen_px, read_px = max(settings.faces.min_px, least_px), max(settings.expression.min_px, least_px)
    text = (
        f"faces are seen from {seen_px:.0f} px on, which is up to {_metres(width, seen_px)} away, and expressions are "
        f"read from {read_px:.0f} px on, up to {_metres(width, read_px)}; at {width}x{height} with tiles = "
        f"{settings.faces.tiles}, for a face {FACE_M} m wide and a lens that shows {WIDE_DEG:g}-{NARROW_DEG:g}° from "
        "side to side."
    )
    if distance_m(width, seen_px, WIDE_DEG) < NEAR_M:
        yield warning("reach", text, 'A larger picture ([camera] width_px, height_px), or [faces] tiles = "3".')
    else:
        yield good("reach", text)


def _metres(width: int, face_px: float) -> str:
    return f"{distance_m(width, face_px, WIDE_DEG):.1f}-{distance_m(width, face_px, NARROW_DEG):.1f} m"


def distance_m(width_px: int, face_px: float, view_deg: float) -> float:
    """From how far a face is so many pixels wide, in a picture that is so wide and shows such an angle."""
    return width_px * FACE_M / (2 * face_px * math.tan(math.radians(view_deg / 2)))
