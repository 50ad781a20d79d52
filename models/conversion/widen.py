"""Rounds the channels of a model up to whole blocks, so that its images stay in the memory layout of convolutions.

ONNX Runtime convolves in blocks of 16 channels, and cannot pad channels in that layout. MediaPipe's short-range
detector adds a few channels at a time, so each image is converted to another layout and back, which takes half of the
detector's time. With whole blocks, most of these paddings disappear, and convolutions that copy values replace the
rest.
"""

from dataclasses import dataclass, field

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

BLOCK = 16

CHANNEL_AXIS = 1

Floats = NDArray[np.float32]


def widen_network(model: onnx.ModelProto) -> onnx.ModelProto:
    """Change the model in place. Its images only gain channels of zeros."""
    graph = model.graph
    work = _Widening(graph, {tensor.name: tensor for tensor in graph.initializer})
    work.add_input(graph.input[0])
    nodes = [kept for node in graph.node if (kept := work.widen_node(node)) is not None]
    used = {name for node in nodes for name in node.input}
    del graph.node[:]
    graph.node.extend(node for node in nodes if node.op_type != "Constant" or node.output[0] in used)
    onnx.checker.check_model(model)
    return model


@dataclass
class _Widening:
    """Channels of each image in the original model (`own`) and in the changed model (`wide`)."""

    graph: onnx.GraphProto
    weights: dict[str, onnx.TensorProto]
    own: dict[str, int] = field(default_factory=dict)
    wide: dict[str, int] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)  # picture that needs no padding any more -> the one it was

    def add_input(self, tensor: onnx.ValueInfoProto) -> None:
        self.own[tensor.name] = self.wide[tensor.name] = tensor.type.tensor_type.shape.dim[CHANNEL_AXIS].dim_value

    def widen_node(self, node: onnx.NodeProto) -> onnx.NodeProto | None:
        """The changed node; None if the node is no longer needed."""
        changed = onnx.NodeProto.FromString(node.SerializeToString())
        changed.input[:] = [self.same.get(name, name) for name in node.input]
        source, output = changed.input[0] if changed.input else "", changed.output[0]
        if node.op_type == "Conv":
            self._widen_convolution(changed)
        elif node.op_type == "Pad" and (grown := self._grown(changed)):
            return self._copy_node(source, output, self.own[source] + grown)
        elif source in self.own and node.op_type in ("Pad", "Relu", "MaxPool", "Add", "Resize"):
            self.own[output] = max(self.own[name] for name in changed.input if name in self.own)
            self.wide[output] = self.wide[source]
        return changed

    def _widen_convolution(self, node: onnx.NodeProto) -> None:
        source, kernel, bias = node.input
        values, offsets = (numpy_helper.to_array(self.weights[name]) for name in (kernel, bias))
        own = len(values)
        wide = own if self._comes_out(node.output[0]) else round_up_to_blocks(own)
        groups = next(attribute for attribute in node.attribute if attribute.name == "group")
        is_depthwise = groups.i > 1
        if is_depthwise:
            groups.i = wide
        self._store(kernel, values, (wide, 1 if is_depthwise else self.wide[source], *values.shape[2:]))
        self._store(bias, offsets, (wide,))
        self.own[node.output[0]], self.wide[node.output[0]] = own, wide

    def _comes_out(self, name: str) -> bool:
        """True if the model converts the image to rows of values."""
        return any(name in node.input and node.op_type in ("Transpose", "DepthToSpace") for node in self.graph.node)

    def _store(self, name: str, values: Floats, shape: tuple[int, ...]) -> None:
        full = np.zeros(shape, np.float32)
        full[tuple(slice(side) for side in values.shape)] = values
        self.weights[name].CopyFrom(numpy_helper.from_array(full, name))

    def _grown(self, node: onnx.NodeProto) -> int:
        """Number of channels that a padding node adds after the channels of its input image."""
        (pads,) = (made.attribute[0].t for made in self.graph.node if node.input[1] in made.output)
        before, after = np.split(numpy_helper.to_array(pads), 2)
        return 0 if before.any() or np.delete(after, CHANNEL_AXIS).any() else int(after[CHANNEL_AXIS])

    def _copy_node(self, source: str, output: str, own: int) -> onnx.NodeProto | None:
        wide = round_up_to_blocks(own)
        if wide == self.wide[source]:
            self.same[output] = source
            return None
        self.own[output], self.wide[output] = own, wide
        copy = np.eye(wide, self.wide[source], dtype=np.float32)[:, :, None, None]
        self.graph.initializer.append(numpy_helper.from_array(copy, f"{output}_copy"))
        return helper.make_node("Conv", [source, f"{output}_copy"], [output], kernel_shape=(1, 1))


def round_up_to_blocks(channels: int) -> int:
    return -(-channels // BLOCK) * BLOCK
