"""Parts of the documents about the models: their figures, from the settings of each model."""

import re
from collections.abc import Callable
from pathlib import Path

from made.text import figure_text, replace_part, wrapped_lines

ROOT = Path(__file__).parents[2]


NETWORK_FIGURES = {
    "smile-mesh": {
        "smile or not, area under ROC": "smile.smile_auc",
        "smiles found": "smile.smiles_found",
        "others found": "smile.others_found",
        "images read": "smile.coverage",
    },
    "fer-1.4m": {
        "8 classes right": "expression.accuracy",
        "smile or not, right": "expression.smile_accuracy",
        "area under ROC": "expression.smile_auc",
    },
    "voice-0.4m": {
        "laughter or another burst, area under ROC": "folds.median.auc_amusement",
        "laughter or ambience": "folds.median.auc_amusement_ambience",
        "laughs found, median of five folds of people": "folds.median.laughter_recall",
        "false an hour there": "folds.median.false_per_hour",
        "cross-validated, laughs found": "cross_validation.median.laughter_recall",
        "cross-validated, false an hour": "cross_validation.median.false_per_hour",
    },
    "body-1k": {
        "balanced accuracy": "cross_validation.balanced_accuracy",
        "area under ROC": "cross_validation.auc",
        "balanced accuracy with the signals of another person": "cross_validation.control",
    },
    "text-3.4m": {
        "comments by imagined authors that it was not trained on, classified correctly": "authors.accuracy",
        "by VADER, in English": "vader.authors_accuracy",
        "by the model, in English": "authors.languages.en.accuracy",
        "comments of a shop, by a hand of the project": "text.shop.accuracy",
        "Reddit in English": "text.sources.goemotions en.accuracy",
        "in Russian": "text.sources.ru-goemotions ru.accuracy",
    },
}
"""Model to the figures of the overview: text to path in its metrics. Shares that are no AUC are shown in percent."""


def networks() -> str:
    """Table of our models: where each runs, and how good it is, from their settings."""
    from models.card.document import uses_sentence
    from models.gate import gate_results
    from models.serving.spec import ZOO, ModelSpec

    rows = [
        "| model | where it runs | rules passed | people who are not in its training data | card |",
        "|---|---|---|---|---|",
    ]
    for name, figures in NETWORK_FIGURES.items():
        spec = ModelSpec.load(ZOO / f"{name}.json")
        results = gate_results(spec)
        limits = f"{sum(result.passed for result in results)} of {len(results)}"
        good = "; ".join(f"{text} {figure_text(spec.metrics, path)}" for text, path in figures.items())
        rows.append(f"| `{name}` | {uses_sentence(spec)} | {limits} | {good} | [card](models/zoo/{name}.md) |")
    return "\n".join(rows) + "\n"


def measured_models(page: str) -> Callable[[], str]:
    """The function that lists the models of a page's tables that no longer ship."""

    def sentences() -> str:
        text = replace_part((ROOT / page).read_text(encoding="utf-8"), "measured models", "")
        return wrapped_lines(replaced_models(text))

    return sentences


def replaced_models(text: str) -> str:
    """Sentences about the models that a text names by their hashes and that no longer ship."""
    from models.serving.spec import ZOO, ModelSpec

    sentences = []
    for label in sorted(set(re.findall(r"[\w.-]+@sha256:[0-9a-f]{12}", text))):
        name = label.partition("@")[0]
        if ModelSpec.load(ZOO / f"{name}.json").label != label:
            sentences.append(
                f"`{label}` no longer ships. What was measured with it was not repeated with its successor "
                f"([{name}](models/zoo/{name}.md))."
            )
    return " ".join(sentences) or "All models that were measured still ship."
