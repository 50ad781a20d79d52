"""Builds the card of a measured model. The licence comes first, followed by facts, use, data, numbers, limits and
recipe.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.body.card import CARD as BODY
from models.card.figures import figure_panels
from models.card.parts import ModelCardTexts
from models.card.tables import key_as_words, markdown_table, percent_text, scalar_text, wrap_prose
from models.expression.card import CARD as EXPRESSION
from models.expression.origin import is_own_model
from models.expression.own_card import CARD as OWN
from models.faces.card import CARD as FACES
from models.laughter.card import CARD as LAUGHTER
from models.serving.features.speech import SPEECH
from models.serving.gate import SHOP, VERDICT, rule_results, shop_measures, unmet_smile_rules
from models.serving.gate import VOICE as VOICE_RULES
from models.serving.spec import READER_TASKS, ModelSpec
from models.smile.card import CARD as SMILE
from models.text.card import CARD as TEXT
from models.voice.card import CARD as VOICE

CARDS: dict[str, ModelCardTexts] = {
    "expression": EXPRESSION,
    "smile": SMILE,
    "voice": VOICE,
    "laughter": LAUGHTER,
    "body": BODY,
    "faces": FACES,
    "text": TEXT,
}

TIERS = {
    "evaluation": "For evaluation only.",
    "non-commercial": "Not for commercial use.",
    "commercial": "May be used in a business.",
}
"""The LICENCES of models/serving/spec.py, each explained in a sentence."""

OWN_RIGHTS = "The tier is what the person who packed the data declared, or that of the start model if it is narrower."
OWN_DATA = "The model was trained on data that somebody packed with `vitrina models pack`, in the files above."
OWN_FAILS = (
    "It was measured only on data like those of its training. For other people, languages, rooms or microphones,"
    " measure it again."
)

OTHER_BYTES = (
    "Another run produces different bytes, because rounding depends on the processor and on the version of torch."
)

MODELS = Path(__file__).parents[1]

DONE = ("seed", "epochs_done", "seconds")
"""Recipe keys whose values are results of the run."""


def card_text(spec: ModelSpec, date: str, *, figure: bool = False) -> str:
    """Card as Markdown. If `figure` is true, it shows NAME.svg."""
    card = OWN if is_own_model(spec) else CARDS[package(spec)]
    if spec.recipe.get("own_data"):
        card = own_data_texts(card)
    parts = [
        f"# {spec.name}",
        f"**{TIERS[spec.licence]}** {spec.licence_note}",
        card.rights(spec),
        markdown_table(("", ""), fact_rows(spec, date)),
        "## What it is for",
        card.purpose,
        "## What it is not",
        card.no_purpose,
        "## Data",
        training_files_section(spec),
        card.data(spec),
        "## Numbers",
        f"![{', '.join(name for name, _ in figure_panels(spec))}]({spec.name}.svg)" if figure else "",
        card.numbers(spec),
        "## Smaller files",
        smaller_files_section(spec),
        "## Where it fails",
        card.fails,
        "## How it was made",
        f"```\n{card.commands(spec, date)}\n```",
        OTHER_BYTES if "seed" in spec.recipe else "",
    ]
    tried = "" if is_own_model(spec) or spec.recipe.get("own_data") else tried_text(package(spec))
    return "\n\n".join(part for part in (*map(wrap_prose, parts), recipe_text(spec), tried) if part) + "\n"


def own_data_texts(card: ModelCardTexts) -> ModelCardTexts:
    """Texts of a task for a model that was trained on other recordings or comments than those of this project."""
    return replace(card, rights=lambda _spec: OWN_RIGHTS, data=lambda _spec: OWN_DATA, fails=OWN_FAILS)


def package(spec: ModelSpec) -> str:
    """Folder in `models` with the code that made a model. Each task has one folder, and voice has two."""
    return "laughter" if spec.inputs.get("mel") == SPEECH.shape else spec.task


def fact_rows(spec: ModelSpec, date: str) -> Iterator[tuple[str, str]]:
    """Facts that every model's settings contain, as rows of a table."""
    yield "file", f"`{spec.file}`, {spec.path.stat().st_size:,} bytes, sha256 `{spec.sha256}`"
    for name, shape in spec.inputs.items():
        yield "input", f"`{name}` {_shape(shape)} float32"
    yield "what the input is", spec.normalisation
    for name, shape in spec.outputs.items():
        yield "output", f"`{name}` {_shape(shape)} float32"
    yield "classes", ", ".join(spec.classes)
    if spec.thresholds:
        yield (
            "thresholds",
            ", ".join(f"{key_as_words(name)} {scalar_text(value)}" for name, value in spec.thresholds.items()),
        )
    yield "size", f"{spec.parameters:,} parameters, ONNX opset {spec.opset}"
    cost = spec.metrics.get("cost")
    if cost:
        costs = ", ".join(
            f"{value:.2f} {'alone' if key == 'batch_1' else f'each of {key[6:]}'}" for key, value in cost.items()
        )
        yield "cost per row", f"of one full-range detector call: {costs} (one thread, CPU time, same run)"
    yield "where it runs", uses_sentence(spec)
    yield "made", f"{date}, {_made(spec.recipe)}"


def uses_sentence(spec: ModelSpec) -> str:
    """Sentence about the allowed values of `[models] use`, by the rules that the kiosk applies."""
    if not spec.may_be_used("commercial"):
        return 'only with `[models] use = "research"`'
    missed = [line for line in rule_results(spec, VOICE_RULES) if not line.passed] if spec.task == "voice" else []
    if missed:
        many = f"{len(missed)} rules of its gate are" if len(missed) > 1 else "one rule of its gate is"
        return f'only with `[models] use = "research"`: {many} not met'
    if spec.metrics.get(VERDICT, SHOP) != SHOP:
        return 'only with `[models] use = "research"`: that is its verdict, and its page says what a shop would need'
    if unmet_smile_rules(spec):
        return 'only with `[models] use = "research"`: its smiles were not measured, or a score is too low'
    if spec.task in READER_TASKS:
        reported = "smiles only" if shop_measures(spec) else "nothing"
        return f"in a shop, where it reports {reported}; in research, where it reports everything"
    return "in a shop and in research"


def smaller_files_section(spec: ModelSpec) -> str:
    """Section about variants: their sizes, their differences from the full model, and their scores."""
    if not spec.variants:
        return "There are no smaller files."
    results: Mapping[str, Any] = spec.metrics.get("variants", {})
    leading = list(dict.fromkeys(key for row in results.values() for key in row))
    rows = []
    for precision, file in spec.variants.items():
        path = spec.folder / file["file"]
        values = [results.get(precision, {}).get(key) for key in leading]
        difference = scalar_text(spec.metrics.get("parity", {}).get(precision))
        scores = [_rate(value) for value in values]
        rows.append(
            (precision, f"`{file['file']}`", f"{path.stat().st_size:,}", difference, *scores, f"`{file['sha256']}`")
        )
    head = ("", "file", "bytes", "largest difference", *(key_as_words(key) for key in leading), "sha256")
    rows_of = "images of noise" if "converted" in spec.recipe else "rows of the training part"
    shares = f"The difference is the largest of any output compared with the full model, over {rows_of}."
    return f"{markdown_table(head, rows)}\n\n{shares} `--variant` measures them again."


def training_files_section(spec: ModelSpec) -> str:
    """Section about the training files; empty for a model that was not trained here."""
    rows = [(f"`{name}`", f"`{digest}`") for name, digest in spec.trained_on.items()]
    return markdown_table(("file", "sha256"), rows) if rows else ""


def recipe_text(spec: ModelSpec) -> str:
    """Settings of the training run; for a converted model, the original file; empty for one that was made elsewhere."""
    if not spec.recipe:
        return ""
    if "converted" in spec.recipe:
        return f"Converted from `{spec.recipe['converted']}`, sha256 `{spec.recipe['converted_sha256']}`."
    kept = {key: value for key, value in spec.recipe.items() if key not in DONE}
    return f"Recipe (`models/{package(spec)}/recipe.py`): `{json.dumps(kept)}`."


def tried_text(task: str) -> str:
    """Text of models/TASK/tried.md, unchanged; empty if there is no such file."""
    path = MODELS / task / "tried.md"
    if not path.is_file():
        return ""
    return f"## What was tried and did not help\n\n{path.read_text(encoding='utf-8').strip()}"


def _made(recipe: Mapping[str, Any]) -> str:
    if "converted" in recipe:
        return "converted, not trained"
    if "seconds" not in recipe:
        return "elsewhere"
    minutes = round(recipe["seconds"] / 60)
    return f"seed {recipe['seed']}, {recipe['epochs_done']} epochs, {minutes:,} minutes"


def _shape(shape: tuple[int, ...]) -> str:
    return f"({', '.join(('n', *map(str, shape)))})"


def _rate(value: float | None) -> str:
    return percent_text(value) if value is None or abs(value) >= 0.2 else f"{value:.4f}"
