"""evaluate/expression.py: commands and keys of the result, through the code that the kiosk runs."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from models.data import DATA
from models.evaluate import command
from models.expression.data import CLASSES
from models.serving.spec import ZOO
from tests.models.expression.drawn_faces import write_faces

FACES = DATA / "faces"
needs_faces = pytest.mark.skipif(not FACES.is_dir(), reason="../shared/data/faces is not here")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drawn faces in the layout of data/faces."""
    return write_faces(tmp_path_factory.mktemp("data") / "faces")


def run_command(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """JSON object that a successful command prints."""
    assert command.main(list(arguments)) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_expression_has_the_keys_of_the_contract(drawn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The result has every key and class, and counts only rows with one of the 8 classes; stdout has no progress."""
    found = run_command(capsys, "expression", "--data", str(drawn), "--split", "public")
    assert set(found) >= {
        "n", "accuracy", "accuracy_unleaked", "balanced_accuracy", "recall", "f1_macro", "smile_accuracy", "smile_auc",
        "ece", "coverage", "accuracy_covered", "parameters", "model",
    }  # fmt: skip
    assert found["n"] == 60
    assert list(found["recall"]) == list(CLASSES)
    assert found["recall"]["anger"] is None
    assert found["model"].startswith("fer-1.4m@sha256:")


def test_plotted_values_agree_with_the_scores(drawn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Confusion, calibration, risk and intervals are over the same rows as accuracy and recall."""
    found = run_command(capsys, "expression", "--data", str(drawn), "--split", "public")
    counts = found["confusion"]
    assert sum(map(sum, counts)) == sum(each["n"] for each in found["calibration"]) == found["n"]
    assert sum(counts[c][c] for c in range(8)) / found["n"] == pytest.approx(found["accuracy"], abs=1e-4)
    kept = [point for point in found["risk_coverage"] if point[0] == 0.5]  # the threshold of the shipped network
    assert kept == [[0.5, found["coverage"], pytest.approx(1 - found["accuracy_covered"], abs=1e-4)]]
    shares = {"accuracy": found["accuracy_interval"], "smile_accuracy": found["smile_interval"]}
    assert all(low <= found[name] <= high for name, (low, high) in shares.items())
    for index, name in enumerate(CLASSES):
        if sum(counts[index]):
            low, high = found["recall_interval"][name]
            assert low <= found["recall"][name] == pytest.approx(counts[index][index] / sum(counts[index]), abs=1e-4)
            assert found["recall"][name] <= high
        else:
            assert found["recall"][name] is found["recall_interval"][name] is None


def test_other_domains_are_scored_by_sheet(drawn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each sheet has n, accuracy and smile_accuracy."""
    found = run_command(capsys, "expression-ood", "--data", str(drawn), "--split", "all")
    assert set(found["sheets"]) == {"colour", "grey"}
    assert all(set(sheet) == {"n", "accuracy", "smile_accuracy"} for sheet in found["sheets"].values())


def test_valence_has_the_keys_of_the_contract(drawn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The result has concordance and error of both axes."""
    found = run_command(capsys, "valence", "--data", str(drawn), "--split", "all")
    assert set(found) >= {"n", "ccc_valence", "ccc_arousal", "rmse_valence", "rmse_arousal"}
    assert found["n"] == 16


def test_result_is_written_where_asked(drawn: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--json FILE has the object of stdout; --data may name the folder above."""
    path = tmp_path / "valence.json"
    found = run_command(capsys, "valence", "--data", str(drawn.parent), "--split", "all", "--json", str(path))
    assert json.loads(path.read_text(encoding="utf-8")) == found


@pytest.mark.parametrize("arguments", [["voice"], ["expression", "--variant", "int4"], ["expression"]])
def test_unknown_task_or_variant_or_missing_split_is_bad_usage(arguments: list[str], drawn: Path) -> None:
    """An incomplete or unknown task, an unknown variant, or no split ends with exit code 2."""
    with pytest.raises(SystemExit) as caught:
        command.main([*arguments, "--data", str(drawn)])
    assert caught.value.code == 2


@pytest.mark.parametrize(("task", "split"), [("expression", "private"), ("valence", "public")])
def test_unknown_split_is_bad_usage(task: str, split: str, drawn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, with an error line."""
    assert command.main([task, "--data", str(drawn), "--split", split]) == 2
    assert "evaluate: " in capsys.readouterr().err


def test_missing_data_ends_with_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The error line names the folder."""
    assert command.main(["expression", "--data", str(tmp_path), "--split", "public"]) == 3
    assert str(tmp_path) in capsys.readouterr().err


def test_missing_or_altered_model_ends_with_4(drawn: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown name, and a spec without its model file."""
    shutil.copy(ZOO / "fer-1.4m.json", tmp_path)
    for model in ("fer-9m", str(tmp_path / "fer-1.4m.json")):
        assert command.main(["expression", "--data", str(drawn), "--split", "public", "--model", model]) == 4
        assert "Nothing was started" in capsys.readouterr().err


@needs_faces
def test_shipped_network_reaches_the_scores_of_its_card(capsys: pytest.CaptureFixture[str]) -> None:
    """Accuracy on the public part of FER+ is at least 85 %, and equals the numbers of the spec."""
    found = run_command(capsys, "expression", "--data", str(FACES), "--split", "public")
    card = json.loads((ZOO / "fer-1.4m.json").read_text(encoding="utf-8"))["metrics"]["expression"]
    assert found["accuracy"] >= 0.85
    assert found["accuracy"] == pytest.approx(card["accuracy"], abs=0.002)
    assert found["ece"] == pytest.approx(card["ece"], abs=0.005)
    assert found["parameters"] <= 1_500_000
