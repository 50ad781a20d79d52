"""python -m models.faces.export: converts MediaPipe's two face detectors to ONNX files with their model settings.

Nothing is trained: weights and architecture are MediaPipe's. Exit code: 0 done, 4 a detector file is missing.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

from models import onnx_file
from models.conversion.convert import convert_tflite
from models.conversion.widen import widen_network
from models.serving.fetch import DETECTORS, FetchError, fetch_detector
from models.serving.hardening import harden_process
from models.serving.spec import OPSET, ZOO, ModelSpec

NAMES = dict(zip(DETECTORS, ("face-full-range", "face-short-range"), strict=True))
"""Name of the converted model, by the name of a MediaPipe detector."""

GROWING = DETECTORS[1]
"""The MediaPipe detector in which the number of channels grows in small steps. The other model has whole blocks where
it matters. More blocks would only cost time on processors that do not use blocks.
"""

OUTPUTS = ("boxes", "scores")

SURE = 100.0
"""Largest logit that is used, as in MediaPipe's graph. The exponential of larger logits would overflow."""

PARITY_PICTURES = 8  # of noise, on which the smaller file is compared


def export_detector(name: str, zoo: Path) -> ModelSpec:
    """Write a converted MediaPipe detector into `zoo`: NAME.onnx, NAME.fp16.onnx and NAME.json.

    Raises FetchError if MediaPipe's file cannot be downloaded, and ConversionError if something in it is not supported.
    """
    source = fetch_detector(name, ZOO)
    content = source.read_bytes()
    card = json.loads((ZOO / f"{name}.json").read_text(encoding="utf-8"))
    converted = convert_tflite(content, OUTPUTS, NAMES[name].replace("-", "_"))
    model = finish_model(widen_network(converted) if name == GROWING else converted)
    zoo.mkdir(parents=True, exist_ok=True)
    path = zoo / f"{NAMES[name]}.onnx"
    onnx.save(model, str(path))
    half = path.with_suffix(".fp16.onnx")
    onnx_file.write_fp16(path, half)
    shape = _shape(model.graph.input[0])
    noise = np.random.default_rng(1).uniform(-1, 1, (PARITY_PICTURES, *shape)).astype(np.float32)
    spec = ModelSpec(
        name=path.stem, file=path.name, sha256=onnx_file.file_sha256(path), opset=OPSET, task="faces",
        inputs={"image": shape}, outputs={output.name: _shape(output) for output in model.graph.output},
        normalisation="letterbox, RGB from -1 to 1 (models.serving.features.face_boxes)", classes=("face",),
        temperature=1.0, thresholds={}, parameters=_weights(model), licence="commercial",
        licence_note=(
            f"MediaPipe's face detector is Apache-2.0 (file {source.name} of the package "
            f"{card['source']['requirement'].replace('==', ' ')}), code and weights."
        ),
        trained_on={}, recipe={"converted": source.name, "converted_sha256": hashlib.sha256(content).hexdigest()},
        metrics={"parity": {"fp16": float(f"{onnx_file.largest_output_difference(path, half, {'image': noise}):.1e}")}},
        variants={"fp16": {"file": half.name, "sha256": onnx_file.file_sha256(half)}},
        folder=zoo,
    )  # fmt: skip
    spec.save()
    return spec


def finish_model(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with boxes as shares of the side of its input, and with scores from 0 to 1."""
    graph = model.graph
    side_px = _shape(graph.input[0])[-1]
    for node in graph.node:
        node.output[:] = [f"{name}_raw" if name in OUTPUTS else name for name in node.output]
    for name, value in (("side", side_px), ("unsure", -SURE), ("sure", SURE)):
        graph.initializer.append(numpy_helper.from_array(np.array(value, np.float32), name))
    graph.node.extend(
        [
            helper.make_node("Div", ["boxes_raw", "side"], ["boxes"]),
            helper.make_node("Clip", ["scores_raw", "unsure", "sure"], ["logits"]),
            helper.make_node("Sigmoid", ["logits"], ["scores"]),
        ]
    )
    onnx.checker.check_model(model)
    return model


def _shape(tensor: onnx.ValueInfoProto) -> tuple[int, ...]:
    """Shape of one row."""
    return tuple(side.dim_value for side in tensor.type.tensor_type.shape.dim[1:])


def _weights(model: onnx.ModelProto) -> int:
    return sum(int(np.prod(tensor.dims)) for tensor in model.graph.initializer)


def main(arguments: list[str] | None = None) -> int:
    """Convert both detectors and return the exit code: 0 done, 4 a detector file is missing."""
    parser = argparse.ArgumentParser(
        prog="python -m models.faces.export",
        description="Convert MediaPipe's face detectors to ONNX files, with their model settings.",
        epilog="example: python -m models.faces.export --zoo models/zoo",
    )
    parser.add_argument("--zoo", type=Path, default=ZOO, metavar="DIR", help="output folder (default: models/zoo)")
    options = parser.parse_args(arguments)
    try:
        for name in DETECTORS:
            print(export_detector(name, options.zoo).path)
    except FetchError as missing:
        print(missing, file=sys.stderr)
        return 4
    return 0


if __name__ == "__main__":
    harden_process()
    sys.exit(main())
