"""`vitrina engines` on a machine without TensorRT, and with a fake GPU."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, DONE, NO_MODEL, UNEXPECTED
from edge.tools import engines as engines_command
from models.serving.spec import ModelSpec
from tests.doubles import small_network
from tests.doubles.gpu import Gpu, broken, installed
from tests.doubles.measured import smile_figures


@pytest.fixture
def fake_gpu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gpu]:
    """A machine with TensorRT and a fake GPU, and a kiosk with two small networks."""
    specs = [small_network.spec(tmp_path, name) for name in ("ear", "eye")]
    monkeypatch.setattr(engines_command, "engine_specs", lambda _: specs)
    monkeypatch.setenv("VITRINA_CONFIG", str(tmp_path / "none.toml"))
    with installed(Gpu()) as gpu:
        yield gpu


def engines(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """The list that --json prints."""
    assert main(["engines", "--cache", str(folder), "--json"]) == DONE
    rows: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return rows


@pytest.mark.parametrize("command", [["engines"], ["engines", "build"], ["engines", "--json"]])
def test_without_tensorrt_one_line_says_how_to_install_it(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing on stdout, exit code 1."""
    with broken("tensorrt", ModuleNotFoundError("No module named 'tensorrt'")):
        assert main(command) == UNEXPECTED
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("engines: TensorRT is not installed (No module named 'tensorrt').")
    assert printed.err.count("\n") == 1
    assert "python3-libnvinfer" in printed.err
    assert "--system-site-packages" in printed.err
    assert "vitrina[tensorrt]" in printed.err


def test_without_a_gpu_one_line_says_so(fake_gpu: Gpu, capsys: pytest.CaptureFixture[str]) -> None:
    fake_gpu.faults = {"no device"}
    assert main(["engines", "build"]) == UNEXPECTED
    assert capsys.readouterr().err == "engines: CUDA cannot find a GPU (cudaErrorNoDevice).\n"


def test_build_prefers_half_precision(fake_gpu: Gpu, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An fp16 engine is built for every network, and the list has all engines."""
    assert main(["engines", "build", "--cache", str(tmp_path / "cache")]) == DONE
    assert "ear (fp16) for Paper GPU" in capsys.readouterr().err
    rows = engines(tmp_path / "cache", capsys)
    assert [(row["network"], row["precision"], row["fits"]) for row in rows] == [
        ("ear", "fp16", True),
        ("eye", "fp16", True),
    ]
    assert all(Path(str(row["path"])).is_file() for row in rows)


def test_the_variant_can_be_chosen(fake_gpu: Gpu, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The new engine replaces the other variant, so that there is one engine for each network."""
    for variant in ("fp16", "fp32"):
        assert main(["engines", "--cache", str(tmp_path / "cache"), "build", "--variant", variant]) == DONE
    capsys.readouterr()
    assert [row["precision"] for row in engines(tmp_path / "cache", capsys)] == ["fp32", "fp32"]


def test_a_failed_build_does_not_stop_the_others(
    fake_gpu: Gpu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A network without a file of the variant is reported. The exit code says that a model file is missing."""
    poor, rich = small_network.spec(tmp_path, "poor").variant_spec("fp32"), small_network.spec(tmp_path, "rich")
    monkeypatch.setattr(engines_command, "engine_specs", lambda _: [poor, rich])
    assert main(["engines", "build", "--variant", "fp16", "--cache", str(tmp_path / "cache")]) == NO_MODEL
    printed = capsys.readouterr()
    assert "poor has no fp16 file" in printed.err
    assert "rich.fp16." in printed.out


def test_an_engine_with_wrong_results_is_not_kept(
    fake_gpu: Gpu, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The error has the difference and the tolerance."""
    fake_gpu.faults = {"wrong numbers"}
    assert main(["engines", "build", "--cache", str(tmp_path / "cache")]) == UNEXPECTED
    assert (
        "ear (fp16): the results of the engine differ from ONNX Runtime's by 0.5, which is more than 0.01."
        in capsys.readouterr().err
    )
    fake_gpu.faults = set()
    assert engines(tmp_path / "cache", capsys) == []


def test_a_folder_that_cannot_be_written_is_an_error(
    fake_gpu: Gpu, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command ends with exit code 1."""
    (tmp_path / "cache").write_text("a file")
    assert main(["engines", "build", "--cache", str(tmp_path / "cache")]) == UNEXPECTED
    assert "cannot write to " in capsys.readouterr().err


def test_the_list_marks_engines_that_do_not_fit_and_missing_ones(
    fake_gpu: Gpu, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a change of the GPU no engine fits."""
    assert main(["engines", "build", "--cache", str(tmp_path / "cache")]) == DONE
    capsys.readouterr()
    assert main(["engines", "--cache", str(tmp_path / "cache")]) == DONE
    fits = capsys.readouterr()
    assert "ear fp16, TensorRT 10.3.0, Paper GPU: fits (" in fits.out
    assert fits.err == ""
    fake_gpu.name = "Another GPU"
    assert main(["engines", "--cache", str(tmp_path / "cache")]) == DONE
    changed = capsys.readouterr()
    assert "ear fp16, TensorRT 10.3.0, Paper GPU: does not fit" in changed.out
    assert "has no engine that fits for ear, eye" in changed.err


def test_the_settings_name_the_networks_and_the_folder(
    fake_gpu: Gpu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command uses the same settings as the kiosk. A missing settings file is a usage error."""
    monkeypatch.undo()
    facts: dict[str, Any] = {
        "task": "expression",
        "licence": "commercial",
        "classes": ("happiness",),
        "metrics": smile_figures(),
    }
    small: ModelSpec = replace(small_network.spec(tmp_path, "mine"), **facts)
    small.save()
    config = tmp_path / "vitrina.toml"
    lines = ["[faces]", 'runtime = "mediapipe"', "[models]"]
    lines += [f'expression = "{small.folder}/mine.fp32.json"', f'engines = "{tmp_path}/there"']
    config.write_text("\n".join(lines))
    assert main(["engines", "build", "--config", str(config)]) == DONE
    assert [path.name.partition(".")[0] for path in (tmp_path / "there").glob("*.engine")] == ["mine"]
    assert main(["engines", "--config", str(tmp_path / "absent.toml")]) == BAD_USAGE
