"""own_card.py: the card of a model from other images says nothing about those of this project."""

import dataclasses
from pathlib import Path

from models.card.command import main
from models.card.document import card_text
from models.serving.spec import ZOO
from tests.models.card.specs import SHIPPED
from tests.models.make.made import own_spec

DAY = "2026-12-01"
SMILE = Path(__file__).parents[3] / "examples" / "smile.json"


def test_card_of_own_images_names_folds_groups_and_the_test_part(tmp_path: Path) -> None:
    """Instead of the images, the near-copies and the trials of this project."""
    shown = card_text(own_spec(tmp_path), DAY)
    assert "FER" not in shown
    assert "was tried" not in shown
    assert "Each of 40 people (240 images) was judged by a model that was trained like this one" in " ".join(
        shown.split()
    )
    assert "| 1 | 8 | 48 |" in shown
    assert "| age | under 40 | 20 | 120 |" in shown
    assert "### The test part" in shown
    assert "vitrina models make FOLDER --name own" in shown
    assert SHIPPED.licence_note not in shown


def test_card_follows_the_verdict(tmp_path: Path) -> None:
    """Figures that a kiosk takes are not enough for a shop."""
    assert "| where it runs | in a shop, where it reports smiles only" in card_text(own_spec(tmp_path), DAY)
    shown = card_text(own_spec(tmp_path, audit=None, verdict="research"), DAY)
    assert '| where it runs | only with `[models] use = "research"`: that is its verdict' in shown


def test_any_path_gets_a_card_from_its_settings(tmp_path: Path) -> None:
    """A model that was made elsewhere has no recipe, no figures, and settings of another name than its file."""
    facts = SMILE.read_text(encoding="utf-8")
    (tmp_path / "smile.onnx").write_bytes(b"model")
    (tmp_path / "camera.json").write_text(facts, encoding="utf-8")
    assert main([str(tmp_path / "camera.json"), "--date", DAY, "--text-only"]) == 0
    card = (tmp_path / "smile.md").read_text(encoding="utf-8")
    assert "**May be used in a business.**" in card
    assert "Nothing was measured." in card
    assert f"| made | {DAY}, elsewhere |" in card
    assert "FER" not in card
    assert (tmp_path / "camera.json").read_text(encoding="utf-8") == facts


def test_shipped_model_keeps_its_card(tmp_path: Path) -> None:
    """Its images are those of this project."""
    assert "FER2013" in card_text(dataclasses.replace(SHIPPED, folder=ZOO), DAY)
