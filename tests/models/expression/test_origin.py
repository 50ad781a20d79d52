"""origin.py: which models were trained on images of this project."""

import dataclasses

import pytest

from models.expression.origin import is_own_model
from models.serving.spec import ZOO, ModelSpec
from tests.models.card.specs import SHIPPED


@pytest.mark.parametrize(
    "name", [path.stem for path in sorted(ZOO.glob("*.json")) if path.with_suffix(".onnx").is_file()]
)
def test_no_shipped_model_is_an_own_one(name: str) -> None:
    """They keep their gates and cards."""
    assert not is_own_model(ModelSpec.load(ZOO / f"{name}.json"))


@pytest.mark.parametrize("trained_on", [{}, {"ferplus.csv": "0", "ferplus_own0.webp": "0"}])
def test_packed_or_unknown_images_are_others(trained_on: dict[str, str]) -> None:
    """The table has one name whatever the images."""
    assert is_own_model(dataclasses.replace(SHIPPED, trained_on=trained_on))
