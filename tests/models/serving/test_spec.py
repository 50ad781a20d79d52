"""spec.py: a model file is opened only if it has the hash of its spec."""

import dataclasses
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from edge.events import EXPRESSIONS
from models.serving.onnx_facts import onnx_opset
from models.serving.spec import LICENCES, MEASURES, OPSET, ZOO, ModelFileError, ModelSpec, narrower_licence, spec_path

SHIPPED = ModelSpec.load(ZOO / "fer-1.4m.json")


@pytest.fixture
def spec(tmp_path: Path) -> ModelSpec:
    """The shipped network in a folder that a test may change."""
    for part in (SHIPPED.path, SHIPPED.path.with_suffix(".json")):
        shutil.copy(part, tmp_path)
    return ModelSpec.load(tmp_path / "fer-1.4m.json")


def test_shipped_network_matches_its_spec() -> None:
    """The file in the zoo passes the check, has the opset of the kiosk, and has a card."""
    assert onnx_opset(SHIPPED.checked_bytes()) == OPSET
    assert SHIPPED.path.with_suffix(".md").is_file()


def test_every_file_of_the_zoo_has_a_spec_and_a_card() -> None:
    """Each model file, full or variant, belongs to a spec with its hash and a card."""
    specs = [ModelSpec.load(path) for path in ZOO.glob("*.json") if '"task"' in path.read_text(encoding="utf-8")]
    files = [spec.variant_spec(name) for spec in specs for name in ("fp32", *spec.variants)]
    assert {spec.path for spec in files} == set(ZOO.glob("*.onnx"))
    for spec in files:
        assert spec.checked_bytes()
    assert all(spec.path.with_suffix(".md").is_file() for spec in specs)


def test_shipped_spec_has_the_licence_of_its_pictures() -> None:
    """The spec says that the pictures are not cleared for commerce."""
    assert SHIPPED.licence == "evaluation"
    assert "not cleared for commerce" in SHIPPED.licence_note
    assert not SHIPPED.may_be_used("commercial")
    assert SHIPPED.may_be_used("evaluation")


def test_unknown_licence_is_refused(tmp_path: Path) -> None:
    """A misspelt tier must not count as the widest."""
    path = dataclasses.replace(SHIPPED, folder=tmp_path, licence="comercial").save()
    with pytest.raises(ModelFileError, match="comercial"):
        ModelSpec.load(path)


@pytest.mark.parametrize("one", LICENCES)
@pytest.mark.parametrize("other", LICENCES)
def test_narrower_licence_allows_what_both_allow(one: str, other: str) -> None:
    """The order of the two has no effect."""
    got = narrower_licence(one, other)
    assert got == narrower_licence(other, one)
    for tier in LICENCES:
        assert (LICENCES.index(got) >= LICENCES.index(tier)) == all(
            dataclasses.replace(SHIPPED, licence=part).may_be_used(tier) for part in (one, other)
        )


def test_variant_is_the_same_network_in_another_file() -> None:
    """A variant has its own file and hash; an unknown one is an error with the existing ones."""
    spec = dataclasses.replace(SHIPPED, variants={"fp16": {"file": "half.onnx", "sha256": "ab"}})
    assert (spec.variant_spec("fp16").file, spec.variant_spec("fp16").sha256) == ("half.onnx", "ab")
    assert spec.variant_spec("fp32") == dataclasses.replace(
        spec, variants={}
    )  # this file alone, even if engines for others exist
    assert spec.file_hashes() == [spec.sha256, "ab"]
    with pytest.raises(ModelFileError, match=r"has no int8 file\. Use one of fp32, fp16"):
        spec.variant_spec("int8")


def test_spec_is_unchanged_after_writing_and_reading(tmp_path: Path) -> None:
    """A saved and loaded spec is equal to the original."""
    copy = dataclasses.replace(SHIPPED, folder=tmp_path)
    assert ModelSpec.load(copy.save()) == SHIPPED


def test_what_a_network_tells_follows_from_its_task_and_classes() -> None:
    """A spec without the key: all eight classes tell every measure, and the negative one needs all five of its own."""
    assert SHIPPED.tells is None
    assert SHIPPED.measures == MEASURES
    without_contempt = dataclasses.replace(SHIPPED, classes=SHIPPED.classes[:7])
    assert without_contempt.measures == ("smile", "surprise", "valence", "arousal")
    no_head = {"probabilities": SHIPPED.outputs["probabilities"]}
    assert dataclasses.replace(SHIPPED, outputs=no_head).measures == MEASURES
    assert dataclasses.replace(without_contempt, outputs=no_head).measures == ("smile", "surprise")
    assert dataclasses.replace(SHIPPED, classes=("smile", "no smile")).measures == ()
    assert dataclasses.replace(SHIPPED, task="smile", classes=("neutral", "smile")).measures == ("smile",)
    assert dataclasses.replace(SHIPPED, task="voice").measures == ()


@pytest.mark.parametrize(
    ("classes", "outputs", "measures"),
    [
        (EXPRESSIONS, ("probabilities",), MEASURES),
        (EXPRESSIONS[:7], ("probabilities",), ("smile", "surprise")),
        (EXPRESSIONS[:7], ("probabilities", "affect"), ("smile", "surprise", "valence", "arousal")),
        (("neutral", "happiness"), ("probabilities",), ("smile",)),
        (("calm", "joy"), ("probabilities",), ()),
    ],
)
def test_what_a_network_tells_follows_from_its_classes_and_outputs(
    classes: tuple[str, ...], outputs: tuple[str, ...], measures: tuple[str, ...]
) -> None:
    """For a spec without the key: a measure needs all its classes, valence and arousal a head or all eight classes."""
    shapes = {name: SHIPPED.outputs[name] for name in outputs}
    spec = dataclasses.replace(SHIPPED, classes=classes, outputs=shapes)
    assert spec.tells is None
    assert spec.measures == measures
    assert dataclasses.replace(spec, task="voice").measures == ()


def test_a_reader_of_smiles_tells_smiles_whatever_its_classes_are_called() -> None:
    shapes = {"smile": (1,)}
    assert dataclasses.replace(SHIPPED, task="smile", classes=("other", "smile"), outputs=shapes).measures == ("smile",)


def test_a_spec_says_what_its_network_tells(tmp_path: Path) -> None:
    """In the order of the measures. It is kept in the file, and an unknown measure is refused."""
    spec = dataclasses.replace(SHIPPED, folder=tmp_path, tells=("surprise", "smile"))
    assert spec.measures == ("smile", "surprise")
    assert dataclasses.replace(spec, classes=SHIPPED.classes[:2]).measures == ("smile",)  # no more than it has
    path = spec.save()
    assert ModelSpec.load(path).tells == ("surprise", "smile")
    path.write_text(path.read_text().replace('"surprise",\n    "smile"', '"joy"'))
    with pytest.raises(
        ModelFileError, match=r"`tells` contains joy, but an expression model may report only smile, negative"
    ):
        ModelSpec.load(path)


def test_label_has_the_name_and_the_start_of_the_hash() -> None:
    """The label is the value in the field `models` of messages."""
    assert SHIPPED.label == f"fer-1.4m@sha256:{SHIPPED.sha256[:12]}"


def test_altered_file_is_refused(spec: ModelSpec) -> None:
    """After one changed byte the error names the file, both hashes and the cure."""
    content = bytearray(spec.path.read_bytes())
    content[len(content) // 2] ^= 1
    spec.path.write_bytes(content)
    found = hashlib.sha256(content).hexdigest()
    with pytest.raises(ModelFileError) as caught:
        spec.checked_bytes()
    facts = ("fer-1.4m.onnx", f"sha256 {found[:4]}", f"expected {spec.sha256[:4]}", "Nothing was started")
    cure = ("Fetch it again", "[models] expression")
    assert all(part in str(caught.value) for part in (*facts, *cure))


def test_absent_file_is_refused(spec: ModelSpec) -> None:
    """The error names the path."""
    spec.path.unlink()
    with pytest.raises(ModelFileError, match=r"fer-1\.4m\.onnx cannot be read \(No such file"):
        spec.checked_bytes()


def test_file_of_another_opset_is_refused_with_the_right_hash(spec: ModelSpec) -> None:
    """A file of a newer exporter is refused, even with its hash in the spec."""
    older, newer = bytes((0x42, 2, 0x10, 17)), bytes((0x42, 2, 0x10, 18))  # opset_import {version}
    content = spec.path.read_bytes()
    assert content.count(older) == 1
    content = content.replace(older, newer)
    spec.path.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    for opset in (17, 18):
        with pytest.raises(
            ModelFileError, match=f"uses ONNX opset 18. Its model settings name opset {opset}, and .* opset 17"
        ):
            dataclasses.replace(spec, sha256=sha256, opset=opset).checked_bytes()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "{", '{"inputs": 3}', '{"name": "x", "inputs": {}, "outputs": {}, "classes": []}']
)
def test_broken_spec_is_refused(tmp_path: Path, text: str) -> None:
    """The error names the file, for any wrong content."""
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelFileError, match=r"x\.json is not a model settings file"):
        ModelSpec.load(path)


def test_absent_spec_is_refused(tmp_path: Path) -> None:
    """The error says that nothing was started."""
    with pytest.raises(ModelFileError, match=r"nobody\.json does not exist. Nothing was started"):
        ModelSpec.load(tmp_path / "nobody.json")


def test_reading_a_spec_imports_the_standard_library_alone() -> None:
    """A fresh interpreter imports no numpy, onnx or torch."""
    code = (
        "import models.serving.spec, sys; "
        "print(sorted({'numpy', 'onnx', 'onnxruntime', 'torch', 'cv2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_model_is_named_by_any_path_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its settings, its file, both without a suffix, or the folder; a name alone is a model that ships."""
    monkeypatch.chdir(tmp_path)
    settings = tmp_path / "runs" / "own.json"
    settings.parent.mkdir()
    for name in ("own.json", "own.onnx", "log.json"):
        (settings.parent / name).write_text("{}")
    for path in ("runs/own.json", "runs/own.onnx", "runs/own", "runs", "runs/"):
        assert spec_path(path).absolute() == settings, path
    assert spec_path("fer-1.4m") == ZOO / "fer-1.4m.json"
    assert spec_path("no-model") == ZOO / "no-model.json"


@pytest.mark.parametrize(("names", "message"), [((), "has 0 models"), (("a", "b"), r"2 models \(a.json, b.json\)")])
def test_a_folder_without_exactly_one_model_is_refused(names: tuple[str, ...], message: str, tmp_path: Path) -> None:
    """The message lists those that there are."""
    for name in names:
        for suffix in (".json", ".onnx"):
            (tmp_path / f"{name}{suffix}").touch()
    with pytest.raises(ModelFileError, match=message):
        spec_path(str(tmp_path))
