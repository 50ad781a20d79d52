"""The networks, tried on drawn faces: the right files, faces found, expressions read, nothing told of it, how fast."""

import os
import time
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import version
from statistics import median

from edge.kiosk import build
from edge.perception.vision.detector import CLOSED_PORT, FIRST_THAT_TELLS
from edge.perception.vision.expression import AbstentionRules as ExpressionRules
from edge.perception.vision.expression import ExpressionClassifier, FaceGeometry
from edge.perception.vision.face_finder import FAR, FaceFinder, FaceFinderOptions
from edge.settings.settings import Settings
from edge.signals import Frame
from edge.tools.doctor import drawn
from edge.tools.doctor.finding import CheckContext, Finding, fault, from_error, good, warning
from models.serving.spec import ModelFileError

SIZE_PX = (640, 480)
USUAL_PX = (1280, 720)  # where the camera did not tell its own
FOUND = 0.5  # the drawn face scores 0.9; a network that is not ours would hardly
PEOPLE = 4  # before a screen
TIMED_S = 1.0
ENOUGH = 0.9  # of the rate that is asked for
REST = 1.2  # the whole kiosk, as a multiple of its networks: docs/bench.md


def detector(known: CheckContext) -> Iterator[Finding]:
    """Finds a face that is there, and none on an empty wall."""
    try:
        # the settings may be what is broken, and a detector needs none
        with closing(FaceFinder(FaceFinderOptions(tiles="whole", zoo=known.zoo))) as faces:
            found = faces.detect(Frame(known.now(), drawn.faces(*SIZE_PX, 1), "camera"))
            empty = faces.detect(Frame(known.now(), drawn.faces(*SIZE_PX, 0), "camera"))
    except ModelFileError as error:
        yield from_error("detector", error)
        return
    except (ImportError, OSError, RuntimeError) as error:  # libraries of the system that MediaPipe wants
        cure = "Install what it names (apt-get install libegl1 libgles2), or Vitrina again."
        yield fault("detector", f"MediaPipe cannot be started ({error}).", cure)
        return
    if len(found) != 1 or found[0].score < FOUND or empty:
        text = f"saw {len(found)} faces where one is drawn, and {len(empty)} on an empty wall."
        yield fault("detector", text, "Install Vitrina again; report it with the output of vitrina doctor --json.")
    else:
        yield good("detector", f"{FAR} is the right file and finds a drawn face.")


def silence(_: CheckContext) -> Iterator[Finding]:
    """MediaPipe's word about its use; asked after it was started."""
    number = version("mediapipe")
    if tuple(int(part) for part in number.split(".")[:3]) < FIRST_THAT_TELLS:
        yield good("telemetry", f"MediaPipe {number} has none.")
    elif os.environ.get("https_proxy") == CLOSED_PORT:
        yield good("telemetry", f"MediaPipe {number} would tell its makers of its use, and is kept from it.")
    else:
        text = f"MediaPipe {number} tells its makers of its use."
        yield fault("telemetry", text, "Report it. Until then, forbid this machine to speak to others than the broker.")


def expression(known: CheckContext) -> Iterator[Finding]:
    """Its file, that it answers with probabilities, and what it may be used for."""
    try:
        spec = build.expression_spec(known.given())
        session = build.build_session(known.given(), spec)
    except ModelFileError as error:
        yield from_error("expression", error)
        return
    crop = drawn.faces(48, 48, 1)[None, :, :, 0]
    total = float(ExpressionClassifier(session).probabilities(crop).sum())
    if abs(total - 1) > 0.01:
        text = f"{spec.label} answers with probabilities that add up to {total:.2f}."
        yield fault("expression", text, "Fetch it again, or name another in [models] expression.")
        return
    yield good("expression", f"{spec.label} is the right file and answers, on {session.provider}.")
    if session.fallback:
        cure = 'Mend it, make the engines anew (vitrina engines build), or set [models] runtime = "onnxruntime".'
        yield warning("runtime", session.fallback, cure)
    yield good("licence", f"{spec.name}: {spec.licence}. {spec.licence_note}")


def speed(known: CheckContext) -> Iterator[Finding]:
    """How many pictures a second this machine can look at, with four faces in them."""
    settings = known.given()
    width, height = known.size_px or USUAL_PX
    finding_ms, reading_ms = _timed_ms(settings, width, height)
    wanted_hz = settings.faces.rate_hz
    share = min(settings.expression.rate_hz / wanted_hz, 1.0)  # of the pictures, those in which faces are read
    able_hz = 1000 / (REST * (finding_ms + share * reading_ms))
    of = f"{width}x{height}{'' if known.size_px else ', supposed,'} with {PEOPLE} faces"
    beside = "" if known.kiosk is None else ", beside the kiosk that runs"
    text = f"{of}: detector {finding_ms:.0f} ms, expressions {reading_ms:.1f} ms{beside}"
    if able_hz < ENOUGH * wanted_hz:
        cure = 'Set [faces] tiles = "whole", a smaller [camera] width_px and height_px, or a lower [faces] rate_hz.'
        yield warning("speed", f"{text}. About {able_hz:.0f} of {wanted_hz:g} pictures a second are looked at.", cure)
    else:
        yield good("speed", f"{text}; {wanted_hz:g} pictures a second can be looked at.")


def _timed_ms(settings: Settings, width: int, height: int) -> tuple[float, float]:
    """Milliseconds of the detector with its squares, and of the expression network, for one picture."""
    frame = Frame(0.0, drawn.faces(width, height, PEOPLE), "camera")
    session = build.build_session(settings, build.expression_spec(settings))
    reader = ExpressionClassifier(session, ExpressionRules(min_width_px=0))
    finding: list[float] = []
    reading: list[float] = []
    with closing(build.build_face_finder(settings)) as faces:
        until_s = time.perf_counter() + TIMED_S
        while time.perf_counter() < until_s or not reading:
            began_s = time.perf_counter()
            found = faces.detect(frame)
            found_s = time.perf_counter()
            reader.classify(frame.image, [FaceGeometry(face.keypoints, face.w_px, 0.0, 0.0) for face in found])
            reading.append(time.perf_counter() - found_s)
            finding.append(found_s - began_s)
    return median(finding) * 1000, median(reading) * 1000
