"""table.py: one table with card and driver, whole enough to be put into a document."""

from models.gpu_bench.card import Card
from models.gpu_bench.measure import Row
from models.gpu_bench.table import speed_table

CARD = Card("Paper GPU", "550.54.15, CUDA 12.4")
GOOD = Row("ear", "fp32", difference=0.00021, gpu_hz=12345.6, processor_hz=99.5)


def test_the_table_has_card_driver_differences_and_speeds() -> None:
    lines = speed_table(CARD, "TensorRT 10.3.0", "", [GOOD]).splitlines()
    assert lines[:2] == ["Paper GPU, driver 550.54.15, CUDA 12.4; TensorRT 10.3.0.", ""]
    assert lines[-1] == "| `ear` | fp32 | 2.1e-04 | 0.001 | 12,346 | 100 |"
    assert {line.count("|") for line in lines[2:]} == {7}


def test_a_failure_is_a_cell_and_the_fallback_a_sentence() -> None:
    lines = speed_table(
        CARD, "CUDA provider", "TensorRT is not installed.", [Row("ear", "fp16", problem="no | memory")]
    )
    assert "Without TensorRT: TensorRT is not installed." in lines
    assert lines.splitlines()[-1] == "| `ear` | fp16 | no / memory | 0.01 | – | – |"
