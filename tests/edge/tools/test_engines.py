"""engines.py: `vitrina engines` on a machine without TensorRT, and on one with a GPU of paper."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, DONE, NO_MODEL, UNEXPECTED
from edge.tools import engines as engines_command
from models.serving.spec import ModelSpec
from tests.doubles import small_network
from tests.doubles.gpu import Gpu, broken, installed


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gpu]:
    """A machine with TensorRT, and a kiosk of two small networks."""
    specs = [small_network.spec(tmp_path, name) for name in ("ear", "eye")]
    monkeypatch.setattr(engines_command, "networks", lambda _: specs)
    monkeypatch.setenv("VITRINA_CONFIG", str(tmp_path / "none.toml"))
    with installed(Gpu()) as gpu:
        yield gpu


def engines(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """What --json lists."""
    assert main(["engines", "--cache", str(folder), "--json"]) == DONE
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("command", [["engines"], ["engines", "build"], ["engines", "--json"]])
def test_without_tensorrt_a_line_says_how_to_get_it(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing on stdout, exit code 1."""
    with broken("tensorrt", ModuleNotFoundError("No module named 'tensorrt'")):
        assert main(command) == UNEXPECTED
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("engines: TensorRT is not installed (No module named 'tensorrt').")
    assert said.err.count("\n") == 1
    assert "python3-libnvinfer" in said.err
    assert "--system-site-packages" in said.err
    assert "vitrina[tensorrt]" in said.err


def test_without_a_gpu_a_line_says_so(paper: Gpu, capsys: pytest.CaptureFixture[str]) -> None:
    paper.faults = {"no device"}
    assert main(["engines", "build"]) == UNEXPECTED
    assert capsys.readouterr().err == "engines: CUDA cannot find a GPU (cudaErrorNoDevice).\n"


def test_build_makes_every_engine_in_half_precision_where_there_is_one(
    paper: Gpu, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And they are listed, with how near they came."""
    assert main(["engines", "build", "--cache", str(tmp_path / "cache")]) == DONE
    assert "ear (fp16) for Paper GPU" in capsys.readouterr().err
    found = engines(tmp_path / "cache", capsys)
    assert [(row["network"], row["precision"], row["fits"]) for row in found] == [
        ("ear", "fp16", True),
        ("eye", "fp16", True),
    ]
    assert all(Path(str(row["path"])).is_file() for row in found)


def test_the_variant_can_be_chosen(paper: Gpu, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It takes the place of the one that was there: which engine a kiosk runs is never a riddle."""
    for variant in ("fp16", "fp32"):
        assert main(["engines", "--cache", str(tmp_path / "cache"), "build", "--variant", variant]) == DONE
    capsys.readouterr()
    assert [row["precision"] for row in engines(tmp_path / "cache", capsys)] == ["fp32", "fp32"]


def test_one_that_fails_leaves_the_others(
    paper: Gpu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A network without the file that was asked for is told; the exit code says that a model file is missing."""
    poor, rich = small_network.spec(tmp_path, "poor").variant("fp32"), small_network.spec(tmp_path, "rich")
    monkeypatch.setattr(engines_command, "networks", lambda _: [poor, rich])
    assert main(["engines", "build", "--variant", "fp16", "--cache", str(tmp_path / "cache")]) == NO_MODEL
    said = capsys.readouterr()
    assert "poor has no fp16 file" in said.err
    assert "rich.fp16." in said.out


def test_an_engine_that_computes_something_else_is_not_kept(
    paper: Gpu, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The text has both numbers."""
    paper.faults = {"wrong numbers"}
    assert main(["engines", "build", "--cache", str(tmp_path / "cache")]) == UNEXPECTED
    assert "ear (fp16): the engine differs from ONNX Runtime by 0.5, more than 0.01." in capsys.readouterr().err
    paper.faults = set()
    assert engines(tmp_path / "cache", capsys) == []


def test_a_folder_that_cannot_be_written_is_told(
    paper: Gpu, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With two ways out."""
    (tmp_path / "cache").write_text("a file")
    assert main(["engines", "build", "--cache", str(tmp_path / "cache")]) == UNEXPECTED
    assert "cannot be written (" in capsys.readouterr().err


def test_list_says_what_does_not_fit_and_what_is_missing(
    paper: Gpu, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another GPU was put in."""
    assert main(["engines", "build", "--cache", str(tmp_path / "cache")]) == DONE
    capsys.readouterr()
    assert main(["engines", "--cache", str(tmp_path / "cache")]) == DONE
    fits = capsys.readouterr()
    assert "ear fp16, TensorRT 10.3.0, Paper GPU: fits (" in fits.out
    assert fits.err == ""
    paper.name = "Another GPU"
    assert main(["engines", "--cache", str(tmp_path / "cache")]) == DONE
    changed = capsys.readouterr()
    assert "ear fp16, TensorRT 10.3.0, Paper GPU: does not fit" in changed.out
    assert "engines: ear, eye without one that fits" in changed.err


def test_the_settings_name_the_networks_and_the_folder(
    paper: Gpu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As for the kiosk; a file that is named and not there is a mistake."""
    monkeypatch.undo()
    small: ModelSpec = replace(small_network.spec(tmp_path, "mine"), task="expression")
    small.save()
    config = tmp_path / "vitrina.toml"
    config.write_text(f'[models]\nexpression = "{small.folder}/mine.fp32.json"\nengines = "{tmp_path}/there"\n')
    assert main(["engines", "build", "--config", str(config)]) == DONE
    assert [path.name.partition(".")[0] for path in (tmp_path / "there").glob("*.engine")] == ["mine"]
    assert main(["engines", "--config", str(tmp_path / "absent.toml")]) == BAD_USAGE
