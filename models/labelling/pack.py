"""python -m models.labelling.pack FOLDER OUT: packs a shop's own images for training.

Images are FOLDER/CLASS/PERSON_ANYTHING.jpg (or png, webp). The kiosk's code detects and crops the best face of each
image, so training crops are like the crops on the kiosk. The kiosk itself stores no images, so these come from another
source.
"""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.vision.face_crop import cut_face
from edge.perception.vision.face_finder import FaceFinder
from edge.perception.vision.face_reading import AbstentionRules
from edge.perception.vision.track_confirmation import NEUTRAL
from edge.signals import Frame
from models.command_line import report_errors
from models.data import DataMissingError, is_held_out, is_measured
from models.expression.data import CLASSES, FER_COLUMNS, FER_PX, FEWEST_TO_FIT, OWN
from models.serving.features.expression import face_to_net
from models.serving.hardening import harden_process

KINDS = (".jpg", ".jpeg", ".png", ".webp")
TILES_A_SHEET = FER_COLUMNS * 100  # 2880 x 4800 px; WebP ends at 16383
LOSSLESS = 101  # of OpenCV: above 100 a WebP file gives back what went in
FILLS = 0.5
"""Least width of a face, as a share of the shorter side of the image, at which it is detected again with padding around
the image. The detector is made for scenes, so its keypoints for a tight portrait are some pixels off. The crop is still
taken from the image itself.
"""

VOTES = 10  # as many as FER+ has taggers: the person who sorted the pictures has all votes
HEADER = (
    "name", "usage", "sheet", "tile", *CLASSES, "unknown", "NF", "majority", "majority_alt", "argmax8", "dup_group",
    "exact_group", "leak",
)  # fmt: skip

Picture = NDArray[np.uint8]


class UnusablePictureError(Exception):
    """An image has no face that the kiosk would classify. The text gives the reason."""


@dataclass(frozen=True, slots=True)
class LabelledPicture:
    """One image: its path, its class from the name of its folder, and the person in it."""

    path: Path
    expression: str
    person: str

    @property
    def usage(self) -> str:
        """ "train" or "public" (test). It is the same for all images of a person, and does not depend on other
        people.
        """
        return "public" if is_measured(self.person) else "train"


CroppedPicture = tuple[LabelledPicture, NDArray[np.uint8]]
"""An image and the crop (48, 48) of its face."""


def list_pictures(folder: Path) -> list[LabelledPicture]:
    """Images in FOLDER/CLASS, sorted by name. Raises DataMissingError if the folder has another layout."""
    if not folder.is_dir():
        raise DataMissingError(f"pack: {folder} does not exist. Name the folder that contains a folder for each class.")
    kinds = sorted(path for path in folder.iterdir() if path.is_dir())
    if unknown := [path.name for path in kinds if path.name not in CLASSES]:
        raise DataMissingError(
            f"pack: {folder} has folders that are not a class: {', '.join(unknown)}. The classes are"
            f" {', '.join(CLASSES)}."
        )
    found = [path for kind in kinds for path in sorted(kind.iterdir()) if path.suffix.lower() in KINDS]
    if nameless := [str(path.relative_to(folder)) for path in found if not path.stem.partition("_")[1]]:
        raise DataMissingError(
            f"pack: {len(nameless)} files have no person in their name, such as {nameless[0]}. Name them "
            f"PERSON_ANYTHING{Path(nameless[0]).suffix}: nobody may appear in both the training and the test images."
        )
    if not found:
        raise DataMissingError(f"pack: {folder} has no images (jpg, png, webp) in a folder named after a class.")
    return [LabelledPicture(path, path.parent.name, path.stem.partition("_")[0].lower()) for path in found]


def crop_face(picture: Picture, finder: FaceFinder) -> NDArray[np.uint8]:
    """Grey crop (48, 48) of the best face in a BGR image, made as on the kiosk. Raises UnusablePictureError if there is
    no face.
    """
    frame, offset_px = Frame(0.0, picture), 0
    found = finder.detect(frame)[:1]
    if not found or found[0].w_px > FILLS * min(picture.shape[:2]):
        pad_px = max(picture.shape[:2]) // 2
        padded = Frame(0.0, np.pad(picture, ((pad_px, pad_px), (pad_px, pad_px), (0, 0)), "edge"))
        padded_found = finder.detect(padded)[:1]
        if padded_found and (not found or padded_found[0].score > found[0].score):
            frame, offset_px, found = padded, pad_px, padded_found
    if not found:
        raise UnusablePictureError("no face was found")
    (face,) = found
    if finder.verification_score(frame, face) < NEUTRAL:
        raise UnusablePictureError("the detected region may not be a face")
    if face.w_px < AbstentionRules().min_width_px:
        raise UnusablePictureError(
            f"the face is {face.w_px:.0f} px wide, but must be at least {AbstentionRules().min_width_px:.0f} px wide"
        )
    crop = np.empty((FER_PX, FER_PX), np.uint8)
    cut_face(picture, face_to_net(face.keypoints - offset_px), crop)
    return crop


def crop_faces(
    pictures: Sequence[LabelledPicture],
) -> tuple[list[CroppedPicture], list[tuple[LabelledPicture, str]]]:
    """Images with a face and their crops, and images without a face and the reasons. Raises ModelFileError."""
    cropped, unused = [], []
    with closing(FaceFinder()) as finder:
        for done, own in enumerate(pictures, 1):
            picture = cv2.imread(str(own.path), cv2.IMREAD_COLOR)
            try:
                if picture is None:
                    raise UnusablePictureError("this is not a readable image")
                cropped.append((own, crop_face(picture.astype(np.uint8, copy=False), finder)))
            except UnusablePictureError as reason:
                unused.append((own, str(reason)))
            if sys.stderr.isatty():
                print(f"\r{done} of {len(pictures)} images", end="", file=sys.stderr, flush=True)
    return cropped, unused


def write_pack(
    cropped: Sequence[CroppedPicture], out: Path, usage_of: Callable[[LabelledPicture], str] = lambda own: own.usage
) -> None:
    """Write table and sheets in the layout of data/faces, in a lossless format. Sheets of an earlier pack in `out` are
    removed. `usage_of`: the part of the data for an image, "train" or "public".
    """
    out.mkdir(parents=True, exist_ok=True)
    for sheet in out.glob(f"ferplus_{OWN}*.webp"):
        sheet.unlink()
    rows: list[dict[str, object]] = []
    for usage, prefix in (("train", OWN), ("public", f"{OWN}_public")):
        pictures = [(own, crop) for own, crop in cropped if usage_of(own) == usage]
        for number, at in enumerate(range(0, len(pictures), TILES_A_SHEET)):
            part = pictures[at : at + TILES_A_SHEET]
            _write_sheet(out / f"ferplus_{prefix}{number}.webp", [crop for _, crop in part])
            rows += [_row(own, usage, f"{prefix}{number}", tile) for tile, (own, _) in enumerate(part)]
    with (out / "ferplus.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEADER, restval="")
        writer.writeheader()
        writer.writerows(rows)


def _row(own: LabelledPicture, usage: str, sheet: str, tile: int) -> dict[str, object]:
    votes = dict.fromkeys((*CLASSES, "unknown", "NF"), 0) | {own.expression: VOTES}
    labels = {"majority": own.expression, "argmax8": own.expression, "dup_group": own.person, "leak": 0}
    name = f"{own.expression}/{own.path.name}"
    return {**votes, **labels, "name": name, "usage": usage, "sheet": sheet, "tile": tile}


def _write_sheet(path: Path, tiles: Sequence[NDArray[np.uint8]]) -> None:
    sheet = np.zeros((-(-len(tiles) // FER_COLUMNS) * FER_PX, FER_COLUMNS * FER_PX), np.uint8)
    for number, tile in enumerate(tiles):
        row, column = divmod(number, FER_COLUMNS)
        sheet[row * FER_PX : (row + 1) * FER_PX, column * FER_PX : (column + 1) * FER_PX] = tile
    cv2.imwrite(str(path), sheet, [cv2.IMWRITE_WEBP_QUALITY, LOSSLESS])


def pack_report(pictures: Sequence[LabelledPicture], unused: Sequence[tuple[LabelledPicture, str]]) -> str:
    """Report with the counts by class, warnings about training, and the images that were not used."""
    lines = [f"{'':12}{'learnt from':>12}{'held out':>12}{'measured':>12}{'persons':>12}"]
    for expression in CLASSES:
        in_class = [own for own in pictures if own.expression == expression]
        parts = Counter(_part(own) for own in in_class)
        counts = [*(parts[part] for part in ("learnt", "held", "measured")), len({own.person for own in in_class})]
        lines.append(f"{expression:12}" + "".join(f"{count:12}" for count in counts))
        if not parts["learnt"]:
            lines[-1] += "  nothing to train on: a model trained only on these images never reports this class"
    held = sum(_part(own) == "held" for own in pictures)
    if held < FEWEST_TO_FIT:
        lines.append(f"{held} held-out images are too few to fit temperature and abstention ({FEWEST_TO_FIT} needed).")
    lines += [f"not used: {len(unused)}", *(f"  {own.path}: {reason}" for own, reason in unused)]
    return "\n".join(lines)


def _part(own: LabelledPicture) -> str:
    return "measured" if own.usage == "public" else "held" if is_held_out(own.person) else "learnt"


def check_out_folder(out: Path) -> None:
    """Raise DataMissingError if `out` contains data that were not written here."""
    if (out / "ferplus.csv").exists() and not [*out.glob(f"ferplus_{OWN}*.webp")]:
        raise DataMissingError(
            f"pack: {out} contains data that this command did not write. Name another folder for OUT."
        )


def pack_pictures(folder: Path, out: Path) -> str:
    """Pack the images and return the report. Raises DataMissingError or ModelFileError before anything is written."""
    check_out_folder(out)
    cropped, unused = crop_faces(list_pictures(folder))
    text = pack_report([own for own, _ in cropped], unused)
    if not any(own.usage == "train" for own, _ in cropped):
        raise DataMissingError(f"{text}\npack: no image can be used for training. Nothing was written.")
    write_pack(cropped, out)
    return text


@report_errors
def main(arguments: list[str] | None = None) -> int:
    """Pack images and return the exit code: 0 done, 2 bad usage, 3 images missing, 4 detector missing."""
    parser = argparse.ArgumentParser(
        prog="python -m models.labelling.pack",
        description="Crop the faces in images that you have the right to train on, and pack them for training.",
        epilog="example: python -m models.labelling.pack images packed",
    )
    parser.add_argument(
        "folder",
        type=Path,
        metavar="FOLDER",
        help="folder with one subfolder per class, and images named CLASS/PERSON_ANYTHING.jpg (or .png, .webp)",
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="output folder for the table and the image sheets")
    options = parser.parse_args(arguments)
    print(pack_pictures(options.folder, options.out))
    return 0


if __name__ == "__main__":
    harden_process()
    sys.exit(main())
