"""The network that reads reviews is the kiosk's own; what is missing is said, with what to do."""

import builtins
import sys
from pathlib import Path
from typing import Any

import pytest

from central.errors import SourceError
from central.reviews import network
from central.store.columns import COMMENT_CLASSES
from models.serving.spec import ZOO


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
    with pytest.raises(SourceError, match=r"wants the package onnxruntime: pip install 'vitrina\[central,comments\]'"):
        network.open_reader(None)


def test_a_network_for_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="reads no texts"):
        network.open_reader("voice-0.4m")
    with pytest.raises(SourceError, match="Nothing was stored"):
        network.open_reader(str(tmp_path / "none.json"))
    (tmp_path / "text.json").write_text("{}")
    with pytest.raises(SourceError, match="Nothing was stored"):
        network.open_reader(str(tmp_path / "text.json"))
