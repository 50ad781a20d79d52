"""python -m models.gpu_bench: runs every model of the zoo on this machine's NVIDIA GPU, and prints one table."""

import argparse
import importlib.util
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from models.gpu_bench.card import Card, NoGpuError, find_card

WITHIN_S = 420.0
"""Time after which no further engine is started, so that the whole command, including its packages, ends within ten
minutes.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark and return the exit code: 0 every model agrees with the processor, 1 a model does not or
    nothing can run, 2 bad usage.
    """
    parser = argparse.ArgumentParser(
        prog="python -m models.gpu_bench",
        description="Run every model on the NVIDIA GPU of this machine, with TensorRT or else with\n"
        "ONNX Runtime's CUDA provider. Compare the results with ONNX Runtime on the processor, and print one table.",
        epilog="example:\n  python -m models.gpu_bench --table runs/gpu.md",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--find", action="store_true", help="only check whether there is a GPU")
    parser.add_argument("--packages", action="store_true", help="only print the Python packages that are missing")
    parser.add_argument("--table", type=Path, metavar="FILE", help="also write the table to this file")
    options = parser.parse_args(arguments)
    if options.packages:
        print("\n".join(missing_packages()))
        return 0
    try:
        card = find_card()
    except NoGpuError as error:
        return _end(f"{error} Run this on a machine with an NVIDIA GPU.")
    if options.find:
        return 0
    if importlib.util.find_spec("onnxruntime") is None:
        return _end("ONNX Runtime is not installed. It computes the reference. Install it: pip install onnxruntime")
    return _measure(card, options.table)


def missing_packages() -> list[str]:
    """Packages that pip must install for ONNX Runtime and, if the machine has TensorRT, for TensorRT. They never
    include TensorRT itself.
    """
    has_tensorrt = importlib.util.find_spec("tensorrt") is not None
    wanted = {"numpy": "numpy<3", "onnxruntime": "onnxruntime" if has_tensorrt else "onnxruntime-gpu[cuda,cudnn]"}
    if has_tensorrt:
        wanted["cuda"] = "cuda-python>=12.6.2,<13"
    return [package for module, package in wanted.items() if importlib.util.find_spec(module) is None]


def _measure(card: Card, file: Path | None) -> int:
    # only now: the lines above need the standard library alone
    from models.gpu_bench.measure import measure_files, shipped_networks
    from models.gpu_bench.runners import NoRunnerError, choose_runner
    from models.gpu_bench.table import speed_table
    from models.serving.onnx_gpu import OnnxRuntime

    with TemporaryDirectory() as folder:
        try:
            runner, why_not_tensorrt = choose_runner(Path(folder), OnnxRuntime.find_installed())
        except NoRunnerError as error:
            return _end(f"{card.name}: {error}")
        rows = []
        for row in measure_files(runner, shipped_networks(), WITHIN_S):
            print(f"gpu: {row.network} ({row.precision}) {row.problem or 'done'}", file=sys.stderr)
            rows.append(row)
    text = speed_table(card, runner.title, why_not_tensorrt, rows)
    print(text)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n", encoding="utf-8")
    return int(any(row.problem for row in rows))


def _end(reason: str) -> int:
    print(f"gpu: {reason}", file=sys.stderr)
    return 1
