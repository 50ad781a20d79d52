"""spec.py: a model file is opened only if it is the one that its card names."""

import dataclasses
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from models.serving.spec import LICENCES, OPSET, ZOO, ModelFileError, ModelSpec, narrower, onnx_opset

SHIPPED = ModelSpec.load(ZOO / "fer-1.4m.json")


@pytest.fixture
def spec(tmp_path: Path) -> ModelSpec:
    """The shipped network in a folder that a test may spoil."""
    for part in (SHIPPED.path, SHIPPED.path.with_suffix(".json")):
        shutil.copy(part, tmp_path)
    return ModelSpec.load(tmp_path / "fer-1.4m.json")


def test_the_shipped_network_is_the_one_that_its_card_names() -> None:
    """The file in the zoo passes the check, is of the opset the kiosk runs, and has a card."""
    assert onnx_opset(SHIPPED.checked_bytes()) == OPSET
    assert SHIPPED.path.with_suffix(".md").is_file()


def test_every_file_of_the_zoo_has_a_spec_and_a_card() -> None:
    """No network without its facts, whole or as a smaller variant; and every file is the one that its spec names."""
    specs = [ModelSpec.load(path) for path in ZOO.glob("*.json") if '"task"' in path.read_text(encoding="utf-8")]
    files = [spec.variant(name) for spec in specs for name in ("fp32", *spec.variants)]
    assert {spec.path for spec in files} == set(ZOO.glob("*.onnx"))
    for spec in files:
        assert spec.checked_bytes()
    assert all(spec.path.with_suffix(".md").is_file() for spec in specs)


def test_the_shipped_network_says_that_its_pictures_are_not_cleared() -> None:
    """Whoever reads only the spec still learns of the licence."""
    assert SHIPPED.licence == "evaluation"
    assert "not cleared for commerce" in SHIPPED.licence_note
    assert not SHIPPED.may_be_used("commercial")
    assert SHIPPED.may_be_used("evaluation")


def test_a_licence_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    """A tier that is spelt wrongly must not pass for the widest."""
    path = dataclasses.replace(SHIPPED, folder=tmp_path, licence="comercial").save()
    with pytest.raises(ModelFileError, match="comercial"):
        ModelSpec.load(path)


@pytest.mark.parametrize("one", LICENCES)
@pytest.mark.parametrize("other", LICENCES)
def test_what_comes_of_two_may_be_used_for_what_both_allow(one: str, other: str) -> None:
    """Whichever is named first."""
    got = narrower(one, other)
    assert got == narrower(other, one)
    for tier in LICENCES:
        assert (LICENCES.index(got) >= LICENCES.index(tier)) == all(
            dataclasses.replace(SHIPPED, licence=part).may_be_used(tier) for part in (one, other)
        )


def test_a_variant_is_the_same_network_in_another_file() -> None:
    """Its own file and hash; one that there is not is refused with those that there are."""
    spec = dataclasses.replace(SHIPPED, variants={"fp16": {"file": "half.onnx", "sha256": "ab"}})
    assert (spec.variant("fp16").file, spec.variant("fp16").sha256) == ("half.onnx", "ab")
    assert spec.variant("fp32") == dataclasses.replace(spec, variants={})  # that file alone, whatever engine there is
    assert spec.hashes() == [spec.sha256, "ab"]
    with pytest.raises(ModelFileError, match="has no int8 file, only fp32, fp16"):
        spec.variant("int8")


def test_spec_survives_being_written_and_read(tmp_path: Path) -> None:
    """Save, load: equal."""
    copy = dataclasses.replace(SHIPPED, folder=tmp_path)
    assert ModelSpec.load(copy.save()) == SHIPPED


def test_messages_name_the_network_and_the_start_of_its_hash() -> None:
    """As `models` in a reaction has it."""
    assert SHIPPED.label == f"fer-1.4m@sha256:{SHIPPED.sha256[:12]}"


def test_altered_file_is_refused(spec: ModelSpec) -> None:
    """One changed byte: the text names the file, both hashes and what to do."""
    content = bytearray(spec.path.read_bytes())
    content[len(content) // 2] ^= 1
    spec.path.write_bytes(content)
    found = hashlib.sha256(content).hexdigest()
    with pytest.raises(ModelFileError) as caught:
        spec.checked_bytes()
    assert str(caught.value) == (
        "model: fer-1.4m.onnx is not the file that its card names "
        f"(sha256 {found[:4]}…, expected {spec.sha256[:4]}…). Nothing was started. "
        "Fetch it again, or name another in [models] expression."
    )


def test_absent_file_is_refused(spec: ModelSpec) -> None:
    """The text names the path."""
    spec.path.unlink()
    with pytest.raises(ModelFileError, match=r"fer-1\.4m\.onnx cannot be read \(No such file"):
        spec.checked_bytes()


def test_file_of_another_opset_is_refused_though_its_hash_is_right(spec: ModelSpec) -> None:
    """A newer exporter with a fresh hash in the card does not get past."""
    older, newer = bytes((0x42, 2, 0x10, 17)), bytes((0x42, 2, 0x10, 18))  # opset_import {version}
    content = spec.path.read_bytes()
    assert content.count(older) == 1
    content = content.replace(older, newer)
    spec.path.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    for said in (17, 18):
        with pytest.raises(ModelFileError, match=f"is of ONNX opset 18, its card says {said}, and .* opset 17"):
            dataclasses.replace(spec, sha256=sha256, opset=said).checked_bytes()


@pytest.mark.parametrize("content", [b"", b"\x42", b"\x42\x7f\x01", b"not a model", b"\x0f" * 40, b"\xff" * 30])
def test_what_is_no_onnx_file_has_no_opset(content: bytes) -> None:
    """Junk, or a file cut short, is told apart without an exception."""
    assert onnx_opset(content) is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "{", '{"inputs": 3}', '{"name": "x", "inputs": {}, "outputs": {}, "classes": []}']
)
def test_broken_spec_is_refused(tmp_path: Path, text: str) -> None:
    """Whatever is in the file: a line that names it."""
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelFileError, match=r"x\.json is not the spec of a model"):
        ModelSpec.load(path)


def test_absent_spec_is_refused(tmp_path: Path) -> None:
    """The text says that nothing was started."""
    with pytest.raises(ModelFileError, match=r"nobody\.json is not there. Nothing was started"):
        ModelSpec.load(tmp_path / "nobody.json")


def test_reading_a_spec_loads_the_standard_library_alone() -> None:
    """In a fresh interpreter, no numpy, onnx or torch comes along."""
    code = (
        "import models.serving.spec, sys; "
        "print(sorted({'numpy', 'onnx', 'onnxruntime', 'torch', 'cv2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
