"""`vitrina bench --adaptive`: whole kiosks on a small film, and the table. No test goes by how long anything takes."""

import math
import os
from pathlib import Path

import pytest
from rich.console import Console

from edge.cli.main import main
from edge.tools.bench import savings
from tests.edge.tools.bench.test_senses import empty_scene

TINY = savings.SavingsDuration(film_s=2.0, settled_s=0.0, measured_s=1.0, turns=1)
ROW = savings.SavingsRow("empty shop", "MPEG-4", 0.4, 0.1, 15.0, 5.0, 30.0, 31.0)


def test_a_kiosk_is_measured_with_and_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both look at the same film; each has processor time and pictures."""
    monkeypatch.setattr(savings, "SCENES", {"empty shop": 0})
    monkeypatch.setattr(savings, "FORMATS", {"Motion JPEG": ("avi", "MJPG")})
    (row,) = savings.measure(empty_scene(), tmp_path, TINY, "shop")
    assert (row.scene, row.format) == ("empty shop", "Motion JPEG")
    for value in (row.every_cores, row.adaptive_cores, row.every_hz, row.adaptive_hz, row.every_p95_ms):
        assert math.isfinite(value)
        assert value > 0


def test_the_table_fits_100_characters_and_has_the_ratio() -> None:
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(width=100, record=True, file=nowhere)
        console.print(savings.savings_table([ROW], "x86_64, 2 cores, load 0.3 before", quick=False))
    lines = console.export_text().splitlines()
    assert any("empty shop" in line and "0.25" in line and "15.0 / 5.0" in line for line in lines)
    assert savings.savings_json([ROW], "x86_64", quick=True)["rows"][0]["ratio"] == pytest.approx(0.25)


@pytest.mark.parametrize("others", [["--plot", "cost.svg"], ["--senses"], ["--minutes", "1"]])
def test_options_of_other_measurements_are_refused(others: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--adaptive", *others]) == 2
    assert "Nothing was started." in capsys.readouterr().err
