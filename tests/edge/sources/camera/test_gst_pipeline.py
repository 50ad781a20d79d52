"""The text of a pipeline becomes the arguments of one program, and no pipeline can take a picture out of the kiosk."""

import os
import re
import shutil
import string
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sources.camera.gst_pipeline import GstPipeline, PipelineRefusedError, is_pipeline, parse_pipeline

TEST = "videotestsrc ! video/x-raw,width=64,height=48"


@pytest.mark.parametrize(
    "end",
    [
        "filesink location={folder}/taken",
        "multifilesink location={folder}/taken%d",
        "splitmuxsink location={folder}/taken%d",
        "jpegenc ! filesink location={folder}/taken",
        "udpsink host=203.0.113.1 port=9",
        "multiudpsink clients=203.0.113.1:9",
        "tcpclientsink host=203.0.113.1 port=9",
        "tcpserversink port=9",
        "rtmpsink location=rtmp://203.0.113.1/x",
        "rtmp2sink location=rtmp://203.0.113.1/x",
        "rtspclientsink location=rtsp://203.0.113.1/x",
        "srtsink uri=srt://203.0.113.1:9",
        "souphttpclientsink location=http://203.0.113.1/",
        "hlssink location={folder}/taken%d playlist-location={folder}/taken",
        "webrtcbin",
        "shmsink socket-path={folder}/taken",
        "unixfdsink socket-path={folder}/taken",
        "giosink location=file://{folder}/taken",
        "fdsink fd=2",
        "v4l2sink device=/dev/video9",
        "autovideosink",
        "ximagesink",
        "fbdevsink",
        "appsink",
        "fakesink dump=true",
        "identity dump=true",
        "tee name=t ! queue",
        "queue2 temp-template={folder}/takenXXXXXX",
        "x264enc multipass-cache-file={folder}/taken",
        "fpsdisplaysink video-sink=filesink",
        "playbin uri=file:///x.mp4",
        "uridecodebin uri=http://203.0.113.1/",
        "decodebin",
        # a second pipeline, in every way in which gst-launch-1.0 reads one
        "videoconvert videotestsrc ! filesink location={folder}/taken",
        "videoconvert filesink location={folder}/taken",
        "videoconvert ( videotestsrc ! filesink location={folder}/taken )",
        "videoconvert bin.( filesink location={folder}/taken )",
        "videoconvert name=a a. ! filesink location={folder}/taken",
        "a.src ! filesink location={folder}/taken",
        "videotestsrc",
        'videoconvert name="a ! filesink location={folder}/taken"',
        "videoconvert name='a ! filesink location={folder}/taken'",
        "videoconvert name=a\\ !\\ filesink\\ location={folder}/taken",
        "video/x-raw,format=BGR;filesink location={folder}/taken",
        "video/x-raw(filesink location={folder}/taken)",
        "videoconvert\n! filesink location={folder}/taken",
        "videoconvert !filesink location={folder}/taken",
        # for a shell, though none reads it
        "videoconvert; touch {folder}/taken",
        "videoconvert `touch {folder}/taken`",
        "videoconvert name=$(touch {folder}/taken)",
        "videoconvert name=`touch {folder}/taken`",
        "videoconvert | tee {folder}/taken",
        "videoconvert > {folder}/taken",
        "videoconvert & touch {folder}/taken",
        # options of gst-launch-1.0 itself
        "videoconvert --gst-debug-level=9",
        "videoconvert --gst-plugin-load={folder}/x.so",
        "-v",
        "videoconvert dump-location={folder}/taken",
        "videoconvert log-file={folder}/taken",
        "videoconvert child::location={folder}/taken",
        "",
        "! videoconvert",
    ],
)
def test_no_picture_leaves_by_a_pipeline(tmp_path: Path, end: str) -> None:
    """Every way out is refused before anything is started: files, sockets, screens, a second pipeline, a shell."""
    with pytest.raises(PipelineRefusedError):
        parse_pipeline(f"gst: {TEST} ! {end.format(folder=tmp_path)}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gst:",
        "filesink location=/tmp/x",
        "videoconvert",
        "udpsrc port=5000 ! rtph264depay",
        "tcpserversrc port=9",
        "shmsrc socket-path=/tmp/x",
        "--help",
        "-e videotestsrc",
        "video/x-raw ! videoconvert",
        "x" * 5000,
        "videotestsrc" + " ! queue" * 500,
    ],
)
def test_a_pipeline_begins_with_a_camera_or_a_file(text: str) -> None:
    """Sources that listen at a port, options and endless texts are refused."""
    with pytest.raises(PipelineRefusedError):
        parse_pipeline(text)


@pytest.mark.parametrize(
    "source",
    [
        "rtspsrc location=rtsp://cam/1 user-id=ada user-pw=hunter2",
        "rtspsrc location=rtsp://ada:hunter2@cam/1",
        "rtspsrc location=rtsp://cam/1 proxy=hunter2:9",
        "rtspsrc location=rtsp://cam/1 user-pw='hunter2'",
    ],
)
def test_a_password_is_refused_because_arguments_can_be_read_by_all(source: str) -> None:
    """Every user of a machine sees the arguments of its programs. The refusal says where the password may stand."""
    with pytest.raises(PipelineRefusedError) as caught:
        parse_pipeline(f"{source} ! rtph264depay ! avdec_h264")
    assert "hunter2" not in str(caught.value)


def test_the_refusal_names_the_element_and_says_what_to_do() -> None:
    """A technician who copied a pipeline for OpenCV learns that its end is left out."""
    with pytest.raises(PipelineRefusedError, match=r"'appsink' is not an allowed element.*Remove the sink"):
        parse_pipeline("nvarguscamerasrc ! nvvidconv ! videoconvert ! appsink drop=1")


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        (
            "gst: nvarguscamerasrc sensor-id=0 ! video/x-raw(memory:NVMM), width=(int)1280, height=720 ! nvvidconv",
            "nvarguscamerasrc sensor-id=0 ! video/x-raw(memory:NVMM),width=(int)1280,height=720 ! nvvidconv",
        ),
        (
            "gst:libcamerasrc camera-name=/base/axi/pcie@120000/imx708@1a ! 'video/x-raw,width=1280,format=NV12'",
            "libcamerasrc camera-name=/base/axi/pcie@120000/imx708@1a ! video/x-raw,width=1280,format=NV12",
        ),
        (
            'v4l2src device="/dev/video0"  !   image/jpeg,framerate=30/1 ! jpegdec',
            "v4l2src device=/dev/video0 ! image/jpeg,framerate=30/1 ! jpegdec",
        ),
        (
            "rtspsrc location=rtsp://cam:554/h264?ch=1 latency=9 ! rtph264depay ! nvv4l2decoder ! nvvidconv",
            "rtspsrc location=rtsp://cam:554/h264?ch=1 latency=9 ! rtph264depay ! nvv4l2decoder ! nvvidconv",
        ),
    ],
)
def test_pipelines_of_boards_are_taken(text: str, arguments: str) -> None:
    """Spaces in formats and quotes around them, as tutorials for a shell have them, are taken out."""
    assert " ".join(parse_pipeline(text).arguments) == arguments


@pytest.mark.parametrize(
    "decoder",
    [
        "v4l2h264dec",
        "v4l2slh265dec",
        "vah264dec",
        "vaapih264dec",
        "nvh264dec",
        "avdec_h264",
        "mppvideodec",
        "qsvh264dec",
    ],
)
def test_decoders_in_hardware_are_taken(decoder: str) -> None:
    """Decoders of the boards that the documents name."""
    assert decoder in parse_pipeline(f"rtspsrc location=rtsp://cam/1 ! rtph264depay ! h264parse ! {decoder}").arguments


def test_the_end_is_a_format_that_is_read_then_packets_into_a_pipe() -> None:
    """Pictures are converted unless the text ends with a format that is read as it is. Live ones replace each other."""
    live = parse_pipeline("v4l2src").launch_arguments(7)
    assert live[:2] == ("v4l2src", "!")
    assert "leaky=downstream" in live
    assert "video/x-raw,format={I420,NV12,BGR}" in live
    assert live[-3:] == ("fdsink", "fd=7", "sync=false")
    for form in ("NV12", "I420", "BGR"):
        ended = parse_pipeline(f"filesrc location=a.avi ! avidemux ! jpegdec ! video/x-raw,format={form}")
        assert "videoconvert" not in ended.launch_arguments(7)
    for form in ("image/jpeg", "image/jpeg,width=1280,height=720,framerate=30/1"):
        assert "videoconvert" not in parse_pipeline(f"v4l2src ! {form}").launch_arguments(7)
    assert "videoconvert" in parse_pipeline("v4l2src ! image/jpeg ! jpegdec").launch_arguments(7)
    other = parse_pipeline("videotestsrc ! video/x-raw,format=GRAY8").launch_arguments(7)
    assert "videoconvert" in other
    in_gpu = parse_pipeline("nvarguscamerasrc ! video/x-raw(memory:NVMM),format=NV12").launch_arguments(7)
    assert "videoconvert" in in_gpu


@pytest.mark.parametrize(
    ("text", "is_live"),
    [
        ("v4l2src", True),
        ("v4l2src ! videoconvert", True),
        ("videotestsrc is-live=true", True),
        ("videotestsrc", False),
        ("filesrc location=a.avi ! avidemux ! jpegdec", False),
    ],
)
def test_a_file_is_played_at_its_own_pace(text: str, is_live: bool) -> None:
    """A live source has a pace. A file gets that of its clock, and no picture of it is left out."""
    arguments = parse_pipeline(text).launch_arguments(3)
    assert ("sync=true" in arguments) is not is_live
    assert ("leaky=downstream" in arguments) is is_live


@given(st.text(st.sampled_from(string.ascii_lowercase + " !=/.()'\"\\;$`|&<>{}[],:@-\n\0é"), max_size=80))
def test_whatever_is_written_each_argument_is_harmless(tail: str) -> None:
    """A text is refused, or each argument is an allowed element, one property of plain characters, or a format."""
    try:
        pipeline = parse_pipeline(f"videotestsrc ! queue {tail}")
    except PipelineRefusedError:
        return
    for argument in pipeline.arguments:
        assert not set(argument) & set(" '\"\\;$`|&<>{}[]\n\0é")
        assert argument == "!" or "!" not in argument
        assert not argument.startswith("-")


def test_every_element_that_is_allowed_and_installed_writes_nothing() -> None:
    """GStreamer's own words of each allowed element: none is a sink or an encoder, none names a file that it writes."""
    if shutil.which("gst-inspect-1.0") is None:
        pytest.skip("gst-inspect-1.0 (gstreamer1.0-tools) is not installed")
    words = words_of_elements()
    allowed = [name for name in words if "/" not in name and _is_allowed(name)]
    assert {"videotestsrc", "videoconvert", "jpegdec"} <= set(allowed)
    for name in allowed:
        told = words[name]
        kind = next(line for line in told.splitlines() if "Klass" in line).split()[1].split("/")
        assert not {"Sink", "Encoder", "Muxer"} & set(kind), f"{name}: {kind}"
        keys = re.findall(r"^  ([a-z][a-z0-9-]*) +: ", told, re.MULTILINE)
        named = {key for key in keys if re.search(r"location|file|uri|path", key)}
        assert named <= ({"location"} if name in ("filesrc", "rtspsrc") else set()), f"{name}: {named}"


def words_of_elements() -> dict[str, str]:
    """Output of gst-inspect-1.0 for each installed element, in English, all by one process."""
    command = ["gst-inspect-1.0", "--print-all"]
    told = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}).stdout
    lines: dict[str, list[str]] = {}
    for name, line in re.findall(r"^([^\s:]+): (.*)$", told, re.MULTILINE):
        lines.setdefault(name, []).append(line)
    return {name: "\n".join(of_name) for name, of_name in lines.items()}


def _is_allowed(name: str) -> bool:
    for text in (name, f"videotestsrc ! {name}"):
        try:
            parse_pipeline(text)
        except PipelineRefusedError:
            continue
        return True
    return False


def test_a_pipeline_is_a_value() -> None:
    """Equal texts give equal pipelines."""
    assert parse_pipeline("v4l2src") == parse_pipeline("gst: v4l2src") == GstPipeline(("v4l2src",))


@pytest.mark.parametrize(
    ("source", "is_one"),
    [
        ("gst: v4l2src", True),
        ("gst:", True),
        ("v4l2src ! videoconvert", True),
        ("/dev/video0", False),
        ("rtsp://cam/gst:1", False),
        ("film!.mp4", False),
    ],
)
def test_a_source_is_a_pipeline_by_its_begin_or_its_links(source: str, is_one: bool) -> None:
    assert is_pipeline(source) == is_one


def test_a_pipeline_has_bounds() -> None:
    """2000 characters and 40 elements, which no board needs."""
    longest = "videotestsrc name=".ljust(2000, "x")
    assert parse_pipeline(f"gst:{longest}").arguments == tuple(longest.split())
    with pytest.raises(PipelineRefusedError, match="longer than 2000 characters"):
        parse_pipeline(f"{longest}x")
    assert len(parse_pipeline("videotestsrc" + " ! queue" * 39).arguments) == 79
    with pytest.raises(PipelineRefusedError, match="more than 40 elements"):
        parse_pipeline("videotestsrc" + " ! queue" * 40)


def test_what_is_refused_is_shown_up_to_40_characters() -> None:
    """And a property by its name alone: its value may be a secret."""
    for name, shown in (("x" * 40, f"'{'x' * 40}' is"), ("x" * 41, f"'{'x' * 40}…' is")):
        with pytest.raises(PipelineRefusedError) as caught:
            parse_pipeline(f"videotestsrc ! {name}")
        assert str(caught.value).startswith(shown)
    with pytest.raises(PipelineRefusedError, match="unexpected 'Leaky' after queue: write properties as name=value"):
        parse_pipeline("videotestsrc ! queue Leaky=hunter2")
