"""models.check: a network made elsewhere is tried as the kiosk would run it, and each problem has a cure."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from models.check import command
from models.serving.formats import ClassOutput, FaceInput
from models.serving.spec import ModelSpec
from tests.doubles.measured import smile_figures
from tests.doubles.own_network import OwnNetwork


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    code = command.main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def checks(capsys: pytest.CaptureFixture[str], spec: ModelSpec) -> tuple[int, dict[str, dict[str, Any]]]:
    """Exit code, and the lines by name."""
    code, out, _ = run(capsys, spec.path.with_suffix(".json"), "--json")
    return code, {line["name"]: line for line in json.loads(out)["checks"]}


def test_draft_of_a_network_that_was_made_elsewhere_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From an .onnx alone to a spec that the kiosk can use: shape, layout, tensor, logits and usual names are found."""
    file = OwnNetwork(112, FaceInput("NHWC", "RGB", scale=1.0)).write_file(tmp_path, "smiles")
    code, out, err = run(capsys, file, "--write", "--classes", "Happy, other")
    assert code == 0, (out, err)
    spec = ModelSpec.load(tmp_path / "smiles.json")
    assert (spec.inputs, spec.outputs) == ({"picture": (112, 112, 3)}, {"logits": (2,)})
    assert spec.face_input == FaceInput("NHWC", "RGB", scale=1 / 255)
    assert spec.class_output == ClassOutput("logits", "logits", {"Happy": "happiness", "other": None})
    assert (spec.licence, spec.parameters, spec.measures) == ("evaluation", 6, ("smile",))
    assert "Happy = happiness, other = not read" in out
    assert "not reported: neutral, surprise" in out
    assert f'[models] use = "research" and expression = "{tmp_path / "smiles.json"}"' in err


def test_softmax_inside_is_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = OwnNetwork(is_softmax=True).write_file(tmp_path)
    assert run(capsys, file, "--write", "--classes", "smile,other")[0] == 0
    assert ModelSpec.load(tmp_path / "own.json").class_output.scores == "probabilities"


def test_file_without_a_spec_shows_what_it_takes_and_gives(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written unless it is asked for."""
    code, _, err = run(capsys, OwnNetwork().write_file(tmp_path))
    assert code == 4
    assert "inputs picture ('n', 3, 64, 64), outputs logits ('n', 2). Draft one with --write --classes" in err
    assert not (tmp_path / "own.json").exists()


def test_classes_that_nobody_named_are_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The draft has them by number, and the check says what they may be."""
    code, out, err = run(capsys, OwnNetwork().write_file(tmp_path), "--write")
    assert code == 4
    assert "the model has none of the classes that the kiosk reads: neutral, happiness" in out
    assert "FAIL  file" in out
    assert "cannot use it yet: correct" in err
    assert ModelSpec.load(tmp_path / "own.json").classes == ("class_0", "class_1")


def test_spec_that_is_there_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2; what was corrected by hand stays. Without --write it is checked."""
    spec = OwnNetwork().write(tmp_path)
    before = (tmp_path / "own.json").read_bytes()
    code, _, err = run(capsys, spec.path, "--write", "--classes", "a,b")
    assert (code, (tmp_path / "own.json").read_bytes()) == (2, before)
    assert "already exists" in err
    assert run(capsys, spec.path)[0] == 0


@pytest.mark.parametrize(
    ("network", "words"),
    [
        (
            OwnNetwork(opset=16),
            "uses ONNX opset 16, but the kiosk runs opset 17. Export it again with",
        ),
        (OwnNetwork(is_external=True), "stores its weights in another file"),
        (
            OwnNetwork(rows=1),
            "the model takes 1 rows per call, but must accept any number of rows (torch: dynamic_axes)",
        ),
        (
            OwnNetwork(classes=("a", "b", "c")),
            "no output has the shape (rows, 2 classes); the outputs are logits ('n', 3)",
        ),
    ],
)
def test_file_that_no_spec_can_mend_is_refused(
    network: OwnNetwork, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 4 and what to do; no spec is left behind."""
    code, _, err = run(capsys, network.write_file(tmp_path), "--write", "--classes", "smile,other")
    assert code == 4
    assert words in err
    assert not (tmp_path / "own.json").exists()


@pytest.mark.parametrize("content", [b"", b"no network", b"\xff" * 30])
def test_what_is_no_network_is_refused(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So is a file that is not there, and a network for another task."""
    (tmp_path / "own.onnx").write_bytes(content)
    for path in (tmp_path / "own.onnx", tmp_path / "none.onnx", tmp_path / "none.json", "voice-0.4m"):
        code, out, err = run(capsys, path)
        assert (code, out) == (4, "")
        assert "check: " in err or "model: " in err


def test_shipped_network_passes(capsys: pytest.CaptureFixture[str]) -> None:
    """By its name, as by the path of its spec."""
    code, out, err = run(capsys, "fer-1.4m")
    assert code == 0
    assert "48 px square, grey, NCHW, region 1, each crop with mean 0 and spread 1" in out
    assert 'evaluation: a kiosk accepts it only with [models] use = "research"' in out
    assert "fer-1.4m@sha256:" in err


def test_altered_file_is_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The hash of the spec is that of another file."""
    spec = OwnNetwork().write(tmp_path)
    OwnNetwork(weights=[[1, 2], [3, 4], [5, 6]]).write_file(tmp_path)
    code, lines = checks(capsys, spec)
    assert code == 4
    assert "is not the file that its model settings describe" in lines["file"]["text"]


@pytest.mark.parametrize(
    ("network", "said", "words"),
    [
        (OwnNetwork(), "probabilities", 'Set "scores": "logits"'),
        (OwnNetwork(is_softmax=True), "logits", 'Set "scores": "probabilities"'),
    ],
)
def test_logits_and_probabilities_are_told_apart(
    network: OwnNetwork, said: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second softmax, or none, would still give numbers."""
    wrong = replace(ClassOutput(network.tensor, said, network.names))
    code, lines = checks(capsys, network.write(tmp_path, class_output=wrong))
    assert code == 4
    assert words in lines["answers"]["cure"]


def test_unsure_network_abstains(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The readings of the kiosk stand there nevertheless: it is no problem of the network."""
    spec = OwnNetwork().write(tmp_path, thresholds={"abstain_below": 0.99})
    code, lines = checks(capsys, spec)
    assert code == 0
    assert "no class reaches 0.99" in lines["abstains"]["text"]
    assert "happiness 0." in lines["face"]["text"]


def test_commercial_network_tells_a_shop_smiles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The tier of the spec and the figures of its smiles decide which kiosk takes it."""
    measured = OwnNetwork().write(tmp_path, metrics=smile_figures())
    _, lines = checks(capsys, measured)
    assert lines["licence"]["text"].startswith('commercial: with [models] use = "shop" it reports smile')
    assert '[models] expression = "' in run(capsys, measured.path)[2]


def test_picture_of_ones_own_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One without a face, and one that is no picture, end with exit code 3."""
    spec = OwnNetwork().write(tmp_path)
    for name, content in (("wall.png", np.full((240, 320, 3), 90, np.uint8)), ("face.png", command._picture(None))):
        assert cv2.imwrite(str(tmp_path / name), content)
    (tmp_path / "torn.jpg").write_bytes(b"torn")
    codes = {name: run(capsys, spec.path, "--image", tmp_path / name) for name in ("face.png", "wall.png", "torn.jpg")}
    assert [code for code, _, _ in codes.values()] == [0, 3, 3]
    assert "no face was found" in codes["wall.png"][2]
    assert "torn.jpg: the file cannot be read" in codes["torn.jpg"][2]


@pytest.mark.parametrize("arguments", [["own.json", "--write"], ["own.onnx", "--classes", "a,b"]])
def test_draft_is_of_a_file(arguments: list[str]) -> None:
    """Exit code 2 for a draft of a spec, or for classes without a draft."""
    with pytest.raises(SystemExit) as caught:
        command.main(arguments)
    assert caught.value.code == 2


def test_named_pipe_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Opening one would wait for ever."""
    os.mkfifo(tmp_path / "own.onnx")
    code, _, err = run(capsys, tmp_path / "own.onnx")
    assert code == 4
    assert "is not a file" in err


def test_command_needs_no_training_packages() -> None:
    """A kiosk has no torch and no onnx."""
    code = "import models.check.command, sys; print(sorted({'torch', 'onnx'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_commercial_network_that_nobody_measured_is_for_research(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The check says what a shop lacks, and how to measure it; the settings that it prints start a kiosk."""
    spec = OwnNetwork().write(tmp_path)
    _, out, err = run(capsys, spec.path)
    assert '[models] use = "shop" rejects it: smile.n ≥ 100 (not measured); ' in out
    assert "vitrina models evaluate smile --data DIR --split NAME --model FILE --write" in out
    assert '[models] use = "research" and expression = "' in err
