"""Checks the camera for a few seconds, and the largest distance at which it can detect faces.

The check does not detect faces and keeps no frame, because the notice may not be up yet.
"""

import math
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from edge.kiosk import build, networks
from edge.perception.vision.tiles import smallest_detectable_face_px
from edge.settings.settings import Settings
from edge.sources.camera.address import device_path, is_encrypted, source_kind
from edge.sources.camera.camera import Camera, CameraError
from edge.sources.camera.image_checks import FreezeAndDarkDetector, ImageFault
from edge.tools.camera_text import fault_text
from edge.tools.doctor.finding import (
    DoctorContext,
    DoctorFinding,
    error_finding,
    fault_finding,
    good_finding,
    untried_finding,
    warning_finding,
)
from edge.tools.doctor.light import measure_light
from edge.tools.doctor.placement_values import LightMeasure
from models.serving.spec import ModelFileError

ENOUGH = 0.8  # share of the wanted frame rate

FACE_M = 0.15
WIDE_DEG, NARROW_DEG = 70.0, 60.0
"""Smallest and largest horizontal angle of view of most cameras, in degrees. The camera's real angle is unknown."""
NEAR_M = 1.5  # faces should be found up to at least this distance


@dataclass(frozen=True, slots=True)
class DoctorCameraTimes:
    """Times of the camera check, in seconds. The kiosk itself waits longer before it raises an alert."""

    first_frame_s: float = 10.0  # a network camera may need some seconds
    sample_s: float = 3.0
    frozen_s: float = 1.5
    dark_s: float = 1.0


USUAL_TIMES = DoctorCameraTimes()


@dataclass(frozen=True, slots=True)
class DoctorCameraSample:
    """Result of the camera check over a few seconds: frame size, frame rate, fault, and light in the last frame."""

    width_px: int
    height_px: int
    rate_hz: float
    fault: ImageFault
    light: LightMeasure


def camera_findings(context: DoctorContext, times: DoctorCameraTimes = USUAL_TIMES) -> Iterator[DoctorFinding]:
    """Open the camera as the kiosk does, and check its frames for `times.sample_s`."""
    settings = context.require_settings()
    yield from _unchecked_certificate(settings)
    try:
        source = build.build_camera(settings, context.now)
    except CameraError as error:
        yield error_finding("camera", error)
        return
    with closing(source):
        sample = _sample_frames(source, context, times)
        if sample is None:
            yield _not_opened(source, settings, context, times)
            return
    context.size_px, context.light = (sample.width_px, sample.height_px), sample.light
    yield _sample_finding(sample, source.name, settings)


def _unchecked_certificate(settings: Settings) -> Iterator[DoctorFinding]:
    """Finding about a network camera with an unchecked certificate."""
    if settings.camera.insecure and is_encrypted(settings.camera.source):
        yield warning_finding(
            "camera",
            "its certificate is not checked ([camera] insecure = true): anybody on the network can send the kiosk "
            "other frames and read the camera's password.",
            "Set [camera] ca_file to its certificate or to the CA that signed it, and remove insecure.",
        )


def _sample_frames(source: Camera, context: DoctorContext, times: DoctorCameraTimes) -> DoctorCameraSample | None:
    """Check frames for `times.sample_s`. Returns None if no frame came in time, or the camera was lost before that."""
    until_s = context.now() + times.first_frame_s
    frame = None
    while frame is None and context.now() < until_s and source.state not in ("lost", "ended"):
        frame = source.newest_frame(0.5)
    if frame is None:
        return None
    detector = FreezeAndDarkDetector(times.frozen_s, times.dark_s)
    height, width = frame.image.shape[:2]
    first_s, last_s, last = frame.at_s, frame.at_s, frame.image
    until_s, count_before = first_s + times.sample_s, _frame_count(source)
    while frame is not None or (context.now() < until_s and source.state not in ("lost", "ended")):
        if frame is not None:
            detector.detect_fault(frame.image, frame.at_s)
            last_s, last = frame.at_s, frame.image
        frame = source.newest_frame(0.5) if context.now() < until_s else None
    took_s = max(last_s - first_s, 1e-3)
    rate_hz = (_frame_count(source) - count_before) / took_s
    return DoctorCameraSample(width, height, rate_hz, detector.fault, measure_light(last))


def _frame_count(source: Camera) -> int:
    """Number of frames that arrived, whether or not the kiosk used them."""
    return source.counts.taken + source.counts.dropped + source.counts.blind


def _not_opened(source: Camera, settings: Settings, context: DoctorContext, times: DoctorCameraTimes) -> DoctorFinding:
    """Finding about a camera that sends no frames.

    It is not a fault if the running kiosk may have the camera open.
    """
    address = settings.camera.source
    kind = source_kind(address)
    is_available = kind == "pipeline" or (kind == "device" and os.access(device_path(address), os.R_OK | os.W_OK))
    if context.kiosk_pid is not None and is_available:
        return untried_finding(
            "camera", f"the running kiosk (process {context.kiosk_pid}) is using {source.name}. Stop it to check."
        )
    text = fault_text(source).removeprefix("camera: ")
    if source.state == "opening":
        text = f"{source.name} sent no frame within {times.first_frame_s:g} s."
    happened, _, cure = text.partition(". ")
    cure = cure or "Check its cable and power, and [camera] source."
    if context.kiosk_pid is not None and kind == "network":
        note = "Some cameras serve only one viewer. That may be the running kiosk: vitrina status shows its camera."
        return warning_finding("camera", f"{happened.rstrip('.')}.", f"{cure} {note}")
    return fault_finding("camera", f"{happened.rstrip('.')}.", cure)


def _sample_finding(sample: DoctorCameraSample, name: str, settings: Settings) -> DoctorFinding:
    text = f"{name}: {sample.width_px}x{sample.height_px}, {sample.rate_hz:.0f} frames per second"
    if sample.fault == "frozen":
        return fault_finding("camera", f"{text}, all identical.", "Switch it off and on again.")
    if sample.fault == "dark":
        return fault_finding(
            "camera", f"{text}, all black or of one colour.", "Uncover its lens, and check that the light is on."
        )
    wanted_hz = settings.faces.rate_hz
    if sample.rate_hz < ENOUGH * min(wanted_hz, settings.camera.fps or wanted_hz):
        cure = "Add light, lower [camera] width_px and height_px, use another USB port, or lower [faces] rate_hz."
        return warning_finding("camera", f"{text}; [faces] rate_hz requires {wanted_hz:g}.", cure)
    return good_finding("camera", f"{text}; the kiosk analyses at most {wanted_hz:g}.")


def face_reach_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Report the smallest face that is detected, and the smallest face with a recognised expression.

    The finding also gives the distances for both, and the assumptions made.
    """
    settings = context.require_settings()
    if context.size_px is None:
        yield untried_finding("reach", "the frame size of the camera is not known")
        return
    width, height = context.size_px
    found_px, read_px = smallest_face_widths_px(settings, context.size_px)
    read = ""
    if read_px is not None:
        read = f", and expressions are recognised from {read_px:.0f} px, up to {_metres(width, read_px)} away"
    text = (
        f"faces are detected from {found_px:.0f} px, up to {_metres(width, found_px)} away{read}; at {width}x{height} "
        f"with tiles = {settings.faces.tiles}, for a face {FACE_M} m wide and a lens with a horizontal angle of "
        f"{WIDE_DEG:g}-{NARROW_DEG:g}°."
    )
    if face_distance_m(width, found_px, WIDE_DEG) < NEAR_M:
        yield warning_finding(
            "reach", text, 'Use larger frames ([camera] width_px, height_px), or [faces] tiles = "3".'
        )
    else:
        yield good_finding("reach", text)


def smallest_face_widths_px(settings: Settings, size_px: tuple[int, int]) -> tuple[float, float | None]:
    """Width in pixels of the smallest detected face, and of the smallest face with a recognised expression.

    The second width is None if no expression model runs.
    """
    smallest_px = smallest_detectable_face_px(*size_px, build.tile_count(settings), settings.faces.min_px)
    read_px = _read_from_px(settings)
    return max(settings.faces.min_px, smallest_px), None if read_px is None else max(read_px, smallest_px)


def _read_from_px(settings: Settings) -> float | None:
    """Minimum face width for the expression model in pixels; None if no expression model runs.

    Another check reports an expression model that may not be used.
    """
    try:
        is_read = networks.choose_expression_reader(settings).spec is not None
        return networks.smallest_readable_face_px(settings) if is_read else None
    except ModelFileError:
        return None


def _metres(width: int, face_px: float) -> str:
    return f"{face_distance_m(width, face_px, WIDE_DEG):.1f}-{face_distance_m(width, face_px, NARROW_DEG):.1f} m"


def face_width_px(width_px: int, distance_m: float, view_deg: float) -> float:
    """Width of a face in pixels at this distance, for a frame `width_px` wide and this angle of view."""
    return width_px * FACE_M / (2 * distance_m * math.tan(math.radians(view_deg / 2)))


def face_distance_m(width_px: int, face_px: float, view_deg: float) -> float:
    """Distance in metres at which a face is `face_px` wide, for a frame `width_px` wide and this angle of view."""
    return width_px * FACE_M / (2 * face_px * math.tan(math.radians(view_deg / 2)))
