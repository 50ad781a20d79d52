"""Measures what decoding a network camera costs, with software and with each hardware decoder of the machine.

A child process takes packets of some seconds and decodes them in memory. The doctor stores the result for
[camera] decode = "auto" beside the outbox.
"""

from collections.abc import Iterator, Sequence

from edge.kiosk import build
from edge.settings.settings import Settings
from edge.sources.camera.address import is_rtsp
from edge.sources.camera.decoder_file import DecoderMeasurement, decoder_path, write_measurement
from edge.sources.camera.decoder_trial import DecoderCost, DecoderTrial, TrialFailedError, try_decoders
from edge.sources.camera.decoders import AUTO, CODECS, HARDWARE, SOFTWARE
from edge.sources.camera.gst_launch import (
    LAUNCH,
    PACKAGES,
    NoAnswerError,
    gstreamer_version,
    has_element,
    is_gstreamer_installed,
)
from edge.sources.camera.options import capture_job
from edge.tools.doctor.finding import (
    DoctorContext,
    DoctorFinding,
    fault_finding,
    good_finding,
    untried_finding,
    warning_finding,
)

_WITHIN_S = 28.0
"""Time limit of the trial in seconds: up to 13 s to open the camera and wait for a key frame, 3 s of packets, and some
seconds for each decoder.
"""


def decoding_findings(context: DoctorContext, candidates: Sequence[str] = HARDWARE) -> Iterator[DoctorFinding]:
    """Compare decoders on the camera's own video. Yields nothing for cameras and settings without a decoder."""
    settings = context.require_settings()
    wanted = settings.camera.decode
    if not is_rtsp(settings.camera.source) or wanted == SOFTWARE:
        return
    if not is_gstreamer_installed():
        if wanted != AUTO:
            yield fault_finding(
                "decoding", f"{wanted} needs {LAUNCH}, which is not installed.", f"Install it: {PACKAGES}"
            )
        return
    try:
        elements = [each for each in candidates if has_element(each, _ignore)]
        if wanted not in (AUTO, *elements):
            elements.append(wanted)
        if not elements:
            yield good_finding("decoding", "software decodes: GStreamer has no hardware decoder on this machine.")
            return
        job = capture_job(settings.camera.source, build.camera_options(settings))
        trial = try_decoders(job, elements, _WITHIN_S)
    except (TrialFailedError, NoAnswerError, OSError) as error:
        yield untried_finding("decoding", str(error))
        return
    yield _named_finding(trial, wanted) if wanted != AUTO else _auto_finding(trial, settings, context)


def _ignore() -> None:
    """Do nothing while GStreamer inspects its plugins."""


def _named_finding(trial: DecoderTrial, wanted: str) -> DoctorFinding:
    (cost,) = (each for each in trial.decoders if each.element == wanted)
    text = _costs_text(trial)
    if cost.reason:
        return fault_finding("decoding", text, f'Set [camera] decode = "{SOFTWARE}", or fix the decoder.')
    if cost.frame_ms >= trial.software_ms:
        return warning_finding(
            "decoding", text, f'Set [camera] decode = "{SOFTWARE}", which needs less processor time.'
        )
    return good_finding("decoding", text)


def _auto_finding(trial: DecoderTrial, settings: Settings, context: DoctorContext) -> DoctorFinding:
    text, best = _costs_text(trial), trial.best
    if trial.codec != "h264":
        return good_finding("decoding", f"{text} With decode = {AUTO!r}, the kiosk uses software for this codec.")
    is_cheaper = best is not None and best.frame_ms < trial.software_ms
    name = best.element if best is not None and is_cheaper else SOFTWARE
    try:
        _store(trial, best, settings)
    except OSError as error:
        return warning_finding(
            "decoding",
            f"{text} The result cannot be stored ({error.strerror}).",
            f'Run vitrina doctor as the kiosk\'s user, or set [camera] decode = "{name}".',
        )
    if not is_cheaper:
        return good_finding("decoding", f"{text} The kiosk uses software.")
    restart = " after its next start" if context.kiosk_pid is not None else ""
    return good_finding("decoding", f"{text} The kiosk uses {name}{restart}.")


def _store(trial: DecoderTrial, best: DecoderCost | None, settings: Settings) -> None:
    """Store the best decoder with its cost. Without one, delete the former result. Raises OSError."""
    path = decoder_path(settings.outbox.path)
    if best is None:
        path.unlink(missing_ok=True)
        return
    size = trial.width_px, trial.height_px
    costs = best.frame_ms, trial.software_ms
    write_measurement(path, DecoderMeasurement(best.element, trial.codec, *size, *costs, gstreamer_version()))


def _costs_text(trial: DecoderTrial) -> str:
    ways = [f"software {trial.software_ms:.1f} ms", *map(_cost_text, trial.decoders)]
    return (
        f"{CODECS[trial.codec]}, {trial.width_px}x{trial.height_px}, processor time per frame over {trial.frames} "
        f"frames: {', '.join(ways)}."
    )


def _cost_text(cost: DecoderCost) -> str:
    return f"{cost.element} {cost.frame_ms:.1f} ms" if not cost.reason else f"{cost.element} refused ({cost.reason})"
