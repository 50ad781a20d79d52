"""Model of the zoo from which a training starts: its weights, its tokenizer, and its results for the texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from models.serving.features.text import CommentTokenizer
from models.serving.spec import ModelFileError, ModelSpec, spec_path
from models.text.data import Comment
from models.text.net import TextNet, build_net
from models.text.scores import predict_scores
from models.text.teacher import Teaching, blend_own_labels


@dataclass(frozen=True)
class StartNetwork:
    """Weights by their name in torch, and the tokenizer that belongs to them."""

    model: str  # name in the zoo, or path of the spec
    sha256: str
    tokenizer: str
    weights: dict[str, Tensor]

    @classmethod
    def load(cls, model: str) -> "StartNetwork":
        """Load a model by its name in the zoo or the path of its settings. Raises ModelFileError."""
        spec = ModelSpec.load(spec_path(model))
        if spec.task != "text":
            raise ModelFileError(
                f"model: {spec.name} is a model for {spec.task}, not for text. Nothing was started. Name a text model."
            )
        graph = onnx.load_from_string(spec.checked_bytes()).graph
        return cls(model, spec.sha256, spec.tokenizer, dict(named_weights(graph)))

    @property
    def identity(self) -> dict[str, str]:
        """Facts that identify the start model, which a run stores."""
        return {"model": self.model, "sha256": self.sha256}

    def net(self, recipe: dict[str, Any]) -> TextNet:
        """Model for a recipe of the same size, with these weights. The output for a teacher's embedding is new."""
        net = build_net(recipe, CommentTokenizer(self.tokenizer).size)
        net.load_state_dict({**net.state_dict(), **self.weights})
        return net

    def blend(self, net: TextNet, share: float) -> None:
        """Move the weights of a trained model back towards the weights of this start model, by a share of the
        difference.
        """
        state = net.state_dict()
        for name, weight in self.weights.items():
            state[name].lerp_(weight, share)

    def teach(self, recipe: dict[str, Any], comments: Sequence[Comment]) -> Teaching:
        """Targets from the start model's results for the texts, so that training forgets little. For the project's own
        texts, the targets are mostly their labels.
        """
        net, tokenizer = self.net(recipe).eval(), CommentTokenizer(self.tokenizer)
        scores = predict_scores(net, tokenizer, [comment.text for comment in comments])
        return Teaching(blend_own_labels(torch.softmax(scores, 1).numpy(), comments), None)


def blend_start(net: TextNet, recipe: dict[str, Any]) -> None:
    """Blend the model of a run with the model from which it started, if its recipe requires this. Raises
    ModelFileError.
    """
    if not recipe.get("kept"):
        return
    started_from = recipe["started_from"]
    start = StartNetwork.load(started_from["model"])
    if start.sha256 != started_from["sha256"]:
        raise ModelFileError(
            f"model: the training run started from a different version of {started_from['model']} than the one that "
            "exists now. Nothing was exported. Restore the version from which the run started."
        )
    start.blend(net, recipe["kept"])


def named_weights(graph: onnx.GraphProto) -> Iterator[tuple[str, Tensor]]:
    """Weights of an exported model, by their names in torch. The export transposes a matrix and gives it another name.
    Its original name can be found from the path of its node.
    """
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for name, array in arrays.items():
        if name.startswith("net."):
            yield name.removeprefix("net."), torch.from_numpy(array.copy())
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in arrays:
            yield f"{module_name(node.name)}.weight", torch.from_numpy(arrays[node.input[1]].T.copy())


def module_name(path: str) -> str:
    """Name of a module, from the path of its node: "/net/layers.0/feed/feed.2/MatMul" becomes "layers.0.feed.2"."""
    parts = path.strip("/").split("/")[1:-1]
    return ".".join(
        part for part, inner in zip(parts, [*parts[1:], ""], strict=True) if not inner.startswith(f"{part}.")
    )
