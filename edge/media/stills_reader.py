"""Child process that extracts stills from one ad: small images at chosen seconds.

Reads `{"path": …, "seconds": […], "height_px": …}` from stdin. Prints one JSON object per line: `{"second": …, "jpeg":
…}` with the image in base64, or one `{"reason": …}`.
"""

import base64
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.files import open_regular_file
from edge.media.file_reader import describe_media_file, open_film

QUALITY = 70
_UNREADABLE = "its frames cannot be decoded here. Export it again as mp4 with H.264"


def main() -> None:
    """Read the media file that stdin names, and print its stills."""
    asked = json.load(sys.stdin)
    for line in read_stills(Path(asked["path"]), asked["seconds"], asked["height_px"]):
        print(json.dumps(line), flush=True)  # noqa: T201


def read_stills(path: Path, seconds: Sequence[float], height_px: int) -> Iterator[dict[str, object]]:
    """Stills of a video at sorted seconds. Seconds beyond its end are skipped. An image has one still."""
    facts = describe_media_file(path)
    if "reason" in facts:
        yield facts
        return
    with open_regular_file(path) as file:
        if facts["length_s"] is None:
            picture = cv2.imdecode(np.frombuffer(file.read(), np.uint8), cv2.IMREAD_COLOR)
            yield {"reason": _UNREADABLE} if picture is None else _still(0.0, np.asarray(picture, np.uint8), height_px)
        else:
            yield from _read_film_stills(
                file, [at_s for at_s in seconds if at_s < float(str(facts["length_s"]))], height_px
            )


def _read_film_stills(file: BinaryIO, seconds: Sequence[float], height_px: int) -> Iterator[dict[str, object]]:
    film = open_film(file)
    try:
        for at_s in seconds:
            film.set(cv2.CAP_PROP_POS_MSEC, at_s * 1000)
            is_read, image = film.read()
            if not is_read:
                yield {"reason": _UNREADABLE}
                return
            yield _still(at_s, np.asarray(image, np.uint8), height_px)
    finally:
        film.release()


def _still(at_s: float, image: NDArray[np.uint8], height_px: int) -> dict[str, object]:
    height, width = image.shape[:2]
    size = max(1, round(width * height_px / height)), height_px
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    _, jpeg = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return {"second": at_s, "jpeg": base64.b64encode(jpeg.tobytes()).decode()}


if __name__ == "__main__":
    main()
