"""average.py: one network from the mean weights of several runs."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from models import loop  # noqa: E402
from models.expression import average  # noqa: E402
from models.expression.export import load_run  # noqa: E402
from models.expression.net import predict_logits  # noqa: E402
from models.expression.recipe import QUICK  # noqa: E402
from models.expression.task import ExpressionTrainingTask  # noqa: E402
from tests.models.expression.drawn_faces import write_faces  # noqa: E402

SMALL = dataclasses.replace(
    QUICK, widths=(8, 16), blocks=(1, 1), schedule=dataclasses.replace(QUICK.schedule, epochs=1, batch=16)
)


@pytest.fixture(autouse=True)
def few_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the batches is each drawn face four times."""
    monkeypatch.setattr(average, "BATCHES", 10)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """Folder of drawn faces, and two short runs with different seeds."""
    folder = tmp_path_factory.mktemp("runs")
    faces = write_faces(folder / "faces")
    for seed in (1, 2):
        (folder / str(seed)).mkdir()
        loop.train_worker(0, ExpressionTrainingTask(SMALL, faces, seed), folder / str(seed))
    return faces, [folder / "1", folder / "2"]


def test_mean_of_a_run_with_itself_gives_its_outputs(runs: tuple[Path, list[Path]], tmp_path: Path) -> None:
    """Only the statistics of the norms differ, as they come from other crops than in training."""
    faces, (one, _) = runs
    assert average.main([str(one), str(one), "--data", str(faces), "--out", str(tmp_path)]) == 0
    pictures = np.random.default_rng(0).integers(0, 256, (64, 48, 48), np.uint8)
    before, after = (predict_logits(load_run(run)[0], pictures).numpy() for run in (one, tmp_path))
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.9


def test_weights_are_averaged_and_the_seeds_are_stored(runs: tuple[Path, list[Path]], tmp_path: Path) -> None:
    faces, (one, other) = runs
    assert average.main([str(one), str(other), "--data", str(faces), "--out", str(tmp_path)]) == 0
    net, _, saved = load_run(tmp_path)
    mean = (load_run(one)[0].head.weight + load_run(other)[0].head.weight) / 2
    assert torch.allclose(net.head.weight, mean)
    assert saved["recipe"]["averaged_seeds"] == [1, 2]
    assert [path.suffix for path in tmp_path.glob("*.json")] == [".json"]  # a spec, so that runs can start from it


def test_runs_of_different_recipes_are_refused(
    runs: tuple[Path, list[Path]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faces, (one, _) = runs
    other = tmp_path / "other"
    other.mkdir()
    loop.train_worker(0, ExpressionTrainingTask(dataclasses.replace(SMALL, mixup=0.5), faces, 3), other)
    with pytest.raises(SystemExit) as stopped:
        average.main([str(one), str(other), "--data", str(faces), "--out", str(tmp_path / "out")])
    assert stopped.value.code == 2
    assert "differ in more than their seed" in capsys.readouterr().err
    assert average.main([str(one), str(tmp_path), "--data", str(faces), "--out", str(tmp_path / "out")]) == 3
