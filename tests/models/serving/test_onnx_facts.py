"""onnx_facts.py: a file that keeps numbers elsewhere is found, whatever part of the graph they belong to."""

from pathlib import Path

import pytest

from models.serving.onnx_facts import has_external_data, onnx_opset
from models.serving.spec import ZOO, ModelFileError
from tests.doubles.own_network import OwnNetwork
from tests.doubles.small_network import field_bytes, number_bytes


def test_external_data_are_refused_by_the_kiosk(tmp_path: Path) -> None:
    """The hash of the .onnx says nothing of the other file. The error says what to do."""
    with pytest.raises(ModelFileError, match=r"stores its weights in another file, .* export it as one file"):
        OwnNetwork(is_external=True).write(tmp_path).checked_bytes()
    assert OwnNetwork().write(tmp_path).checked_bytes()


@pytest.mark.parametrize("path", sorted(ZOO.glob("*.onnx")), ids=lambda path: path.name)
def test_shipped_files_hold_all_their_numbers(path: Path) -> None:
    """None of them is taken for one with external data."""
    assert not has_external_data(path.read_bytes())


@pytest.mark.parametrize("tensor", [field_bytes(13, b"x"), number_bytes(14, 1)])
def test_external_data_are_found_in_every_part(tensor: bytes) -> None:
    """An initializer, a constant of a node, a branch of an If, a sparse tensor, a function."""
    node = field_bytes(5, field_bytes(5, tensor))
    branch = field_bytes(5, field_bytes(6, field_bytes(5, tensor)))
    sparse = field_bytes(15, field_bytes(1, tensor))
    for graph in (field_bytes(5, tensor), field_bytes(1, node), field_bytes(1, branch), sparse):
        assert has_external_data(field_bytes(7, graph))
    assert has_external_data(field_bytes(25, field_bytes(7, node)))
    assert not has_external_data(field_bytes(7, field_bytes(5, number_bytes(14, 0))))


@pytest.mark.parametrize("content", [b"", b"\x42", b"\x42\x7f\x01", b"not a model", b"\x0f" * 40, b"\xff" * 30])
def test_other_content_has_no_facts(content: bytes) -> None:
    """Random bytes and truncated files have no opset and no external data, without an exception."""
    assert onnx_opset(content) is None
    assert not has_external_data(content)
