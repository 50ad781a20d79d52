"""Checks the vision models on drawn faces: files, detection, expressions, telemetry, speed."""

import os
import time
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from statistics import median

from edge.kiosk import build, networks
from edge.perception.vision import drawn_faces as drawn
from edge.perception.vision.detector import CLOSED_PORT, FIRST_THAT_TELLS
from edge.perception.vision.expression import ExpressionClassifier
from edge.perception.vision.face_finder import FAR, FaceFinder, FaceFinderOptions
from edge.perception.vision.face_reading import FaceGeometry
from edge.settings.settings import Settings
from edge.signals import Frame
from edge.tools.doctor.finding import (
    DoctorContext,
    DoctorFinding,
    error_finding,
    fault_finding,
    good_finding,
    warning_finding,
)
from edge.tools.doctor.licence import licence_finding
from models.serving.gate import number_at_path
from models.serving.spec import ModelFileError, ModelSpec

SIZE_PX = (640, 480)
USUAL_PX = (1280, 720)  # if the size of the camera's frames is not known
FOUND = 0.5  # the drawn face scores 0.9; another network would hardly reach this
PEOPLE = 4  # faces in front of a screen
TIMED_S = 1.0
ENOUGH = 0.9  # share of the wanted rate
MEND_RUNTIME = 'Fix it, rebuild the engines (vitrina engines build), or set [models] runtime = "onnxruntime".'
ABSTAINS_CURE = (
    "Lower the thresholds in its model settings and measure it again, or name another in [models] expression."
)
COLLECTING_ONNX_RUNTIME = (1, 29)
"""First version that writes a device id and looks up a host of its makers when it is imported."""
REST = 1.2  # time of the whole kiosk, as a multiple of its networks: docs/evidence/bench.md


def detector_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check that the detector finds one face in a drawn image, and no face on an empty wall."""
    settings = context.settings or Settings()  # they may be broken
    options = FaceFinderOptions(tiles="whole", zoo=context.zoo)
    try:
        with closing(FaceFinder(options, build.make_face_network_opener(settings))) as finder:
            found = finder.detect(Frame(context.now(), drawn.draw_faces(*SIZE_PX, 1), "camera"))
            false_positives = finder.detect(Frame(context.now(), drawn.draw_faces(*SIZE_PX, 0), "camera"))
            provider, fallback = finder.provider, finder.fallback
    except ModelFileError as error:
        yield error_finding("detector", error)
        return
    except (ImportError, OSError, RuntimeError) as error:  # system libraries that MediaPipe needs
        cure = "Install the missing library (apt-get install libegl1 libgles2), or reinstall Vitrina."
        yield fault_finding("detector", f"MediaPipe cannot be started ({error}).", cure)
        return
    if len(found) != 1 or found[0].score < FOUND or false_positives:
        text = f"detected {len(found)} faces where one is drawn, and {len(false_positives)} on an empty wall."
        yield fault_finding(
            "detector",
            text,
            "Reinstall Vitrina. If that does not help, report it with the output of vitrina doctor --json.",
        )
    else:
        name = networks.detector_spec(FAR).label if networks.is_served(settings) else FAR
        yield good_finding("detector", f"{name} is the right file and finds a drawn face, on {provider}.")
    if fallback:
        yield warning_finding("runtime", fallback, MEND_RUNTIME)


def telemetry_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check that no library sends usage data to its makers. This check runs after the detector was started."""
    yield from _mediapipe_findings(context)
    for package in ("onnxruntime", "onnxruntime-gpu"):
        yield from _onnx_runtime_findings(package)


def _onnx_runtime_findings(package: str) -> Iterator[DoctorFinding]:
    """A finding if the installed version collects usage data."""
    try:
        installed = version(package)
    except PackageNotFoundError:
        return
    if tuple(int(part) for part in installed.split(".")[:2]) >= COLLECTING_ONNX_RUNTIME:
        text = f"{package} {installed} collects usage data for Microsoft as soon as it is loaded."
        yield fault_finding("telemetry", text, f"Install an older one: pip install '{package}<1.29'.")


def _mediapipe_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    try:
        installed = version("mediapipe")
    except PackageNotFoundError:
        yield good_finding("telemetry", "MediaPipe is not installed.")
        return
    if context.settings is not None and networks.is_served(context.settings):
        yield good_finding("telemetry", f"MediaPipe {installed} is not used: the face detector runs without it.")
    elif tuple(int(part) for part in installed.split(".")[:3]) < FIRST_THAT_TELLS:
        yield good_finding("telemetry", f"MediaPipe {installed} contains no telemetry.")
    elif os.environ.get("https_proxy") == CLOSED_PORT:
        yield good_finding("telemetry", f"MediaPipe {installed} would send usage data to its makers, but is blocked.")
    else:
        text = f"MediaPipe {installed} sends usage data to its makers."
        cure = "Report this as a bug in Vitrina. Until it is fixed, block all connections except those to the broker."
        yield fault_finding("telemetry", text, cure)


def expression_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check the expression model: its file, probabilities, runtime, licence, and permitted use."""
    settings = context.require_settings()
    try:
        choice = networks.choose_expression_reader(settings)
        if choice.spec is None:
            yield _no_reader(settings, choice)
            return
        build.build_expression_reader(settings)  # opens every file of the reader
        spec, session = choice.spec, build.build_inference_session(settings, choice.spec)
    except ModelFileError as error:
        yield error_finding("expression", error)
        return
    if _always_abstains(spec):
        text = f"{spec.label} gave no verdict on any image of its evaluation (coverage 0)."
        yield fault_finding("expression", text, ABSTAINS_CURE)
        return
    if spec.task == "expression":
        crop = drawn.draw_faces(48, 48, 1)[None, :, :, 0]
        total = float(ExpressionClassifier(session).class_probabilities(crop).sum())
        if abs(total - 1) > 0.01:
            text = f"the probabilities of {spec.label} add up to {total:.2f} instead of 1."
            yield fault_finding("expression", text, "Download it again, or name another in [models] expression.")
            return
    yield good_finding("expression", f"{spec.label} is the right file and works, on {session.provider}. {choice.why}")
    if session.fallback:
        yield warning_finding("runtime", session.fallback, MEND_RUNTIME)
    yield licence_finding(spec)
    if settings.models.use == "research":
        cure = 'Set [models] use = "shop" if the screen belongs to a business.'
        yield warning_finding(
            "use", "[models] use = \"research\": this kiosk's messages are marked as research, not as a shop's.", cure
        )


def _always_abstains(spec: ModelSpec) -> bool:
    """True if the evaluation results in the model card show that the model never returned a class."""
    return 0.0 in (number_at_path(spec.metrics, f"{task}.coverage") for task in ("smile", spec.task))


def _no_reader(settings: Settings, choice: networks.NetworkChoice) -> DoctorFinding:
    """Finding that the kiosk recognises no expressions, by choice or because no model may be used."""
    text = f"none. {choice.why}"
    if settings.models.expression == networks.NONE:
        return good_finding("expression", text)
    cure = (
        "Name a model for commercial use in [models] expression (see vitrina docs models). To run without one, set "
        'expression = "none". If this kiosk does not serve a business, set use = "research".'
    )
    return warning_finding("expression", text, cure)


def speed_findings(context: DoctorContext, timed_s: float = TIMED_S) -> Iterator[DoctorFinding]:
    """Check that this kiosk can process the configured number of frames per second, with four faces in each frame."""
    settings = context.require_settings()
    width, height = context.size_px or USUAL_PX
    detector_ms, expression_ms = _measure_ms(settings, width, height, timed_s)
    wanted_hz = settings.faces.rate_hz
    share = min(settings.expression.rate_hz / wanted_hz, 1.0)  # share of the frames in which expressions are read
    possible_hz = 1000 / (REST * (detector_ms + share * (expression_ms or 0.0)))
    frame = f"{width}x{height}{'' if context.size_px else ' (assumed size)'} with {PEOPLE} faces"
    beside = "" if context.kiosk_pid is None else ", while the kiosk is running"
    expressions = "expressions are off" if expression_ms is None else f"expressions {expression_ms:.1f} ms"
    text = f"{frame}: detector {detector_ms:.0f} ms, {expressions}{beside}"
    if possible_hz < ENOUGH * wanted_hz:
        cure = 'Set [faces] tiles = "whole", a smaller [camera] width_px and height_px, or a lower [faces] rate_hz.'
        yield warning_finding(
            "speed", f"{text}. The kiosk can analyse about {possible_hz:.0f} of {wanted_hz:g} frames per second.", cure
        )
    else:
        yield good_finding("speed", f"{text}; the kiosk can analyse {wanted_hz:g} frames per second.")


def _measure_ms(settings: Settings, width: int, height: int, timed_s: float) -> tuple[float, float | None]:
    """Median time per frame in milliseconds: for the detector with its tiles, and for the expression model.

    The second time is None without an expression model.
    """
    frame = Frame(0.0, drawn.draw_faces(width, height, PEOPLE), "camera")
    reader = build.build_expression_reader(settings, min_px=0)
    detector_s: list[float] = []
    expression_s: list[float] = []
    with closing(build.build_face_finder(settings)) as finder:
        until_s = time.perf_counter() + timed_s
        while time.perf_counter() < until_s or not detector_s:
            start_s = time.perf_counter()
            found = finder.detect(frame)
            found_s = time.perf_counter()
            if reader:
                reader.predict(frame.image, [FaceGeometry(face.keypoints, face.w_px, 0.0, 0.0) for face in found])
                expression_s.append(time.perf_counter() - found_s)
            detector_s.append(found_s - start_s)
    return median(detector_s) * 1000, median(expression_s) * 1000 if expression_s else None
