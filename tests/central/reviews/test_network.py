"""The network that reads reviews is the kiosk's own; what is missing is said, with what to do."""

import builtins
import dataclasses
import sys
from pathlib import Path
from typing import Any

import pytest

from central.errors import SourceError
from central.packages import install_command
from central.reviews import network
from central.store.columns import COMMENT_CLASSES
from models.serving.spec import LICENCES, ZOO, ModelSpec
from tests.doubles.opened_files import opened_files
from tests.doubles.text_network import text_network


def test_the_network_that_ships_reads_reviews() -> None:
    """Each of one class; the name is that of messages."""
    pytest.importorskip("sentencepiece", reason="the tokenizer of comments is missing: pip install 'vitrina[comments]'")
    if not list(ZOO.glob(network.SHIPPED)):
        pytest.skip("no network for texts in models/zoo")
    reader, name = network.open_reader(None)
    assert "@sha256:" in name
    assert reader.read("I love it, it is wonderful!").verdict == "positive"
    assert reader.read("x" * 5_000).verdict in COMMENT_CLASSES
    assert reader.read("").verdict == "unclear"


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Central is installed without them."""
    for name in [name for name in sys.modules if name.startswith("edge.perception.text")]:
        monkeypatch.delitem(sys.modules, name)
    real = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:
        if name.startswith("edge.perception.text"):
            raise ModuleNotFoundError("No module named 'onnxruntime'", name="onnxruntime")
        return real(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SourceError) as caught:
        network.open_reader(None)
    assert "the package onnxruntime is missing. " in str(caught.value)
    assert str(caught.value).endswith(f" {install_command('comments')}")


def test_a_network_for_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is not a text model"):
        network.open_reader("voice-0.4m")
    with pytest.raises(SourceError, match="Nothing was stored"):
        network.open_reader(str(tmp_path / "none.json"))
    (tmp_path / "text.json").write_text("{}")
    with pytest.raises(SourceError, match="Nothing was stored"):
        network.open_reader(str(tmp_path / "text.json"))


@pytest.mark.parametrize("licence", LICENCES)
def test_a_network_whose_card_forbids_a_business_is_refused(licence: str, tmp_path: Path) -> None:
    """As a kiosk in a shop refuses it: its file is not opened, and the error says what to do. Numbers of research would
    stand beside those of shops without a mark, so there is no option for it."""
    path = text_network(tmp_path)
    dataclasses.replace(ModelSpec.load(path), licence=licence).save()
    with opened_files() as files:
        if licence == "commercial":
            reader, _ = network.open_reader(str(path))
            assert reader.read("good, lovely").verdict == "positive"
            return
        with pytest.raises(SourceError) as caught:
            network.open_reader(str(path))
    assert not [file for file in files if file.suffix == ".onnx"]
    text = str(caught.value)
    assert text.startswith(
        f"comments: text-words may be used only for {licence} (its card gives the reason), but reviews are read for "
    )
    assert "Name another model with --model. Nothing was stored." in text
    assert "`vitrina read-text`" in text


def test_the_network_that_ships_is_held_to_its_card_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release with another one must not read reviews unnoticed."""
    dataclasses.replace(ModelSpec.load(text_network(tmp_path)), licence="evaluation").save()
    monkeypatch.setattr("models.serving.spec.ZOO", tmp_path)
    with pytest.raises(SourceError, match="text-words may be used only for evaluation"):
        network.open_reader(None)
