"""Writes the card of a converted face detector: its use, data, numbers and limits."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.card.parts import ModelCardTexts
from models.card.tables import key_as_words, markdown_table, percent_text, scalar_text
from models.serving.spec import ModelSpec

PURPOSE = """
Finds faces without MediaPipe's own program, with `[faces] runtime = "serving"`: on TensorRT if a GPU has it, else on
ONNX Runtime. The full-range model processes every frame. The short-range model helps to check each new face a second
time. Input and output are the same as with MediaPipe, and so is everything that is counted.
"""

NO_PURPOSE = """
It finds faces and does not recognise anybody: for each face it returns a box, six points and a score.
"""

DATA = """
Weights and layers are MediaPipe's, converted to ONNX by `models/conversion`: float16 weights became float32, sparse
ones dense. Nothing was trained here. The file does not say what Google trained it on. Letterbox, anchors and the
merging of boxes are our own code and follow MediaPipe's graph (`models/serving/features/face_boxes.py`).
"""

COMPARED = """
Compared with MediaPipe with the same weights, on the input that the kiosk gives this detector. A face counts if either
gives it a score of at least 0.5. Box: every edge within 2 % of the face's width. Score: within 0.02. Found by one only:
the other has no box that shares half of the union with it, at any score from 0.3 on.
"""

NAMES = {"faces": "single faces, enlarged to 192 px", "faces-clips": "every frame of 21 videos, squares included"}

FAILS = """
- Like MediaPipe's: the card of the original file lists which faces it misses, and what it mistakes for a face.
- A box that extends over the left or top edge of the frame is moved inside, not cut, as in MediaPipe.
- In half precision, which only TensorRT runs, a face whose score is near a limit may fall on the other side of it.
"""


def measurement_tables(spec: ModelSpec) -> str:
    """Tables of the differences from MediaPipe's detector and of the cost."""
    kinds = {key: spec.metrics[key] for key in NAMES if key in spec.metrics}
    if not kinds:
        return "Not measured yet."
    head = (
        "", "images", "calls", "faces", "box within 2 %", "score within 0.02", "largest box difference, in widths",
        "largest score difference", "found by only one",
    )  # fmt: skip
    parts = [
        COMPARED.strip(),
        markdown_table(head, [(NAMES[key], *table_cells(result)) for key, result in kinds.items()]),
    ]
    cost = kinds.get("faces", {}).get("cost_ratio")
    if cost is not None:
        parts.append(f"A call takes {cost:.2f} of the CPU time of MediaPipe's (one thread, 640x480, alternating).")
    parts += unmatched_faces(kinds)
    return "\n\n".join(parts)


def table_cells(result: Mapping[str, Any]) -> tuple[str, ...]:
    """Cells of one row of the table."""
    counts = (f"{result[key]:,}" for key in ("pictures", "calls", "faces"))
    largest = (f"{result[f'largest_{of}_difference']:.4f}" for of in ("box", "score"))
    return (
        *counts,
        percent_text(result["box_within"]),
        percent_text(result["score_within"]),
        *largest,
        str(len(result["alone"])),
    )


def unmatched_faces(kinds: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Text about every face that only one of the two detectors found."""
    rows = [row for result in kinds.values() for row in result["alone"]]
    if rows:
        yield "Faces that only one of the two found:"
        yield markdown_table(tuple(map(key_as_words, rows[0])), [tuple(map(scalar_text, row.values())) for row in rows])


CARD = ModelCardTexts(
    rights=lambda _spec: "",
    purpose=PURPOSE,
    no_purpose=NO_PURPOSE,
    data=lambda _spec: DATA,
    numbers=measurement_tables,
    fails=FAILS,
    commands=lambda spec, date: "\n".join(
        (
            "python -m models.faces.export",
            f"python -m models.card {spec.name} --date {date}",
            f"python -m models.gate {spec.name}",
        )
    ),
)
