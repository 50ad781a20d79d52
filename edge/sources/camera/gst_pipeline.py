"""Converts the text of a GStreamer pipeline to arguments of gst-launch-1.0.

No frame may leave the kiosk. GStreamer has hundreds of elements that write files, open sockets or show images, and each
version adds more. So this module lists the allowed elements instead of the forbidden ones. A pipeline is one chain of
elements that reads, decodes and converts frames; this module adds the end of the chain. No shell interprets the text.
"""

import re
import shlex
from dataclasses import dataclass

PREFIX = "gst:"
READ_FORMATS = ("I420", "NV12", "BGR")
"""Raw video formats that are supported, besides JPEG (see gst_formats.py)."""

_LIVE = frozenset({"v4l2src", "nvarguscamerasrc", "nvv4l2camerasrc", "libcamerasrc", "rtspsrc"})
_SOURCES = _LIVE | {"filesrc", "videotestsrc"}
# Not among them: decodebin and uridecodebin, which follow playlists to other addresses; queue2, which keeps pictures in
# files; identity and tee; elements that only a sink makes use of.
_INNER = frozenset(
    {
        "queue",
        "videoconvert",
        "videoconvertscale",
        "videoscale",
        "videorate",
        "videocrop",
        "videoflip",
        "deinterlace",
        "bayer2rgb",
        "nvvidconv",
        "nvvideoconvert",
        "v4l2convert",
        "vapostproc",
        "vaapipostproc",
        "glupload",
        "glcolorconvert",
        "gldownload",
        "cudaupload",
        "cudaconvert",
        "cudadownload",
        "rtpjitterbuffer",
        "rtph264depay",
        "rtph265depay",
        "rtpjpegdepay",
        "rtpmp4vdepay",
        "qtdemux",
        "matroskademux",
        "avidemux",
        "tsdemux",
        "h264parse",
        "h265parse",
        "jpegparse",
        "mpegvideoparse",
        "mpeg4videoparse",
        "av1parse",
        "vp9parse",
        "jpegdec",
        "nvjpegdec",
    }
)
_NAMED_DECODERS = frozenset({"nvv4l2decoder", "openh264dec"})
_DECODER = re.compile(r"avdec_[a-z0-9]+|(?:v4l2|va|vaapi|nv|omx|qsv|msdk|mpp)[a-z0-9]+dec")
_PROPERTY = re.compile(r"(?P<key>[a-z][a-z0-9-]*)=(?P<value>[\w./:,@%+=&?~*-]*)", re.ASCII)
_REFUSED_KEY = re.compile(r"dump|file|sink|template|log|debug")
_SECRET_KEY = re.compile(r"pw|pass|user|proxy|token")
_LOGIN = re.compile(r"://[^/]*@|://[^/]*%40")
_FIELD = r",[a-z][a-z0-9-]*=(?:\([A-Za-z]+\))?[\w./:+-]+"
_CAPS = re.compile(rf"(?:video|image|application)/[a-z0-9-]+(?:\(memory:\w+\))?(?:{_FIELD})*", re.ASCII)
_READ_CAPS = re.compile(
    rf"image/jpeg(?:,.*)?|video/x-raw(?:,.*)?,format=(?:\(string\))?(?:{'|'.join(READ_FORMATS)})(?:,.*)?"
)
_LONGEST, _MOST = 2000, 40
_SHOWN = 40

_CURE = (
    "Remove the sink (appsink and the like) from the end: Vitrina adds its own. See vitrina docs camera for the "
    "elements that read, decode or convert frames."
)


class PipelineRefusedError(Exception):
    """The pipeline may not run. The text explains why and what to do, and contains no password."""


@dataclass(frozen=True, slots=True)
class GstPipeline:
    """One chain of elements. `arguments`: its elements, properties and formats, for gst-launch-1.0."""

    arguments: tuple[str, ...]

    @property
    def is_live(self) -> bool:
        """True for a camera. A file is played at the speed of the pipeline's clock instead."""
        return self.arguments[0] in _LIVE or "is-live=true" in self.arguments

    def launch_arguments(self, fd: int) -> tuple[str, ...]:
        """All arguments: the chain, and its end (see end_arguments). A file is played at its own pace."""
        return (
            *self.arguments,
            *end_arguments(self.arguments[-1], fd, is_leaky=self.is_live, is_paced=not self.is_live),
        )


def end_arguments(last: str, fd: int, *, is_leaky: bool, is_paced: bool) -> tuple[str, ...]:
    """End of a chain: conversion to a supported format, and output as packets (gst_packets.py) to the pipe `fd`.

    `last`: last argument of the chain. With `is_leaky`, a frame is skipped if two newer ones arrive before it has been
    read. With `is_paced`, frames are written at the speed of the pipeline's clock.
    """
    queue = ("queue", "leaky=downstream", "max-size-buffers=2", "max-size-bytes=0", "max-size-time=0")
    convert = ("!", "videoconvert", "!", f"video/x-raw,format={{{','.join(READ_FORMATS)}}}")
    write = ("!", "gdppay", "crc-header=true", "!", "fdsink", f"fd={fd}", f"sync={'true' if is_paced else 'false'}")
    return (*(("!", *queue) if is_leaky else ()), *(() if _READ_CAPS.fullmatch(last) else convert), *write)


def is_decoder(element: str) -> bool:
    """True if `element` is a decoder that a pipeline may contain."""
    return element in _NAMED_DECODERS or bool(_DECODER.fullmatch(element))


def is_pipeline(source: str) -> bool:
    """True if `source` describes a pipeline: it starts with gst:, or its elements are joined by " ! "."""
    return source.startswith(PREFIX) or " ! " in source


def parse_pipeline(source: str) -> GstPipeline:
    """The pipeline that `source` describes, with or without the prefix gst:. Raises PipelineRefusedError."""
    text = source.removeprefix(PREFIX).strip()
    if len(text) > _LONGEST:
        raise PipelineRefusedError(f"the pipeline is longer than {_LONGEST} characters. Shorten it.")
    links = text.split("!")
    if len(links) > _MOST:
        raise PipelineRefusedError(f"the pipeline has more than {_MOST} elements. Shorten it.")
    arguments: list[str] = []
    for index, link in enumerate(links):
        arguments += ["!"] * (index > 0)
        arguments += _link(link, is_first=index == 0)
    return GstPipeline(tuple(arguments))


def _link(text: str, *, is_first: bool) -> list[str]:
    caps = re.sub(r"\s", "", text).strip("\"'")
    if not is_first and _CAPS.fullmatch(caps):
        return [caps]
    try:
        element, *properties = shlex.split(text)
    except ValueError:
        raise PipelineRefusedError(
            "an element is missing, or a quotation mark is not closed. Write the pipeline as A ! B ! C."
        ) from None
    _check_element(element, is_first=is_first)
    for each in properties:
        _check_property(element, each)
    return [element, *properties]


def _check_element(name: str, *, is_first: bool) -> None:
    if is_first and name not in _SOURCES:
        raise PipelineRefusedError(
            f"the pipeline starts with {_shown(name)}. Start it with one of {', '.join(sorted(_SOURCES))}."
        )
    if not is_first and name not in _INNER and not is_decoder(name):
        raise PipelineRefusedError(f"{_shown(name)} is not an allowed element. {_CURE}")


def _check_property(element: str, text: str) -> None:
    match = _PROPERTY.fullmatch(text)
    if match is None:
        key = text.partition("=")[0]
        raise PipelineRefusedError(f"unexpected {_shown(key)} after {element}: write properties as name=value.")
    key, value = match["key"], match["value"]
    if _SECRET_KEY.search(key) or _LOGIN.search(value):
        raise PipelineRefusedError(
            f"{_shown(key)} of {element} contains a user name, a password or a proxy, which every user of this kiosk "
            "could read. Set the camera's address instead of a pipeline: rtsps://user:password@host/path."
        )
    if _REFUSED_KEY.search(key):
        raise PipelineRefusedError(f"{_shown(key)} of {element} may write a file. Remove it.")


def _shown(text: str) -> str:
    printable = "".join(each if each.isprintable() else "?" for each in text)
    return repr(printable if len(printable) <= _SHOWN else f"{printable[:_SHOWN]}…")
