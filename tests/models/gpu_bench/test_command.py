"""command.py: the table on a simulated GPU, and the line that names what is missing."""

from pathlib import Path

import pytest

from models.gpu_bench import command, measure
from models.gpu_bench.card import Card
from tests.doubles import small_network
from tests.doubles.gpu import Gpu, broken, installed


@pytest.fixture
def paper_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with a card, and one small network in the zoo."""
    monkeypatch.setattr(command, "find_card", lambda: Card("Paper GPU", "550.54.15"))
    monkeypatch.setattr(measure, "shipped_networks", lambda: [small_network.spec(tmp_path)])
    monkeypatch.setattr(measure, "ROUND_S", 0.001)


@pytest.mark.usefixtures("paper_card")
def test_the_table_is_printed_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "runs" / "gpu.md"
    with installed(Gpu()):
        assert command.main(["--table", str(file)]) == 0
    printed = capsys.readouterr()
    assert printed.out == file.read_text()
    assert printed.out.startswith("Paper GPU, driver 550.54.15; TensorRT 10.3.0.\n")
    assert printed.out.count("| `small` |") == 2
    assert printed.err.splitlines() == ["gpu: small (fp32) done", "gpu: small (fp16) done"]


@pytest.mark.usefixtures("paper_card")
def test_a_network_that_disagrees_is_an_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    with installed(Gpu(faults={"wrong numbers"})):
        assert command.main([]) == 1
    assert "differ from ONNX Runtime's by 0.5" in capsys.readouterr().out


@pytest.mark.usefixtures("paper_card")
def test_a_card_without_tensorrt_and_cuda_provider_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with broken("tensorrt", ModuleNotFoundError("No module named 'tensorrt'")):
        assert command.main([]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert printed.err.startswith("gpu: Paper GPU: TensorRT is not installed (")
    assert "has no CUDA provider either" in printed.err


@pytest.mark.parametrize(
    ("found", "asked"),
    [
        ({"numpy", "onnxruntime"}, []),
        (set(), ["numpy<3", "onnxruntime-gpu[cuda,cudnn]"]),
        ({"numpy", "tensorrt"}, ["onnxruntime", "cuda-python>=12.6.2,<13"]),
        ({"numpy", "tensorrt", "onnxruntime", "cuda"}, []),
    ],
)
def test_pip_is_asked_for_what_is_missing_and_never_for_tensorrt(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], found: set[str], asked: list[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name if name in found else None)
    assert command.main(["--packages"]) == 0
    assert capsys.readouterr().out.split() == asked


@pytest.mark.usefixtures("paper_card")
def test_without_onnx_runtime_there_is_no_reference(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert command.main(["--find"]) == 0
    assert command.main([]) == 1
    assert capsys.readouterr().err.startswith("gpu: ONNX Runtime is not installed")
