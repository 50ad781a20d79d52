"""After two failures of the decoder, software decodes for the rest of the run, and a warning says so."""

import pytest

from edge.sources.camera.decoder_fallback import DecoderFallback
from edge.sources.camera.decoders import DecoderChoice
from edge.sources.process.child import Message

CHOICE = DecoderChoice("vah264dec")
FAILED = Message("decoder failed", "was not decoded by vah264dec: it sent no frame for 2 s.")


def test_the_second_failure_ends_the_use_of_the_decoder(caplog: pytest.LogCaptureFixture) -> None:
    fallback = DecoderFallback("rtsp://door/1", CHOICE, lambda: 7.0)
    fallback.record(FAILED)
    assert fallback.choice == CHOICE
    assert not fallback.alerts
    fallback.record(FAILED)
    assert fallback.choice is None
    (alert,) = fallback.alerts
    assert (alert.code, alert.severity, alert.since_s) == ("camera.decoder", "warning", 7.0)
    assert alert.text == (
        "camera: software decodes the video of rtsp://door/1, because vah264dec failed twice. The last time, the "
        "video was not decoded by vah264dec: it sent no frame for 2 s. Fix this, then restart the kiosk, or set "
        '[camera] decode = "software".'
    )
    assert [record.getMessage() for record in caplog.records] == [alert.text]
    fallback.record(FAILED)
    assert fallback.alerts == (alert,)
    assert len(caplog.records) == 1


def test_a_decoder_that_does_not_fit_the_camera_is_not_tried_again() -> None:
    """One warning names the reason and the cure."""
    fallback = DecoderFallback("rtsp://door/1", CHOICE, lambda: 7.0)
    fallback.record(Message("decoder unused", "the camera sends H.265, which this decoder does not decode"))
    assert fallback.choice is None
    assert fallback.alerts[0].text == (
        "camera: software decodes the video of rtsp://door/1, not vah264dec: the camera sends H.265, which "
        "this decoder does not decode. Run vitrina doctor, then restart the kiosk."
    )


def test_without_a_decoder_there_is_nothing_to_report() -> None:
    fallback = DecoderFallback("rtsp://door/1", None, lambda: 7.0)
    fallback.record(FAILED)
    fallback.record(FAILED)
    assert fallback.alerts == ()
