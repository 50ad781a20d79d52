"""Card text of a smile reader beside its spec: use, data, numbers, limits."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.card.parts import ModelCardTexts, usual_commands
from models.card.tables import interval_text, key_words, markdown_table, nested_tables, percent_text, scalar_text
from models.expression.card import group_rows
from models.expression.corruptions import CORRUPTIONS
from models.serving.spec import ModelSpec

CLIPS = "[accuracy](../../docs/accuracy.md)"

SCORED = "Through the kiosk's detector, crop and network. What is read is scored; the rest lowers the share read alone."

COLUMNS = (
    "n", "read", "area under ROC", "smile or not, at p = 0.5", "smiles found", "others found", "calibration error",
)  # fmt: skip

PURPOSE = """
Saying how likely it is that a face before a shop's screen smiles, several times a second, and which way its head is
turned; published as a mean over at least ten people. It may be used in a business: mesh and pictures have licences
that allow it.
"""

NO_PURPOSE = """
A smile is a shape of the mouth. It is not joy, liking or a wish to buy, and no such word may stand beside its numbers.
It tells nothing of anger, sadness, surprise, of who somebody is, of age or gender: those fields of a message are null.
"""

DATA = """
Two parts. The mesh is MediaPipe's, of 468 points: `face_landmark.tflite` of the package mediapipe 0.10.21, Apache-2.0,
code and weights, converted to ONNX by `models/conversion`; what Google trained it on is in its model card and not in
ours. The head behind it was trained here, on the 64 points of lips and cheeks alone.

| what | licence | who says so |
|---|---|---|
| MediaPipe's face mesh, code and weights | Apache-2.0 | the package mediapipe 0.10.21 |
| DiffusionFER, 987 generated faces, of them 258 happy, and their labels | CC0-1.0 | its data card |

Nothing else trained, calibrated or chose it. FER+, UTKFace, the news photographs and all videos were only measured.

The generator repeats its invented people, so the spread between folds is smaller than between people. FER+ and the
news photographs are of another kind than the pictures that trained it.
"""

FAILS = """
- Crying with a wide mouth, and grimaces that pull the corners of the mouth up, are read as smiles. In the one clip
  that has somebody who cries, most readings are smiles.
- Generated faces taught it: young, in good light, few with glasses or beards. The audit by groups below shows how
  often it finds a smile on portraits of others; nobody labelled those, so it cannot show how often it is right.
- Half a face: above 40° of yaw or 30° of pitch, below 32 px, or where the mesh sees no face, it abstains. A hand or a
  mask over the mouth does not stop the mesh from guessing where the mouth is.
- Pitch has a zero of its own for each face: single people are off by up to 5°.
- The probabilities were calibrated on pictures. A camera's faces differ from them by more than people differ.
"""


def licence_text(spec: ModelSpec) -> str:
    return "" if spec.may_be_used("commercial") else "Its own note says what holds it back."


DESCRIBED = (
    "held_out", "cross_validation", "smile", "smile-ood", "smile-sizes", "smile-robustness", "disparity", "parity",
    "variants", "cost",
)  # fmt: skip


def measurement_tables(spec: ModelSpec) -> str:
    """All measurements of the spec, the most important first."""
    m = spec.metrics
    parts: list[str] = []
    if "cross_validation" in m:
        parts += fold_rows(m["cross_validation"])
    if "smile" in m:
        parts += other_pictures({key: m[key] for key in ("smile", "smile-ood") if key in m}, m["smile"]["cost_ratio"])
    if "smile-sizes" in m:
        parts += size_rows(m["smile-sizes"])
    if "smile-robustness" in m:
        parts += robustness_rows(m["smile-robustness"])
    if "disparity" in m:
        parts += group_rows(m["disparity"])
    rest = {key: value for key, value in m.items() if key not in DESCRIBED}
    parts.append(f"On videos, clip by clip: {CLIPS}. Nothing was fitted on a clip.")
    return "\n\n".join([*parts, nested_tables(rest)] if rest else parts)


def fold_rows(c: Mapping[str, Any]) -> Iterator[str]:
    """Scores of heads on pictures that they have not seen."""
    yield (
        f"{c['n']} pictures, each judged by a head that was trained without its fold. Area under ROC by fold: mean "
        f"{c['fold_auc_mean']:.3f}, standard deviation {c['fold_auc_sd']:.3f}, least {c['fold_auc_least']:.3f}. "
        f"Calibration from the same predictions: logit × {c['scaling']['scale']:g} {c['scaling']['offset']:+g}."
    )
    yield markdown_table(
        ("", "area under ROC", "smile or not, at p = 0.5", "calibration error"),
        [
            (name, f"{c[key]['auc']:.3f}", percent_text(c[key]["accuracy"]), f"{c[key]['ece']:.3f}")
            for name, key in (("the pictures", "pictures"), ("with the defects of training", "crops"))
        ],
    )


def other_pictures(kinds: Mapping[str, Mapping[str, Any]], cost: float) -> Iterator[str]:
    """Scores on pictures of other kinds than those that trained it."""
    yield "### Other pictures"
    yield (
        f"{SCORED} A face, cut and read, costs {cost:.2f} of a full-range detector call (one thread, CPU time, same "
        "run). No label fits a smile exactly: FER+'s taggers chose among eight emotions."
    )
    names = {"smile": "FER+, majority, public part", "smile-ood": "news photographs, one annotator a picture"}
    yield markdown_table(("", *COLUMNS), [(names[key], *table_cells(result)) for key, result in kinds.items()])
    if by_fold := kinds["smile"].get("folds"):
        rows = by_fold["folds"]
        right = ", ".join(f"{percent_text(row['smile_accuracy'])} ({row['n']:,} pictures)" for row in rows)
        yield f"FER+ in {len(rows)} folds, near-copies together: right of what is read, fold by fold, {right}."


def size_rows(s: Mapping[str, Any]) -> Iterator[str]:
    """Scores on the training pictures made small."""
    yield "### Small faces"
    yield "The pictures that trained it, reduced to a width in pixels: how it bears small faces, not how well it does."
    yield markdown_table(("width", *COLUMNS), [(width, *table_cells(result)) for width, result in s["widths"].items()])


def robustness_rows(r: Mapping[str, Any]) -> Iterator[str]:
    """Scores under each corruption at its three strengths."""
    yield "### Robustness"
    yield (
        f"{r['n']} rows of FER+ spoilt (`models/expression/corruptions.py`), mild to hard; area under ROC, share read. "
        f"Clean: {r['clean']['smile_auc']:.3f}, {percent_text(r['clean']['coverage'])}."
    )
    rows = []
    for name, results in r["corruptions"].items():
        told = [f"{one['strength']:g}: {one['smile_auc']:.3f}, {percent_text(one['coverage'])}" for one in results]
        rows.append((key_words(name), CORRUPTIONS[name].unit if name in CORRUPTIONS else "", *told))
    yield markdown_table(("", "strength", "mild", "middle", "hard"), rows)


def table_cells(result: Mapping[str, Any]) -> tuple[str, ...]:
    """Scores of one set of pictures, in the order of COLUMNS."""
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
    commands=usual_commands,
)
