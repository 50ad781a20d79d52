"""The pages quote the lower of the two figures for comments: judged authors, and a shop's rows."""

from pathlib import Path

from models.serving.spec import ZOO, ModelSpec

ROOT = Path(__file__).parents[2]


def lower_figure() -> float:
    """The lower of the two accuracies, in percent."""
    metrics = ModelSpec.load(ZOO / "text-3.4m.json").metrics
    assert "authors" in metrics, "the network was not measured on authors whom it has never read"
    return float(round(100 * min(metrics["authors"]["accuracy"], metrics["text"]["shop"]["accuracy"]), 1))


def test_the_page_of_comments_opens_with_the_lower_figure() -> None:
    opening = (ROOT / "docs" / "comments.md").read_text(encoding="utf-8").partition("\n## ")[0]
    assert f"reads {lower_figure()} % right" in " ".join(opening.split())


def test_the_overview_of_networks_has_it_too() -> None:
    opening = (ROOT / "docs" / "networks.md").read_text(encoding="utf-8").partition("<!-- networks")[0]
    assert f"{lower_figure()} % of comments by authors whom it has never read" in " ".join(opening.split())


def test_the_card_says_to_expect_the_lower_figure() -> None:
    card = (ZOO / "text-3.4m.md").read_text(encoding="utf-8")
    assert f"Expect the lower figure, {lower_figure()}%" in " ".join(card.split())
