"""Child process that reads the format, codec, length, size and checksum of media files from untrusted sources. If a
decoder crashes, freezes or uses up all memory, only this process ends.

It reads a JSON list of paths from stdin, and prints one line with a JSON object for each path, in order.
"""

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import BinaryIO

import cv2
import numpy as np

from edge.files import open_regular_file
from edge.media.formats import DEMUXERS, HEAD_BYTES, IMAGES, MEDIA_TYPES, is_complete_file, media_format

LONGEST_S = 3600.0
SHORTEST_S = 1.0  # a shorter play is not reported
SMALLEST_PX = 16
MOST_VIDEO_PX = 4096 * 2304
LARGEST_IMAGE_PX = 8192  # per side: the texture limit of small graphics processors

_IMAGE_BYTES = 100_000_000

_CODECS = {"h264": "h264", "avc1": "h264", "avc3": "h264", "vp90": "vp9", "vp09": "vp9", "av01": "av1"}
_OTHER_CODECS = {
    "hevc": "HEVC (H.265)",
    "hvc1": "HEVC (H.265)",
    "hev1": "HEVC (H.265)",
    "vp80": "VP8",
    "fmp4": "MPEG-4 part 2",
}
_CONVERT = "Convert it: ffmpeg -i {name} -c:v libx264 -pix_fmt yuv420p -c:a aac -movflags +faststart NEW.mp4"
_EXPORT = "Export it again, or copy it again"


class UnplayableError(Exception):
    """The file cannot be shown. The text explains why and what to do."""


def main() -> None:
    """Read the media files that stdin names, and print one line about each."""
    for path in json.load(sys.stdin):
        print(json.dumps(describe_media_file(Path(path))), flush=True)  # noqa: T201


def describe_media_file(path: Path) -> dict[str, object]:
    """Facts about one file, or `reason`: why the file cannot be shown."""
    try:
        with open_regular_file(path) as file:
            return _facts(path, file)
    except UnplayableError as error:
        return {"reason": str(error)}
    except FileNotFoundError:
        return {"reason": f"it is not in the media folder ({path.parent}). Copy it there"}
    except OSError as error:
        return {"reason": f"it cannot be read ({error.strerror})"}
    except (MemoryError, cv2.error):
        return {"reason": f"it needs more memory than an image or video should. {_EXPORT}, with a smaller size"}


def _facts(path: Path, file: BinaryIO) -> dict[str, object]:
    name = _read_media_format(path, file)
    image = name in IMAGES
    facts = _image(file) if image else _read_video_facts(path, file)
    _check_size(path, int(str(facts["width_px"])), int(str(facts["height_px"])), image=image)
    return {"media_type": MEDIA_TYPES[name], "codec": name, **facts, "sha256": _sha256(file)}


def _read_media_format(path: Path, file: BinaryIO) -> str:
    """Format of a file that the player can show. Raises UnplayableError for every other file."""
    head = file.read(HEAD_BYTES)
    if not head:
        raise UnplayableError(f"the file is empty. {_EXPORT}")
    name = media_format(head)
    if name is None:
        raise UnplayableError(f"the player cannot show files of this format. {_EXPORT} as mp4, webm, png or jpeg")
    if name not in MEDIA_TYPES:
        raise UnplayableError(
            f"the file has the format {name}, but the player only shows mp4, webm, png, jpeg, webp and avif. "
            f"{_cure(path, name)}"
        )
    if not is_complete_file(file, name):
        raise UnplayableError(f"the file is incomplete: it is shorter than its own index says. {_EXPORT}")
    return name


def _cure(path: Path, name: str) -> str:
    is_picture = name in ("BMP", "TIFF", "HEIC", "PDF", "SVG")
    return f"{_EXPORT} as png" if is_picture else _CONVERT.format(name=path.name)


def open_film(file: BinaryIO) -> cv2.VideoCapture:
    """Open a video for decoding with the demuxer of its format. It can read only this open file, and no file that
    the video refers to.
    """
    file.seek(0)
    demuxer = DEMUXERS[str(media_format(file.read(HEAD_BYTES)))]
    os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = f"protocol_whitelist;file|threads;1|input_format;{demuxer}"
    return cv2.VideoCapture(f"/dev/fd/{file.fileno()}", cv2.CAP_FFMPEG)


def _read_video_facts(path: Path, file: BinaryIO) -> dict[str, object]:
    film = open_film(file)
    try:
        if not film.isOpened():
            raise UnplayableError(f"the file contains no video that can be decoded. {_EXPORT}")
        codec = _codec(path, int(film.get(cv2.CAP_PROP_FOURCC)))
        frames, rate_hz = film.get(cv2.CAP_PROP_FRAME_COUNT), film.get(cv2.CAP_PROP_FPS)
        length_s = frames / rate_hz if rate_hz > 0 else 0.0
        if not SHORTEST_S <= length_s <= LONGEST_S:
            told = f"it is {length_s:.2f} s long" if frames > 0 else "it does not say how long it is"
            raise UnplayableError(
                f"{told}; the player shows videos of {SHORTEST_S:.0f} to {LONGEST_S:.0f} s. {_EXPORT}"
            )
        if codec != "av1" and not film.read()[0]:  # the player has an AV1 decoder, OpenCV has none
            raise UnplayableError(f"the first frame of the video cannot be decoded. {_EXPORT}")
        width_px, height_px = film.get(cv2.CAP_PROP_FRAME_WIDTH), film.get(cv2.CAP_PROP_FRAME_HEIGHT)
    finally:
        film.release()
    return {"codec": codec, "length_s": length_s, "width_px": int(width_px), "height_px": int(height_px)}


def _codec(path: Path, fourcc: int) -> str:
    tag = fourcc.to_bytes(4, "little", signed=fourcc < 0).decode("latin-1").lower()
    if tag in _CODECS:
        return _CODECS[tag]
    told = _OTHER_CODECS.get(tag, tag if tag.isalnum() else "unknown")
    cure = _CONVERT.format(name=path.name)
    raise UnplayableError(
        f"the video codec is {told}, which the player cannot show. It shows H.264, VP9 and AV1. {cure}"
    )


def _image(file: BinaryIO) -> dict[str, object]:
    if os.fstat(file.fileno()).st_size > _IMAGE_BYTES:
        raise UnplayableError(
            f"the image is larger than {_IMAGE_BYTES // 1_000_000} MB. {_EXPORT}, with a smaller size"
        )
    file.seek(0)
    picture = cv2.imdecode(np.frombuffer(file.read(), np.uint8), cv2.IMREAD_UNCHANGED)
    if picture is None:
        raise UnplayableError(f"the file cannot be decoded as an image. {_EXPORT}")
    return {"length_s": None, "width_px": picture.shape[1], "height_px": picture.shape[0]}


def _check_size(path: Path, width_px: int, height_px: int, *, image: bool) -> None:
    size = f"the size is {width_px} x {height_px} pixels"
    if min(width_px, height_px) < SMALLEST_PX:
        raise UnplayableError(f"{size}, which is too small to see. {_EXPORT}")
    if image and max(width_px, height_px) > LARGEST_IMAGE_PX:
        raise UnplayableError(
            f"{size}; each side may have at most {LARGEST_IMAGE_PX} pixels. {_EXPORT}, with a smaller size"
        )
    if not image and width_px * height_px > MOST_VIDEO_PX:
        scale = f'ffmpeg -i {path.name} -vf "scale=1920:-2" -c:v libx264 -pix_fmt yuv420p -c:a aac NEW.mp4'
        raise UnplayableError(f"{size}; the player shows at most 4096 x 2304. Make the video smaller: {scale}")


def _sha256(file: BinaryIO) -> str:
    file.seek(0)
    checksum = hashlib.sha256()
    while block := file.read(1 << 20):
        checksum.update(block)
    return checksum.hexdigest()


if __name__ == "__main__":
    main()
