"""python -m models.check FILE: reports whether a kiosk can use an expression model, and what to fix.

FILE is an .onnx file from another source, its .json file (the model settings), or the name of a model in the zoo.
`--write` creates a draft of the settings.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.vision import drawn_faces
from models.check.checks import CheckLine, FaceMissingError, check_network, runs_in_shop, shrink_picture
from models.check.file_facts import FileFacts, Tensor
from models.check.skeleton import draft_spec
from models.command_line import report_errors
from models.serving.spec import OPSET, ModelFileError, ModelSpec, spec_path

DRAWN_PX = (640, 480)


class SpecThereError(Exception):
    """The model settings already exist."""


def _build_parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        description="Check whether the kiosk can use your own expression model.",
        epilog=f"example:\n  {program} smile.onnx --write --classes smile,other",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "model",
        metavar="FILE.onnx|FILE.json|NAME",
        help=".onnx file, its .json settings file, or the name of a model in models/zoo",
    )
    parser.add_argument(
        "--write", action="store_true", help="write draft model settings to FILE.json, beside FILE.onnx"
    )
    parser.add_argument(
        "--classes", metavar="A,B,…", help="with --write: classes of the model, in the order of its output"
    )
    parser.add_argument(
        "--image",
        dest="picture",
        type=Path,
        metavar="FILE",
        help="image of a face to test with (default: a drawn face)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    return parser


@report_errors
def main(arguments: list[str] | None = None, program: str = "python -m models.check") -> int:
    """Check the model and return the exit code: 0 the kiosk can use it, 2 bad usage, 3 no image or no face in the
    image, 4 a problem or no such file.
    """
    parser = _build_parser(program)
    options = parser.parse_args(arguments)
    if options.write and not options.model.endswith(".onnx"):
        parser.error("--write drafts the settings of an .onnx file: name that file")
    if options.classes and not options.write:
        parser.error("--classes is only for --write; existing model settings name their classes")
    classes = [name.strip() for name in (options.classes or "").split(",") if name.strip()]
    try:
        picture = _picture(options.picture)
        spec = _open_spec(options.model, classes, write=options.write)
        lines = _print_lines(check_network(spec, picture), as_json=options.json)
    except SpecThereError as there:
        print(there, file=sys.stderr)
        return 2
    except FaceMissingError as missing:
        print(f"check: {options.picture or 'the drawn face'}: {missing}", file=sys.stderr)
        return 3
    ok = all(line.ok for line in lines)
    if options.json:
        print(json.dumps({"model": spec.label, "ok": ok, "checks": [line.as_json() for line in lines]}, indent=2))
    path = spec.path.with_suffix(".json").resolve()
    use = "" if runs_in_shop(spec) else 'use = "research" and '
    last = (
        f'the kiosk can use it: [models] {use}expression = "{path}"'
        if ok
        else f"the kiosk cannot use it yet: correct {path}"
    )
    print(f"{spec.label}: {last}", file=sys.stderr)
    return 0 if ok else 4


def _picture(path: Path | None) -> NDArray[np.uint8]:
    """Read an image with a face, as BGR. Raises FaceMissingError."""
    if path is None:
        return drawn_faces.draw_faces(*DRAWN_PX, 1)
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise FaceMissingError("the file cannot be read, or is not an image. Name a .jpg or .png file.")
    return shrink_picture(picture.astype(np.uint8, copy=False))


def _open_spec(model: str, classes: list[str], *, write: bool) -> ModelSpec:
    """Settings of a model file. With `write`, a draft is created and saved first. Raises ModelFileError or
    SpecThereError.
    """
    if not model.endswith(".onnx"):
        return _of_faces(ModelSpec.load(spec_path(model)))
    path = Path(model)
    facts = FileFacts(path)
    if facts.opset != OPSET:
        raise ModelFileError(
            f"check: {path} uses ONNX opset {facts.opset}, but the kiosk runs opset {OPSET}. Export it again"
            f" with opset_version={OPSET}, or convert it (onnx.version_converter.convert_version(model,"
            f" {OPSET}))."
        )
    spec = path.with_suffix(".json")
    if write:
        if spec.exists():
            raise SpecThereError(f"check: {spec} already exists. Correct the file by hand, or remove it first.")
        draft_spec(facts, classes).save()
        print(
            f"Wrote a draft to {spec}. Check the values that were guessed: face_input, class_output, licence.",
            file=sys.stderr,
        )
    elif not spec.exists():
        raise ModelFileError(
            f"check: {path} has no settings file: inputs {_tensors(facts.inputs)}, outputs"
            f" {_tensors(facts.outputs)}. Draft one with --write --classes A,B,… (the classes in the order of"
            " the output)."
        )
    return _of_faces(ModelSpec.load(spec))


def _of_faces(spec: ModelSpec) -> ModelSpec:
    if spec.task != "expression":
        raise ModelFileError(f"check: {spec.name} is a model for {spec.task}. Only expression models can be checked.")
    return spec


def _tensors(tensors: list[Tensor]) -> str:
    return ", ".join(f"{each.name} {each.shape}" for each in tensors)


def _print_lines(lines: Iterator[CheckLine], *, as_json: bool) -> list[CheckLine]:
    """Print the results of the checks as they arrive, and return all of them."""
    found = []
    for line in lines:
        found.append(line)
        if not as_json:
            print(f"{'ok  ' if line.ok else 'FAIL'}  {line.name:<9} {line.text}")
            if line.cure:
                print(f"      {line.cure}")
    return found
