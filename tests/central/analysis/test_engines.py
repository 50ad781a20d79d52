"""Commands that answer from a folder of Parquet files: the same as from the store, and a sentence where they cannot."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE, NO_SOURCE
from central.packages import install_command
from central.serve import engines
from tests.central.cli.test_answers import lines
from tests.test_imports import loaded_by

PACKAGES = {"ibis", "sqlglot", "duckdb", "pyarrow", "pyspark", "pandas"}
COMMANDS = (
    ["report"],
    ["report", "spring_a", "--from", "2026-11-03", "--to", "2026-11-07"],
    ["compare", "spring_a", "spring_b", "--measure", "attention_s"],
    ["trend", "--tag", "brand"],
)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A simulated fleet of five shops in a store and in a folder, with a tag, zones and parts."""
    root = tmp_path_factory.mktemp("simulated")
    data, file = str(root / "data"), root / "lines.jsonl"
    file.write_bytes(lines(days=9, curve=(0.1, 0.4, 0.2, 0.3), n=30, tenant="sim-acme"))
    zone = ["--tz", "Europe/Berlin", "--parts", "11:30,14:00", "--data", data]
    commands = [
        ["import", str(file), "--data", data],
        *(["site", "set", f"sim-acme/shop-{n}", *zone] for n in range(3)),
    ]
    for creative in ("spring_a", "spring_b"):
        commands.append(
            ["creative", "add", f"sim-acme/{creative}", "--tag", "brand", "--name", "Spring", "--data", data]
        )
    commands.append(["export", "parquet", str(root / "fleet"), "--data", data])
    for command in commands:
        assert main(command) == DONE
    return {"data": data, "parquet": str(root / "fleet")}


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """JSON of a command, without the time of the answer."""
    assert main([*arguments, "--json"]) == DONE
    return json.loads(capsys.readouterr().out, object_hook=lambda value: value | {"generated": None})


def assert_same(found: Any, expected: Any, place: str = "") -> None:
    """Field by field; numbers to nine digits."""
    assert type(found) is type(expected), place
    if isinstance(expected, dict):
        assert list(found) == list(expected), place
        for key, value in expected.items():
            assert_same(found[key], value, f"{place}.{key}")
    elif isinstance(expected, list):
        assert len(found) == len(expected), place
        for number, value in enumerate(expected):
            assert_same(found[number], value, f"{place}[{number}]")
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-12), place
    else:
        assert found == expected, place


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_folder_answers_as_the_store_does(
    command: list[str], places: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    expected = answer(capsys, *command, "--data", places["data"])
    found = answer(capsys, *command, "--engine", "duckdb", "--parquet", places["parquet"])
    assert_same(found, expected)
    told = json.dumps(expected)
    assert '"simulated": true' in told
    assert '"Europe/Berlin"' in told or command[0] == "trend"


def test_sites_are_chosen_in_a_folder_as_in_the_store(
    places: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    site = ["report", "spring_b", "--site", "shop-1"]
    expected = answer(capsys, *site, "--data", places["data"])
    assert_same(answer(capsys, *site, "--parquet", places["parquet"]), expected)
    assert main(["report", "spring_b", "--site", "none", "--parquet", places["parquet"]]) == BAD_USAGE
    assert "there is no site" in capsys.readouterr().err


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (["--engine", "duckdb"], BAD_USAGE, "the engine duckdb needs --parquet DIR, a folder of `export parquet`"),
        (
            ["--parquet", "x", "--data", "y"],
            BAD_USAGE,
            "a folder of `export parquet`, and no other source (--data was given).",
        ),
        (["--parquet", "x", "--engine", "database"], BAD_USAGE, "--engine database reads the store. Remove --parquet"),
        (["--parquet", "none"], NO_SOURCE, "none is not an export folder. Create it with: vitrina-central export"),
    ],
)
def test_what_cannot_be_is_said(
    given: list[str],
    code: int,
    said: str,
    in_folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["report", *given]) == code
    assert said in capsys.readouterr().err
    assert list(in_folder.iterdir()) == []  # nothing was made


def test_a_folder_that_lacks_rows_is_refused(
    places: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rather than answered of in part: an export that was cut short, and one of some kinds."""
    folder = shutil.copytree(places["parquet"], tmp_path / "fleet")
    shutil.rmtree(folder / "kind=play_hours")
    assert main(["report", "--parquet", str(folder)]) == BAD_USAGE
    assert "was exported without play_hours. Export it without --kind." in capsys.readouterr().err
    facts = folder / "_vitrina.json"
    facts.write_text(facts.read_text().replace('"is_complete": true', '"is_complete": false'))
    assert main(["report", "--parquet", str(folder)]) == NO_SOURCE
    assert "was interrupted. Run it again" in capsys.readouterr().err
    facts.write_text(facts.read_text().replace("vitrina.parquet/2", "vitrina.parquet/7"))
    assert main(["report", "--parquet", str(folder)]) == BAD_USAGE
    assert "has the format vitrina.parquet/7, but this version reads vitrina.parquet/2" in capsys.readouterr().err


def test_an_experiment_is_read_from_the_store_alone(places: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    for given in (["--parquet", places["parquet"]], ["--engine", "duckdb"]):
        assert main(["experiment", "e1", *given]) == BAD_USAGE
        assert "only the store has the blocks of plays" in capsys.readouterr().err


def test_a_missing_package_is_named_with_the_command_that_installs_it(
    places: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for engine, package, command in (
        ("duckdb", "duckdb", install_command("analysis")),
        ("spark", "pyspark", f"{sys.prefix}/bin/pip install '{engines.PYSPARK}'"),
    ):
        monkeypatch.setattr(engines, "find_spec", lambda name, package=package: None if name == package else object())
        assert main(["report", "--engine", engine, "--parquet", places["parquet"]]) == BAD_USAGE
        said = capsys.readouterr().err
        assert said.startswith(f"report: the package {package} is missing. ")
        assert said.endswith(f": {command}\n")
    monkeypatch.setattr(engines, "find_spec", lambda name: object())
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert main(["report", "--engine", "spark", "--parquet", places["parquet"]]) == BAD_USAGE
    assert capsys.readouterr().err == "report: Spark needs Java 17: apt-get install openjdk-17-jre-headless\n"


def test_a_report_of_the_store_loads_none_of_it(places: dict[str, str]) -> None:
    report = f"from central.cli.main import main\nmain(['report', 'spring_a', '--data', {places['data']!r}, '--json'])"
    assert loaded_by(report).isdisjoint(PACKAGES)
    folder = report.replace("--data", "--parquet").replace(places["data"], places["parquet"])
    loaded = loaded_by(folder)
    assert "duckdb" in loaded
    assert loaded.isdisjoint(PACKAGES - {"duckdb", "pyarrow"})  # statements of the store need no Ibis
