"""python -m models.labelling.pack FOLDER OUT: pictures that a shop has the right to train on, as training reads them.

FOLDER/CLASS/PERSON_ANYTHING.jpg (or png, webp). Each picture's best face is found and cut by the code that the kiosk
runs, so what is trained on is what will be read. The kiosk itself stores no pictures: these are of another source.
"""

import argparse
import csv
import hashlib
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.vision.expression import AbstentionRules, cut
from edge.perception.vision.face_finder import FaceFinder
from edge.perception.vision.track_confirmation import NEUTRAL
from edge.signals import Frame
from models.data import DataMissingError, is_held_out
from models.expression.data import CLASSES, FER_COLUMNS, FER_PX, FEWEST_TO_FIT, OWN
from models.serving.features.expression import face_to_net
from models.serving.spec import ModelFileError

KINDS = (".jpg", ".jpeg", ".png", ".webp")
MEASURED_PARTS = 5
TILES_A_SHEET = FER_COLUMNS * 100  # 2880 x 4800 px; WebP ends at 16383
LOSSLESS = 101  # of OpenCV: above 100 a WebP file gives back what went in
FILLS = 0.5
"""Of the shorter side. A wider face is also looked for with some room around the picture: the detector was made for
scenes, and puts the keypoints of a tight portrait some pixels off. The crop still comes from the picture itself."""

VOTES = 10  # as many as FER+ has taggers: whoever sorted the pictures speaks for all of them
HEADER = (
    "name", "usage", "sheet", "tile", *CLASSES, "unknown", "NF", "majority", "majority_alt", "argmax8", "dup_group",
    "exact_group", "leak",
)  # fmt: skip

Picture = NDArray[np.uint8]


class UnusablePictureError(Exception):
    """A picture has no face that the kiosk would read; the text says why."""


@dataclass(frozen=True, slots=True)
class OwnPicture:
    """One picture: where it lies, what its folder says of it, and who is in it."""

    path: Path
    expression: str
    person: str

    @property
    def usage(self) -> str:
        """All of a person's pictures are learnt from, or all are only measured with: whoever is added moves nobody."""
        # Not the hash of models.data.is_held_out: who is measured would be who is held out.
        digest = hashlib.sha256(f"measured {self.person}".encode()).digest()
        return "public" if int.from_bytes(digest[:4], "big") % MEASURED_PARTS == 0 else "train"


def listed(folder: Path) -> list[OwnPicture]:
    """The pictures of FOLDER/CLASS, in the order of their names. DataMissingError where the layout is another."""
    if not folder.is_dir():
        raise DataMissingError(f"pack: {folder} is not there. Name the folder that holds a folder for each class.")
    kinds = sorted(path for path in folder.iterdir() if path.is_dir())
    if unknown := [path.name for path in kinds if path.name not in CLASSES]:
        raise DataMissingError(
            f"pack: {folder} has folders that are no class: {', '.join(unknown)}. The classes are {', '.join(CLASSES)}."
        )
    found = [path for kind in kinds for path in sorted(kind.iterdir()) if path.suffix.lower() in KINDS]
    if nameless := [str(path.relative_to(folder)) for path in found if not path.stem.partition("_")[1]]:
        raise DataMissingError(
            f"pack: {len(nameless)} files do not say who is in them, {nameless[0]} among them. Name them "
            f"PERSON_ANYTHING{Path(nameless[0]).suffix}: nobody may be learnt from and measured with."
        )
    if not found:
        raise DataMissingError(f"pack: {folder} has no pictures (jpg, png, webp) in a folder named as a class.")
    return [OwnPicture(path, path.parent.name, path.stem.partition("_")[0].lower()) for path in found]


def crop_of(picture: Picture, faces: FaceFinder) -> NDArray[np.uint8]:
    """The best face of a BGR picture as the kiosk gives it to the network: (48, 48) grey. NotUsedError without one."""
    frame, room_px = Frame(0.0, picture), 0
    found = faces.detect(frame)[:1]
    if not found or found[0].w_px > FILLS * min(picture.shape[:2]):
        wide_px = max(picture.shape[:2]) // 2
        wide = Frame(0.0, np.pad(picture, ((wide_px, wide_px), (wide_px, wide_px), (0, 0)), "edge"))
        better = faces.detect(wide)[:1]
        if better and (not found or better[0].score > found[0].score):
            frame, room_px, found = wide, wide_px, better
    if not found:
        raise UnusablePictureError("no face was found")
    (face,) = found
    if faces.verify(frame, face) < NEUTRAL:
        raise UnusablePictureError("what was found may be no face")
    if face.w_px < AbstentionRules().min_width_px:
        raise UnusablePictureError(
            f"the face is too small: {face.w_px:.0f} px wide, {AbstentionRules().min_width_px:.0f} are wanted"
        )
    crop = np.empty((FER_PX, FER_PX), np.uint8)
    cut(picture, face_to_net(face.keypoints - room_px), crop)
    return crop


def crops_of(
    pictures: Sequence[OwnPicture],
) -> tuple[list[tuple[OwnPicture, NDArray[np.uint8]]], list[tuple[OwnPicture, str]]]:
    """Those with a face, each with its crop, and those without, each with the reason. Raises ModelFileError."""
    cropped, unused = [], []
    with closing(FaceFinder()) as faces:
        for done, own in enumerate(pictures, 1):
            picture = cv2.imread(str(own.path), cv2.IMREAD_COLOR)
            try:
                if picture is None:
                    raise UnusablePictureError("this is no picture that can be read")
                cropped.append((own, crop_of(picture.astype(np.uint8, copy=False), faces)))
            except UnusablePictureError as reason:
                unused.append((own, str(reason)))
            if sys.stderr.isatty():
                print(f"\r{done} of {len(pictures)} pictures", end="", file=sys.stderr, flush=True)
    return cropped, unused


def write(cropped: Sequence[tuple[OwnPicture, NDArray[np.uint8]]], out: Path) -> None:
    """Table and sheets in the layout of data/faces, lossless. An earlier pack in `out` goes."""
    out.mkdir(parents=True, exist_ok=True)
    for sheet in out.glob(f"ferplus_{OWN}*.webp"):
        sheet.unlink()
    rows: list[dict[str, object]] = []
    for usage, prefix in (("train", OWN), ("public", f"{OWN}_public")):
        here = [(own, crop) for own, crop in cropped if own.usage == usage]
        for number, at in enumerate(range(0, len(here), TILES_A_SHEET)):
            part = here[at : at + TILES_A_SHEET]
            _write_sheet(out / f"ferplus_{prefix}{number}.webp", [crop for _, crop in part])
            rows += [_row(own, f"{prefix}{number}", tile) for tile, (own, _) in enumerate(part)]
    with (out / "ferplus.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEADER, restval="")
        writer.writeheader()
        writer.writerows(rows)


def _row(own: OwnPicture, sheet: str, tile: int) -> dict[str, object]:
    votes = dict.fromkeys((*CLASSES, "unknown", "NF"), 0) | {own.expression: VOTES}
    said = {"majority": own.expression, "argmax8": own.expression, "dup_group": own.person, "leak": 0}
    name = f"{own.expression}/{own.path.name}"
    return {**votes, **said, "name": name, "usage": own.usage, "sheet": sheet, "tile": tile}


def _write_sheet(path: Path, tiles: Sequence[NDArray[np.uint8]]) -> None:
    sheet = np.zeros((-(-len(tiles) // FER_COLUMNS) * FER_PX, FER_COLUMNS * FER_PX), np.uint8)
    for number, tile in enumerate(tiles):
        row, column = divmod(number, FER_COLUMNS)
        sheet[row * FER_PX : (row + 1) * FER_PX, column * FER_PX : (column + 1) * FER_PX] = tile
    cv2.imwrite(str(path), sheet, [cv2.IMWRITE_WEBP_QUALITY, LOSSLESS])


def report(pictures: Sequence[OwnPicture], unused: Sequence[tuple[OwnPicture, str]]) -> str:
    """What came out, class by class, and what a person should know before training on it."""
    lines = [f"{'':12}{'learnt from':>12}{'held out':>12}{'measured':>12}{'persons':>12}"]
    for expression in CLASSES:
        of = [own for own in pictures if own.expression == expression]
        parts = Counter(_part(own) for own in of)
        counts = [*(parts[part] for part in ("learnt", "held", "measured")), len({own.person for own in of})]
        lines.append(f"{expression:12}" + "".join(f"{count:12}" for count in counts))
        if not parts["learnt"]:
            lines[-1] += "  nothing to learn from: a network trained on these alone never says it"
    held = sum(_part(own) == "held" for own in pictures)
    if held < FEWEST_TO_FIT:
        lines.append(f"{held} held-out pictures are too few to fit temperature and abstention on ({FEWEST_TO_FIT}).")
    lines += [f"not used: {len(unused)}", *(f"  {own.path}: {why}" for own, why in unused)]
    return "\n".join(lines)


def _part(own: OwnPicture) -> str:
    return "measured" if own.usage == "public" else "held" if is_held_out(own.person) else "learnt"


def pack(folder: Path, out: Path) -> str:
    """Do it; returns the report. Raises DataMissingError and ModelFileError; then nothing was written."""
    if (out / "ferplus.csv").exists() and not [*out.glob(f"ferplus_{OWN}*.webp")]:
        raise DataMissingError(f"pack: {out} holds data that were not packed here. Name another folder for OUT.")
    cropped, unused = crops_of(listed(folder))
    said = report([own for own, _ in cropped], unused)
    if not any(own.usage == "train" for own, _ in cropped):
        raise DataMissingError(f"{said}\npack: there is nothing to learn from. Nothing was written.")
    write(cropped, out)
    return said


def main(arguments: list[str] | None = None) -> int:
    """0 done, 2 bad usage, 3 pictures missing, 4 detector missing."""
    parser = argparse.ArgumentParser(
        prog="python -m models.labelling.pack",
        description="Cut the faces out of pictures that you have the right to train on, as training reads them.",
        epilog="example: python -m models.labelling.pack pictures packed",
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="holds CLASS/PERSON_ANYTHING.jpg (png, webp)")
    parser.add_argument("out", type=Path, metavar="OUT", help="folder for the table and the sheets")
    chosen = parser.parse_args(arguments)
    try:
        print(pack(chosen.folder, chosen.out))
    except DataMissingError as missing:
        print(missing, file=sys.stderr)
        return 3
    except ModelFileError as wrong:
        print(wrong, file=sys.stderr)
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())
