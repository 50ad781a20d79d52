"""A network that reads comments by a dozen words, with a tokenizer of its own: made in a moment, without training."""

import base64
import hashlib
import io
from pathlib import Path

import numpy as np
import pytest

from models.serving.features.text import PIECES
from models.serving.spec import OPSET, ModelSpec

WORDS = {"good": 2, "lovely": 2, "bad": 0, "rude": 0, "open": 1, "closed": 1}
"""Word to the class that it speaks for: 0 negative, 1 neutral, 2 positive."""


def text_network(folder: Path, name: str = "text-words") -> Path:
    """Writes the network and its spec; returns the path of the spec. Skips the test where its makers are missing."""
    onnx = pytest.importorskip("onnx", reason="onnx is in the train extra: make train")
    sentencepiece = pytest.importorskip("sentencepiece", reason="pip install 'vitrina[comments]'")
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([" ".join(WORDS)] * 3), model_writer=written, vocab_size=len(WORDS) + 2,
        model_type="word", pad_id=0, unk_id=1, bos_id=-1, eos_id=-1, hard_vocab_limit=False, minloglevel=2,
    )  # fmt: skip
    processor = sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())
    table = np.zeros((processor.vocab_size(), 3), np.float32)
    for word, kind in WORDS.items():
        (piece,) = processor.encode(word)
        table[piece, kind] = 3.0
    content = _graph(onnx, table)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.onnx").write_bytes(content)
    spec = ModelSpec(
        name=name, file=f"{name}.onnx", sha256=hashlib.sha256(content).hexdigest(), opset=OPSET, task="text",
        inputs={"pieces": (PIECES,)}, outputs={"probabilities": (3,)}, normalisation="numbers of pieces",
        classes=("negative", "neutral", "positive"), temperature=1.0, thresholds={"unclear": 0.5},
        parameters=table.size, licence="commercial", licence_note="ours", trained_on={}, recipe={}, metrics={},
        tokenizer=base64.b64encode(written.getvalue()).decode(), folder=folder,
    )  # fmt: skip
    return spec.save()


def _graph(onnx: object, table: "np.ndarray[tuple[int, int], np.dtype[np.float32]]") -> bytes:
    """The sum of what the words of a text speak for, as probabilities."""
    helper, types, numpy_helper = onnx.helper, onnx.TensorProto, onnx.numpy_helper  # type: ignore[attr-defined]
    nodes = [
        helper.make_node("Cast", ["pieces"], ["numbers"], to=types.INT64),
        helper.make_node("Gather", ["table", "numbers"], ["words"]),
        helper.make_node("ReduceSum", ["words", "axis"], ["sums"], keepdims=0),
        helper.make_node("Softmax", ["sums"], ["probabilities"], axis=-1),
    ]
    graph = helper.make_graph(
        nodes,
        "words",
        [helper.make_tensor_value_info("pieces", types.FLOAT, ["n", PIECES])],
        [helper.make_tensor_value_info("probabilities", types.FLOAT, ["n", 3])],
        [numpy_helper.from_array(table, "table"), numpy_helper.from_array(np.array([1]), "axis")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    content: bytes = model.SerializeToString()
    return content
