"""Decoders that may run, the video that each fits, and their pipelines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sources.camera.decoders import (
    CODECS,
    HARDWARE,
    DecoderChoice,
    caps_text,
    decode_arguments,
    decodes,
    is_allowed,
)
from edge.sources.camera.gst_pipeline import is_decoder

AT_END = ("!", "gdppay", "crc-header=true", "!", "fdsink", "fd=7", "sync=false")
CONVERTED = ("!", "videoconvert", "!", "video/x-raw,format={I420,NV12,BGR}", *AT_END)
LEAKY = ("!", "queue", "leaky=downstream", "max-size-buffers=2", "max-size-bytes=0", "max-size-time=0")


@pytest.mark.parametrize(
    ("element", "codecs"),
    [
        ("vah264dec", "h264"),
        ("v4l2h264dec", "h264"),
        ("v4l2slh265dec", "hevc"),
        ("nvv4l2decoder", "h264 hevc"),
        ("mppvideodec", "h264 hevc"),
        ("openh264dec", "h264"),
        ("avdec_h264", "h264"),
        ("vah265dec", "hevc"),
        ("nvh265dec", "hevc"),
        ("omxhevcdec", "hevc"),
    ],
)
def test_a_decoder_may_run_for_the_codecs_in_its_name(element: str, codecs: str) -> None:
    assert is_allowed(element)
    assert [each for each in CODECS if decodes(element, each)] == codecs.split()


@pytest.mark.parametrize(
    "element",
    [
        "",
        "auto",
        "software",
        "h264",
        "filesink",
        "vavp9dec",
        "nvjpegdec",
        "avdec_mjpeg",
        "jpegdec",
        "decodebin",
        "h264parse",
        "avdec_h264 ! filesink location=/tmp/frames",
        "avdec_h264\n",
        "vah264dec max-threads=1",
        "VAH264DEC",
    ],
)
def test_no_other_element_may_run(element: str) -> None:
    """One that is no decoder, decodes something else, or smuggles in another one, which could write frames."""
    assert not is_allowed(element)


@given(st.text())
def test_an_element_that_may_run_is_one_that_a_pipeline_may_contain(element: str) -> None:
    """So it is one word without blanks, properties or links."""
    assert not is_allowed(element) or (is_decoder(element) and element.isidentifier())


def test_the_hardware_decoders_may_run_and_decode_h264() -> None:
    assert all(is_allowed(each) and decodes(each, "h264") for each in HARDWARE)


def test_a_named_decoder_fits_every_size_of_its_codec() -> None:
    named = DecoderChoice("vah264dec")
    assert named.mismatch("h264", (1920, 1080)) == ""
    assert named.mismatch("hevc", (1920, 1080)) == "the camera sends H.265, which this decoder does not decode"
    assert named.mismatch("MJPG", (1920, 1080)) == "the camera sends neither H.264 nor H.265"
    assert DecoderChoice("nvv4l2decoder").mismatch("hevc", (1920, 1080)) == ""


def test_a_measured_decoder_fits_the_size_that_was_measured() -> None:
    measured = DecoderChoice("vah264dec", is_measured=True, size_px=(1280, 720))
    assert measured.mismatch("h264", (1280, 720)) == ""
    assert measured.mismatch("h264", (1920, 1080)) == (
        "the camera sends 1920x1080 px, and the decoder was measured for 1280x720"
    )
    assert "another size" in DecoderChoice("vah264dec", is_measured=True).mismatch("h264", (1, 1))


def test_a_decoder_reads_packets_and_writes_frames() -> None:
    """A live frame that is too late is skipped; in a measurement, none is."""
    head = ("fdsrc", "fd=0", "blocksize=65536", "!", "gdpdepay", "!", "h264parse", "!", "vah264dec")
    assert decode_arguments("vah264dec", "h264", 7, is_live=True) == (*head, *LEAKY, *CONVERTED)
    assert decode_arguments("vah264dec", "h264", 7, is_live=False) == (*head, *CONVERTED)
    assert "h265parse" in decode_arguments("vah265dec", "hevc", 7, is_live=True)


def test_frames_of_a_jetson_leave_its_own_memory_first() -> None:
    arguments = decode_arguments("nvv4l2decoder", "hevc", 7, is_live=False)
    assert arguments[-len(AT_END) - 5 :] == ("nvv4l2decoder", "!", "nvvidconv", "!", "video/x-raw,format=I420", *AT_END)


def test_packets_are_whole_frames_in_the_byte_stream_format() -> None:
    assert caps_text("h264") == "video/x-h264, stream-format=(string)byte-stream, alignment=(string)au"
    assert caps_text("hevc") == "video/x-h265, stream-format=(string)byte-stream, alignment=(string)au"
