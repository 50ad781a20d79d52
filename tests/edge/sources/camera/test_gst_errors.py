"""Output of gst-launch-1.0 becomes one line with what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sources.camera.gst_errors import launch_error

NO_DEVICE = """ERROR: from element /GstPipeline:pipeline0/GstV4l2Src:v4l2src0: Cannot identify device '/dev/video9'.
Additional debug info:
../sys/v4l2/v4l2_calls.c(613): gst_v4l2_open (): /GstPipeline:pipeline0/GstV4l2Src:v4l2src0:
system error: No such file or directory
ERROR: pipeline doesn't want to preroll.
Failed to set pipeline to PAUSED.
"""


@pytest.mark.parametrize(
    ("output", "line"),
    [
        (
            NO_DEVICE,
            "v4l2src0 reports: Cannot identify device '/dev/video9'. Check that it is plugged in, and its name.",
        ),
        (
            'WARNING: erroneous pipeline: no element "nvvidconv"',
            "its element nvvidconv is not installed. See vitrina docs camera for the package.",
        ),
        (
            "WARNING: erroneous pipeline: could not link videotestsrc0 to h264parse0, h264parse0 can't handle caps x",
            "could not link videotestsrc0 to h264parse0, h264parse0 can't handle caps x. Two of its elements do not "
            "fit together. Check their formats.",
        ),
        (
            'WARNING: erroneous pipeline: no property "foo" in element "queue"',
            'no property "foo" in element "queue". gst-inspect-1.0 followed by the element\'s name lists its '
            "properties.",
        ),
        (
            "ERROR: from element v4l2src0: Device '/dev/video0' is busy\n",
            "v4l2src0 reports: Device '/dev/video0' is busy. Close the program that has it open.",
        ),
        (
            "ERROR: from element /GstPipeline:pipeline0/GstNvArgusCameraSrc:nvarguscamerasrc0: TIMEOUT\n"
            "(Argus) Error Timeout:  (propagating from src/rpc/socket/client/SocketClientDispatch.cpp)",
            "nvarguscamerasrc0 reports: TIMEOUT. Close the program that has the camera open. If there is none, "
            "nvargus-daemon is stuck: sudo systemctl restart nvargus-daemon",
        ),
        (
            "ERROR: pipeline doesn't want to preroll.",
            "pipeline doesn't want to preroll. Try the pipeline with gst-launch-1.0, ending in fakesink.",
        ),
        ("", "the pipeline ended without an error. Try the pipeline with gst-launch-1.0, ending in fakesink."),
    ],
)
def test_the_first_error_is_shown_with_its_cure(output: str, line: str) -> None:
    """Of many lines, the first one that says what is wrong."""
    assert launch_error(output) == line


def test_an_address_is_not_shown() -> None:
    """An address may hold a token of a camera."""
    line = launch_error("ERROR: from element x: Could not open rtsp://ada:hunter2@cam/1?token=hunter2 now")
    assert "hunter2" not in line
    assert "(address) now" in line


@given(st.text())
def test_the_line_is_one_and_short(output: str) -> None:
    """Whatever a program prints."""
    for text in (output, f"ERROR: from element x: {output}"):
        line = launch_error(text)
        assert len(line) < 400
        assert line.isprintable()
        assert line.endswith((".", "?"))


def test_a_long_error_is_cut() -> None:
    """After 200 characters."""
    assert launch_error(f"ERROR: {'x' * 200}").startswith(f"{'x' * 200}. Try")
    assert launch_error(f"ERROR: {'x' * 201}").startswith(f"{'x' * 200}. Try")
