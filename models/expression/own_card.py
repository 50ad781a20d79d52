"""Card text for an expression model that was trained on other images than those of this project."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.card.parts import ModelCardTexts
from models.card.tables import interval_text, key_as_words, markdown_table, nested_tables, percent_text
from models.expression.card import NO_PURPOSE, PURPOSE
from models.serving.spec import ModelSpec

RIGHTS = """
The tier is what the person who trained the model declared about the images, or the tier of the model from which the
training started, whichever allows less.
"""

FAILS = """
- It was measured only on images like those of its training. For another camera, light or kind of customer, measure it
  again.
- A group that is not in the audit was not measured. Neither were combinations of groups.
- It does not read faces below 48 px or heads turned by more than 40 degrees.
- The labels say what a face looks like to the people who sorted the images. Nobody in them was asked.
"""

OWN_TABLES = ("verdict", "cross_validation", "audit", "expression", "smile", "held_out", "parity", "variants", "cost")
"""Metrics that have their own text or table. All other metrics are shown in a general table."""


def data_text(spec: ModelSpec) -> str:
    """Text about the images, and about the people by whom the model was calibrated."""
    judged, fitted = spec.metrics.get("cross_validation"), spec.metrics.get("held_out", {})
    lines = ["The table above has the files that the model was trained on." if spec.trained_on else ""]
    if judged:
        lines.append(
            f"{judged['n']:,} images of {judged['people']:,} people. A fifth of the people is the test part, and a"
            " tenth of the others is kept out: nothing is trained on either."
        )
    if fitted.get("fitted", True) and "n" in fitted:
        lines.append(f"The temperature ({spec.temperature:g}) was fitted on {fitted['n']:,} images.")
    elif "n" in fitted:
        lines.append(f"The temperature ({spec.temperature:g}) was not fitted: there were too few images.")
    return (
        " ".join(line for line in lines if line) or "Whoever made the model did not say which images it learned from."
    )


def measurement_tables(spec: ModelSpec) -> str:
    """Tables of all measurements in the model settings, the most important first."""
    metrics = spec.metrics
    parts: list[str] = []
    if "cross_validation" in metrics:
        parts += fold_tables(metrics["cross_validation"])
    if "audit" in metrics:
        parts += group_tables(metrics["audit"])
    parts += test_part_tables(metrics)
    rest = {key: value for key, value in metrics.items() if key not in OWN_TABLES}
    return "\n\n".join([*parts, nested_tables(rest)] if rest else parts) or "Nothing was measured."


def test_part_tables(m: Mapping[str, Any]) -> Iterator[str]:
    """Tables of the figures that a shop checks. They are on people outside training and calibration."""
    rows = []
    if e := m.get("expression"):
        rows.append(
            (
                "right class, from the crop",
                f"{e['n']:,}",
                percent_text(e["accuracy"]),
                interval_text(e.get("accuracy_interval")),
            )
        )
    if s := m.get("smile"):
        rows += [
            (
                "smile or not, of those read",
                f"{s['n']:,}",
                percent_text(s["smile_accuracy"]),
                interval_text(s.get("smile_interval")),
            ),
            ("smiles found", "", percent_text(s["smiles_found"]), ""),
            ("faces without a smile found", "", percent_text(s["others_found"]), ""),
            ("images read", "", percent_text(s["coverage"]), ""),
        ]
        worst = (s.get("folds") or {}).get("worst")
        rows += [("smile or not, in the worst fifth", "", percent_text(worst["smile_accuracy"]), "")] if worst else []
    if rows:
        yield "### The test part"
        yield (
            "People on whom nothing was trained or fitted, with the model's file. A smile is read as on a kiosk: by its"
            " face detector, crop and model. The 95 % intervals treat images as independent:"
        )
        yield markdown_table(("", "images", "", "interval"), rows)


def fold_tables(c: Mapping[str, Any]) -> Iterator[str]:
    """Tables of the folds of people."""
    yield (
        f"Each of {c['people']} people ({c['n']:,} images) was judged by a model that was trained like this one, but"
        f" without them. The 95 % intervals are for other people like them:"
    )
    rows = [
        ("right class", percent_text(c["accuracy"]), interval_text(c["accuracy_interval"])),
        ("always the most frequent class", percent_text(c["always"]), ""),
        ("smile or not, of those read", percent_text(c["smile_accuracy"]), interval_text(c["smile_interval"])),
        ("smiles found", percent_text(c["smiles_found"]), ""),
        ("faces without a smile found", percent_text(c["others_found"]), ""),
        ("images read", percent_text(c["coverage"]), ""),
        ("calibration error", f"{c['ece']:.3f}", ""),
    ]
    yield markdown_table(("", "", "interval"), rows)
    yield markdown_table(
        ("fold", "people", "images", "right class", "smile or not", "read"),
        [
            (str(f["fold"]), str(f["people"]), str(f["n"]), *(percent_text(f[name]) for name in FOLD_SHARES))
            for f in c["folds"]
        ],
    )


FOLD_SHARES = ("accuracy", "smile_accuracy", "coverage")


def group_tables(a: Mapping[str, Any]) -> Iterator[str]:
    """Tables of the audit by groups."""
    yield "### By group"
    yield "The same people, by the groups that the person who trained the model named:"
    yield markdown_table(
        ("", "", "people", "images", "smile or not", "interval", "abstained", "images used"),
        [
            (
                key_as_words(attribute), value, str(row["people"]), str(row["n"]), percent_text(row["smile_accuracy"]),
                interval_text(row["interval"]["smile_accuracy"]), percent_text(row["abstained"]),
                percent_text(row["used"]),
            )
            for attribute, values in a["groups"].items()
            for value, row in values.items()
        ],
    )  # fmt: skip
    if a["gaps"]:
        yield "The most certain gap of each share, with an interval that holds for all pairs of groups, in points:"
        yield markdown_table(
            ("", "gap", "interval", "of"),
            [
                (key_as_words(share), f"{gap['gap'] * 100:.1f}", interval_text(gap["interval"]), gap["of"])
                for share, gap in a["gaps"].items()
            ],
        )


def training_commands(spec: ModelSpec, date: str) -> str:
    """Commands that measure a model like this one, and make it where it was made here."""
    start = spec.recipe.get("start", {}).get("name", "none")
    made = [f"vitrina models make FOLDER --name {spec.name} --start-from {start}"] if spec.trained_on else []
    measure = f"vitrina models card {spec.path.stem}.json --data FOLDER --date {date}"
    return "\n".join((*made, measure, f"vitrina models gate {spec.path.stem}.json"))


CARD = ModelCardTexts(
    rights=lambda _spec: RIGHTS,
    purpose=PURPOSE,
    no_purpose=NO_PURPOSE,
    data=data_text,
    numbers=measurement_tables,
    fails=FAILS,
    commands=training_commands,
)
