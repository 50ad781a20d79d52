"""text.py: accuracy by language and source of a network that reads comments, through the kiosk's code."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is in the train extra: make train")

from models.evaluate.splits import UnknownDataSplitError
from models.evaluate.text import drop_neutral, evaluate_text
from models.serving.spec import ModelSpec
from tests.models.text.quick_network import quick_network


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> ModelSpec:
    return quick_network(tmp_path_factory)


@pytest.fixture(scope="module")
def data(spec: ModelSpec) -> Path:
    return spec.folder.parent / "data"


def test_the_keys_of_the_contract_are_there(spec: ModelSpec, data: Path) -> None:
    result = evaluate_text(spec, data, "public")
    assert {"n", "languages", "accuracy", "macro_f1", "coverage", "ece", "cost_ratio"} <= set(result)
    assert result["n"] == sum(language["n"] for language in result["languages"].values()) == 240
    assert set(result["languages"]["en"]) >= {"n", "accuracy", "macro_f1"}
    assert result["accuracy"] > 0.5
    assert result["shop"] is None  # no drawn row is of a shop


def test_all_rows_are_those_of_every_split(spec: ModelSpec, data: Path) -> None:
    assert evaluate_text(spec, data, "all")["n"] == 1200


def test_an_unknown_split_is_refused(spec: ModelSpec, data: Path) -> None:
    with pytest.raises(UnknownDataSplitError, match="public, train"):
        evaluate_text(spec, data, "sealed")


def test_rows_without_neutral_are_judged_between_two() -> None:
    probabilities = np.array([[0.2, 0.5, 0.3], [0.2, 0.5, 0.3]])
    kept = drop_neutral(probabilities, np.array([True, False]))
    assert kept[0].tolist() == pytest.approx([0.4, 0.0, 0.6])
    assert kept[1].tolist() == [0.2, 0.5, 0.3]
