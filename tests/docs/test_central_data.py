"""Commands of docs/central/data.md about Parquet, run as they are printed, in this process."""

import shlex
from pathlib import Path

import pytest

pytest.importorskip("duckdb", reason="the packages for analyses are missing: make setup")

from central.cli.main import main
from tests.central.reports.shops import fleet_of, stored
from tests.docs.test_central import CONFIG, block_with


def test_a_folder_is_exported_and_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """DuckDB stands in for Spark, which needs Java."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "central.toml").write_text(f'[central]\ndata = "{tmp_path}/data"\n')
    messages = fleet_of(2, 2, lambda *_: {"spring_a": 0.1, "spring_b": 0.2})
    with stored(tmp_path, messages) as store, store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE creatives SET tag = 'acme-shoes'")
    install, export = block_with("export parquet fleet")
    assert install.endswith("pip install --require-hashes -r requirements-analysis.lock")
    printed = []
    for line in [export, *block_with("report spring_a --parquet")]:
        words = shlex.split(line.replace(CONFIG, str(tmp_path / "central.toml")).replace("spark", "duckdb"))
        assert main(words[1:]) == 0, line
        printed.append(capsys.readouterr().out)
    for words_of_answer, text in zip(("spring_a", '"spring_b"', "acme-shoes"), printed[1:], strict=True):
        assert words_of_answer in text
