"""Results of a trial reach the doctor unchanged, and the cheapest decoder is the best."""

from dataclasses import replace

from edge.sources.camera.decoder_trial import DecoderCost, DecoderTrial, parse_trial_job, trial_job
from edge.sources.camera.options import CameraOptions, capture_job

TRIAL = DecoderTrial(
    "h264", 1280, 720, 70, 2.3, (DecoderCost("vah264dec", 0.8, 0.5), DecoderCost("b", reason="broken"))
)


def test_a_result_is_read_as_it_was_sent() -> None:
    assert DecoderTrial.from_text(TRIAL.to_text()) == TRIAL


def test_a_job_is_read_as_it_was_sent() -> None:
    job = capture_job("rtsps://door:hush@192.168.1.64/1", CameraOptions())
    assert parse_trial_job(trial_job(job, ["vah264dec"])) == (job, ["vah264dec"])


def test_the_best_decoder_is_the_cheapest_that_may_be_used() -> None:
    """A refused one has no cost."""
    assert TRIAL.best == TRIAL.decoders[0]
    assert replace(TRIAL, decoders=TRIAL.decoders[1:]).best is None
    cheaper = DecoderCost("c", 0.7)
    assert replace(TRIAL, decoders=(*TRIAL.decoders, cheaper)).best == cheaper
