"""Card text for an expression model: use, data, numbers, limits."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.card.parts import ModelCardTexts
from models.card.tables import interval_text, key_as_words, markdown_table, nested_tables, percent_text, scalar_text
from models.expression.corruptions import CORRUPTIONS
from models.expression.data import MISLABELLED
from models.serving.spec import ModelSpec

RIGHTS = """
Many images of FER2013 show the watermarks of picture agencies. Whether weights trained on them may be sold is an open
question. Whoever ships a product must have it answered. For a product, train on your own images:
[Use your own expression model](../../docs/research/own-networks.md).
"""

PURPOSE = """
Estimates whether people would call a face that looks at a screen smiling, surprised, neutral and so on. Results are
aggregated over at least ten people before they are published. The reliable outputs are the smile, then surprise, and
all negative classes as one; the eight classes are for research.
"""

NO_PURPOSE = """
It describes what a face looks like, not what anybody feels: people smile without joy and scowl without anger, and how
they do it differs between cultures and situations. Do not base any decision about a person on it; nothing about one
person is published. It does not recognise anybody and does not estimate age, sex or origin. It is not for work, school,
medicine, safety or the police, and is not a lie detector.
"""

DATA = """
FER+ votes: MIT licence (Microsoft). Trained on the train part without a held-out tenth (grouped by near-duplicates).
That tenth was used to fit the temperature ({temperature}){offsets} and the abstention threshold
({abstain_below}).{heads}
The public part was used only for the tables below. It contains near-copies of training images; the score without them
is listed too.
"""

HEAD_DATA = """
The head for valence and arousal was fitted on four fifths of 987 synthetic faces (DiffusionFER, CC0). The rest of the
model was not changed.
"""

POSE_DATA = """
The head for yaw and pitch was fitted to the output of MediaPipe's FaceLandmarker for {fitted:,} tiles of the train part
without the held-out tenth. The rest of the model was not changed.
"""

FAILS = """
- Disgust and contempt have 116 and 120 training images. Do not use their own scores; they count only in `negative`.
- It confuses sadness, anger and neutral where annotators disagree as well: two panels of ten agree on one of the 8
  classes for 84 % of identical images.
- It does not read faces below 48 px or heads turned by more than 40 degrees.
- Faces that talk, read or squint at the sun are rare in the data. Their mouths and brows may look like surprise or
  anger to it. Not measured.
- Not measured with real images: hands, masks and beards in front of the mouth, small children, drawings. The training
  data contain such images, with labels.
- The annotators, and most people in the images, come from a small part of the world. Nobody was asked what a smile is
  elsewhere.
"""

DESCRIBED = {
    *("held_out", "parity", "variants", "cost", "expression", "expression-ood", "valence", "valence_held_back"),
    *("disparity", "robustness", "pose"),
}
"""Metrics that have their own text or table. All other metrics are shown in a general table."""


AXES = ("valence", "arousal")
SHARES = ("detection_rate", "mean_positive", "mean_negative", "mean_abstained")


def data_text(spec: ModelSpec) -> str:
    return DATA.format(
        temperature=spec.temperature,
        offsets=_offsets(spec),
        abstain_below=spec.thresholds["abstain_below"],
        heads=_heads(spec),
    )


def _heads(spec: ModelSpec) -> str:
    """Text about the data on which the model's heads were fitted."""
    pose = spec.metrics.get("pose")
    return (HEAD_DATA if "affect" in spec.outputs else "") + (POSE_DATA.format(**pose) if pose else "")


def _offsets(spec: ModelSpec) -> str:
    """Text about offsets that are added to the class logits after the temperature; empty if none were fitted."""
    fitted = spec.metrics.get("held_out", {}).get("offsets")
    if not fitted:
        return ""
    return ", an offset for each class (" + ", ".join(f"{value:+.2f}" for value in fitted) + ", in their order)"


def measurement_tables(spec: ModelSpec) -> str:
    """Tables of all measurements in the model settings, the most important first."""
    m = spec.metrics
    parts: list[str] = []
    if "expression" in m:
        parts += ferplus_rows(m["expression"], m.get("held_out", {}))
    if "expression-ood" in m:
        parts += other_picture_rows(m["expression-ood"])
    if "valence" in m:
        parts += affect_rows(spec)
    if "pose" in m:
        parts += orientation_rows(m["pose"])
    if "robustness" in m:
        parts += robustness_rows(m["robustness"])
    if "disparity" in m:
        parts += group_rows(m["disparity"])
    rest = {key: value for key, value in m.items() if key not in DESCRIBED}
    return "\n\n".join([*parts, nested_tables(rest)] if rest else parts)


def ferplus_rows(e: Mapping[str, Any], held_out: Mapping[str, Any]) -> Iterator[str]:
    """Table rows: scores on the public part of FER+."""
    yield f"FER+ majority, public part, {e['n']:,} rows, 8 classes. 95 % intervals, images treated as independent:"
    before = ""
    if held_out:
        before = f" (held-out rows: {held_out['ece_before']:.3f} before fitting, {held_out['ece_after']:.3f} after)"
    yield markdown_table(
        ("", "", "interval"),
        [
            ("accuracy", percent_text(e["accuracy"]), interval_text(e.get("accuracy_interval"))),
            ("without near-copies of training images", percent_text(e["accuracy_unleaked"]), ""),
            ("mean recall over the classes", percent_text(e["balanced_accuracy"]), ""),
            ("F1, mean over the classes", f"{e['f1_macro']:.3f}", ""),
            ("smile or not, at p = 0.5", percent_text(e["smile_accuracy"]), interval_text(e.get("smile_interval"))),
            ("smile, area under ROC", f"{e['smile_auc']:.3f}", ""),
            ("calibration error", f"{e['ece']:.3f}{before}", ""),
            ("verdicts given", f"{percent_text(e['coverage'])}, correct in {percent_text(e['accuracy_covered'])}", ""),
        ],
    )
    intervals, counts = e.get("recall_interval", {}), e.get("confusion")
    rows = []
    for index, (name, recall) in enumerate(e["recall"].items()):
        n = f"{sum(counts[index]):,}" if counts else ""
        rows.append((name, n, percent_text(recall), interval_text(intervals.get(name))))
    yield markdown_table(("class", "n", "recall", "interval"), rows)
    yield (
        "For comparison (FER+'s own votes, its private part): one person agrees with the plurality of nine"
        " others on 71 % of the 8 classes and 90 % of the smiles, a panel of five with another panel on 81 % and"
        " 96 %."
    )


def other_picture_rows(ood: Mapping[str, Any]) -> Iterator[str]:
    """Table rows: scores on images of another kind than those in FER2013."""
    yield "### Other images"
    yield "`expression-ood`, with one annotator per image. Use the scores to rank models, not as error rates:"
    yield markdown_table(
        ("sheet", "n", "accuracy", "smile or not"),
        [
            (name, str(s["n"]), percent_text(s["accuracy"]), percent_text(s["smile_accuracy"]))
            for name, s in ood["sheets"].items()
            if name not in MISLABELLED
        ],
    )
    yield (
        "The colour sheet of film stills is not a target and has no row: its labels follow the story of the"
        " film, not the face."
    )


def affect_rows(spec: ModelSpec) -> Iterator[str]:
    """Table rows: scores of valence and arousal, from the model's head or from class centroids."""
    has_head = "affect" in spec.outputs
    yield "### Valence and arousal"
    yield "From a separate head:" if has_head else "From the centroids of the classes, without a head:"
    rows = [("all faces", spec.metrics["valence"])]
    if "valence_held_back" in spec.metrics:
        rows.append(("the fifth on which no head was fitted", spec.metrics["valence_held_back"]))
    yield markdown_table(
        ("synthetic faces", "n", "concordance of valence", "of arousal", "error (RMS) of valence", "of arousal"),
        [
            (name, str(v["n"]), *(f"{v[f'{kind}_{axis}']:.2f}" for kind in ("ccc", "rmse") for axis in AXES))
            for name, v in rows
        ],
    )
    yield "The annotations of these faces follow their class closely, so this adds little to the tables above."


def orientation_rows(p: Mapping[str, Any]) -> Iterator[str]:
    """Table rows: errors of yaw and pitch, compared with the errors of angles from keypoints."""
    yield "### Where the head points"
    yield (
        f"Degrees, mean difference from FaceLandmarker on {p['n']:,} tiles of the held-out tenth, of which"
        f" {p['n_turned']:,} show heads turned by 25 or more to one side. The kiosk uses both sources"
        " (docs/models/networks.md):"
    )
    columns = ("yaw_off_deg", "turned_yaw_off_deg", "pitch_off_deg")
    yield markdown_table(
        ("", "yaw error", "for turned heads", "pitch error"),
        [
            (name, *(scalar_text(p[f"{key}_{column}"]) for column in columns))
            for name, key in (("from the model's head", "head"), ("from the detector's keypoints", "keypoints"))
        ],
    )


def robustness_rows(r: Mapping[str, Any]) -> Iterator[str]:
    """Table rows: scores under each corruption at its three strengths."""
    yield "### Robustness"
    yield (
        f"The same {r['n']:,} rows with degradations (`models/expression/corruptions.py`), mild to hard;"
        f" accuracy, smile or not. Clean: {percent_text(r['clean'])}, {percent_text(r['clean_smile'])}."
    )
    rows = []
    for name, results in r["corruptions"].items():
        cells = [
            f"{each['strength']:g}: {percent_text(each['accuracy'])}, {percent_text(each['smile_accuracy'])}"
            for each in results
        ]
        unit = CORRUPTIONS[name].unit if name in CORRUPTIONS else ""
        rows.append((key_as_words(name), unit, *cells))
    yield markdown_table(("", "strength", "mild", "middle", "hard"), rows)
    if "channels" in r:
        kinds = {name: scores for name, scores in r["channels"].items() if name != "n"}
        yield (
            f"Colour or grey: the model sees grey whatever the camera. {r['channels']['n']} synthetic faces in"
            " colour, as from a colour camera, and as from a camera that sees only one colour (red is closest to"
            " night vision):"
        )
        yield markdown_table(
            ("", "accuracy", "smile or not"),
            [
                (name, percent_text(scores["accuracy"]), percent_text(scores["smile_accuracy"]))
                for name, scores in kinds.items()
            ],
        )


def group_rows(d: Mapping[str, Any]) -> Iterator[str]:
    """Table rows: results by group of people."""
    yield "### By group"
    yield (
        f"{d['n']:,} portraits of UTKFace without expression labels: these are shares of what the model"
        " reports, and part of each gap is in the images (women in portraits smile more). They pass through the"
        " kiosk's detector, alignment and abstention. Age, sex and origin are that set's estimates, not what"
        " people said of themselves. 95 % intervals:"
    )
    rows = []
    for attribute, values in d["groups"].items():
        for value, group in values.items():
            ends = group.get("interval", {})
            cells = [
                percent_text(group[share]) + (f" ({interval_text(ends[share])})" if ends.get(share) else "")
                for share in SHARES
            ]
            rows.append((key_as_words(attribute), value, f"{group['n']:,}", *cells))
    yield markdown_table(("", "", "n", "found", "positive", "negative", "abstained"), rows)
    yield f"Largest gap: {d['largest_gap']:.2f} ({key_as_words(d['largest_gap_of'])})."
    if "gaps" in d:
        yield (
            "The pair of groups whose difference is most certain, and an interval that holds for all pairs"
            " together, in points:"
        )
        yield markdown_table(
            ("", "difference", "interval", "of"),
            [
                (
                    key_as_words(share),
                    f"{gap['gap'] * 100:.1f}",
                    interval_text(gap["interval"]),
                    key_as_words(gap["of"]),
                )
                for share, gap in d["gaps"].items()
            ],
        )


def training_commands(spec: ModelSpec, date: str) -> str:
    """Commands that make a model like this one."""
    recipe = spec.recipe
    if "averaged_seeds" in recipe:
        seeds = " ".join(map(str, recipe["averaged_seeds"]))
        lines = [
            "make teachers first-run",
            f'make round ROUND=N SEEDS="{seeds}"  # for N from 1, each from the one before',
        ]
    elif recipe.get("teachers"):
        lines = [
            "make teachers",
            f"python -m models.train expression --seed {recipe['seed']} --said runs/expression-said.npz",
        ]
    else:
        lines = [f"python -m models.train expression --seed {recipe['seed']}"]
    if "affect" in spec.outputs:
        lines.append("python -m models.expression.heads runs/expression")
    if "pose" in spec.outputs:
        lines.append("python -m models.labelling.pose runs/expression --landmarker face_landmarker.task")
    lines += [
        f"python -m models.export runs/expression --name {spec.name}",
        f"python -m models.card {spec.name} --date {date}",
        f"python -m models.gate {spec.name}",
    ]
    return "\n".join(lines)


CARD = ModelCardTexts(
    rights=lambda _spec: RIGHTS,
    purpose=PURPOSE,
    no_purpose=NO_PURPOSE,
    data=data_text,
    numbers=measurement_tables,
    fails=FAILS,
    commands=training_commands,
)
