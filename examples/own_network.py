"""Runs an expression network of your own on your own images, one folder for each class, and prints how many it gets.

    python examples/own_network.py own.json images

`own.json` is the network's settings file (`vitrina models check own.onnx --write --classes …` drafts it). The images
are cut to the face already. `vitrina models evaluate` also finds the faces, and measures what a shop needs.
"""

import sys
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models.serving.spec import ModelSpec

COLOURS = {"grey": cv2.COLOR_BGR2GRAY, "RGB": cv2.COLOR_BGR2RGB, "BGR": None}


def model_input(path: Path, spec: ModelSpec) -> NDArray[np.float32]:
    """An image in the form that the network takes, as a batch of one."""
    form = spec.face_input
    (shape,) = spec.inputs.values()
    side_px = form.side_px(shape)
    image = cv2.resize(cv2.imread(str(path)), (side_px, side_px), interpolation=cv2.INTER_AREA)
    conversion = COLOURS[form.colour]
    image = image if conversion is None else cv2.cvtColor(image, conversion)
    values = image.reshape(side_px, side_px, form.channels).astype(np.float32)
    if form.scale is None:
        values = (values - values.mean()) / max(float(values.std()), 1e-6)
    else:
        values = (values * form.scale - np.array(form.mean)) / np.array(form.std)
    layout = values if form.layout == "NHWC" else values.transpose(2, 0, 1)
    return layout[np.newaxis].astype(np.float32)


def main(settings: str, images: str) -> None:
    """Print the number of images that the network classifies as their folder says."""
    spec = ModelSpec.load(Path(settings))
    session = onnxruntime.InferenceSession(str(spec.path), providers=["CPUExecutionProvider"])
    (name,) = spec.inputs
    for folder in sorted(path for path in Path(images).iterdir() if path.is_dir()):
        files = sorted(folder.iterdir())
        scores = [session.run([spec.class_output.tensor], {name: model_input(file, spec)})[0][0] for file in files]
        right = sum(spec.classes[int(np.argmax(score))] == folder.name for score in scores)
        print(f"{folder.name}: {right} of {len(files)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
