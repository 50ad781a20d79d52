"""Measures in which light faces are found and read alike: pictures of clips, dimmed, against the light, and too bright.

`python -m tests.light --table docs/evidence/accuracy.md` writes the table. Each picture gets noise of 3 grey levels and
JPEG of quality 70 after its light was changed. The rules of `vitrina doctor --placement` are those of this table.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.events import ExpressionScores
from edge.kiosk import build
from edge.perception.vision.detector import Detection
from edge.perception.vision.face_finder import FaceFinder, FaceFinderOptions
from edge.perception.vision.face_reading import ExpressionPrediction, FaceGeometry
from edge.settings.settings import Settings
from edge.signals import Frame
from edge.tools.doctor.light import measure_light
from tests.clips import CLIPS
from tests.evidence.parts import write_part

NAMES = (
    "s01_single_neutral_smile", "s03_face_then_none", "s10_webcam_long_turns", "s11_smile_on_off", "s12_frown_grimaces",
    "s13_mouth_shapes", "s18_posters_composite",
)  # fmt: skip
PICTURES = 8  # of each clip
NOISE, JPEG = 3.0, 70
SMILES = 0.5
Picture = NDArray[np.uint8]
Values = NDArray[np.float32]
Change = Callable[[Values, Detection], Values]
Read = Callable[[Picture, Detection], ExpressionPrediction]


@dataclass(frozen=True)
class Shown:
    """A picture with one face, and if it smiles; None: the reader abstains."""

    picture: Picture
    face: Detection
    smiles: bool | None


def dim(share: float, picture: Values, _: Detection) -> Values:
    """Changes the light of the whole picture."""
    return picture * np.float32(share)


def against_light(share: float, picture: Values, face: Detection) -> Values:
    """Changes the light of the person, before a bright room."""
    height, width = picture.shape[:2]
    mask = np.zeros((height, width), np.float32)
    x, y = int(face.x_px + face.w_px / 2), int(face.y_px + face.h_px / 2)
    cv2.ellipse(mask, (x, y), (int(0.75 * face.w_px), int(0.8 * face.h_px)), 0, 0, 360, 1, -1)
    shoulders = int(1.2 * face.w_px)
    cv2.rectangle(mask, (x - shoulders, int(y + 0.6 * face.h_px)), (x + shoulders, height), 1, -1)
    person = cv2.GaussianBlur(mask, (0, 0), 3)[..., None]
    bright = np.clip(picture * 1.2 + 100, 0, 255)
    return np.asarray(picture * share * person + (1 - person) * bright, np.float32)


CASES: tuple[tuple[str, Change], ...] = (
    *((f"light × {share:g}", partial(dim, share)) for share in (1, 0.5, 0.25, 0.125, 0.0625)),
    *(
        (f"against the light, person × {share:g}", partial(against_light, share))
        for share in (0.5, 0.25, 0.125, 0.0625)
    ),
    *((f"light × {share:g}", partial(dim, share)) for share in (1.5, 2, 3, 4)),
)


def shown(finder: FaceFinder, read: Read) -> Iterator[Shown]:
    """Pictures of the clips in which one face is found."""
    for name in NAMES:
        film = cv2.VideoCapture(str(CLIPS / f"{name}.mp4"))
        count = int(film.get(cv2.CAP_PROP_FRAME_COUNT))
        for number in range(PICTURES):
            film.set(cv2.CAP_PROP_POS_FRAMES, int(count * (number + 0.5) / PICTURES))
            is_there, image = film.read()
            picture = np.asarray(image, np.uint8)
            faces = finder.detect(Frame(0.0, picture)) if is_there else []
            if len(faces) == 1:
                yield Shown(picture, faces[0], smiles(read(picture, faces[0])))


def smiles(prediction: ExpressionPrediction) -> bool | None:
    """True for a smile; None where the reader abstains."""
    if not isinstance(prediction.result, ExpressionScores):
        return None
    probability = prediction.result.probabilities[1]
    return None if probability is None else probability > SMILES


def camera(picture: Values, chance: np.random.Generator) -> Picture:
    """Noise and compression of a camera."""
    noisy = np.clip(picture + chance.normal(0, NOISE, picture.shape), 0, 255).astype(np.uint8)
    coded = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, JPEG])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


def row(name: str, change: Change, pictures: Sequence[Shown], finder: FaceFinder, read: Read) -> str:
    """One row of the table."""
    chance = np.random.default_rng(1)
    found = alike = 0
    lights = []
    for one in pictures:
        picture = camera(change(one.picture.astype(np.float32), one.face), chance)
        light = measure_light(picture)
        lights.append((light.middle, light.middle / max(light.mean, 1.0), light.white))
        near = [face for face in finder.detect(Frame(0.0, picture)) if _is_same(face, one.face)]
        found += bool(near)
        alike += bool(near) and smiles(read(picture, near[0])) == one.smiles
    middle, by_mean, white = np.mean(lights, axis=0)
    return f"| {name} | {middle:.0f} | {by_mean:.2f} | {white:.0%} | {found} of {len(pictures)} | {alike} |"


def _is_same(face: Detection, other: Detection) -> bool:
    return abs(face.x_px + face.w_px / 2 - other.x_px - other.w_px / 2) < other.w_px / 2


def table() -> str:
    """The table as Markdown."""
    lines = ["| light | middle, grey | middle by mean | white | found | read alike |", "|---|---|---|---|---|---|"]
    reader = build.build_expression_reader(Settings(), min_px=0)
    assert reader is not None

    def read(picture: Picture, face: Detection) -> ExpressionPrediction:
        return reader.predict(picture, [FaceGeometry(face.keypoints, face.w_px, 0.0, 0.0)])[0]

    with closing(FaceFinder(FaceFinderOptions(tiles="whole"))) as finder:
        pictures = list(shown(finder, read))
        for name, change in CASES:
            lines.append(row(name, change, pictures, finder, read))
            print(lines[-1], file=sys.stderr)
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.light", description=__doc__)
    parser.add_argument("--table", type=Path, metavar="FILE", help="write the table into this document")
    options = parser.parse_args()
    made = table()
    print(made)
    if options.table:
        write_part(options.table, "light", made)


if __name__ == "__main__":
    main()
