"""The pages quote the lower of the two figures for comments: judged authors, and a shop's rows."""

import hashlib
from pathlib import Path

from models.serving.spec import ZOO, ModelSpec

ROOT = Path(__file__).parents[2]


def lower_figure() -> float:
    """The lower of the two accuracies, in percent."""
    metrics = ModelSpec.load(ZOO / "text-3.4m.json").metrics
    assert "authors" in metrics, "the model was not measured on authors that it was not trained on"
    return float(round(100 * min(metrics["authors"]["accuracy"], metrics["text"]["shop"]["accuracy"]), 1))


def test_the_page_of_comments_opens_with_the_lower_figure() -> None:
    opening = (ROOT / "docs" / "results/comments.md").read_text(encoding="utf-8").partition("\n## ")[0]
    assert f"classifies {lower_figure()} % correctly" in " ".join(opening.split())


def test_the_overview_of_networks_has_it_too() -> None:
    opening = (ROOT / "docs" / "models/networks.md").read_text(encoding="utf-8").partition("<!-- networks")[0]
    assert f"{lower_figure()} % of comments by imagined authors that it was not trained on" in " ".join(opening.split())


def test_the_card_admits_that_character_ngrams_read_reddit_better() -> None:
    metrics = ModelSpec.load(ZOO / "text-3.4m.json").metrics
    card = " ".join((ZOO / "text-3.4m.md").read_text(encoding="utf-8").split())
    reddit = metrics["text"]["sources"]["goemotions en"]["accuracy"]
    is_worse = metrics["characters"]["accuracy"]["goemotions en"] > reddit
    assert ("Character n-grams classify more of them correctly" in card) is is_worse
    assert f"Of Reddit's English comments it classifies {reddit:.1%} correctly" in card


def test_the_figures_are_of_the_file_that_ships() -> None:
    spec = ModelSpec.load(ZOO / "text-3.4m.json")
    assert hashlib.sha256(spec.path.read_bytes()).hexdigest() == spec.sha256
    assert {spec.metrics[task]["model"] for task in ("text", "authors")} == {spec.label}


def test_the_card_says_to_expect_the_lower_figure() -> None:
    card = (ZOO / "text-3.4m.md").read_text(encoding="utf-8")
    assert f"Expect the lower figure, {lower_figure()}%" in " ".join(card.split())
