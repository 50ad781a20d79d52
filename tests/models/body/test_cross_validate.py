"""cross_validate.py and export.py: each person is scored by a network trained without that person."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from edge.perception.runtime import InferenceSession  # noqa: E402
from models import loop  # noqa: E402
from models.body import cross_validate as crossing  # noqa: E402
from models.body.export import export_network, load_run  # noqa: E402
from models.body.net import predict_probabilities  # noqa: E402
from models.body.recipe import QUICK  # noqa: E402
from models.body.task import BodyTrainingTask, load_training_windows  # noqa: E402
from tests.models.body.drawn_people import write_stress  # noqa: E402

SMALL = dataclasses.replace(QUICK, every=1, schedule=dataclasses.replace(QUICK.schedule, batch=64, epochs=5, lr=1e-2))


@pytest.fixture(scope="module")
def crossed(tmp_path_factory: pytest.TempPathFactory) -> tuple[BodyTrainingTask, Path]:
    """A task of four synthetic people, and the folder where it was cross-validated and trained."""
    folder = tmp_path_factory.mktemp("crossed")
    task = BodyTrainingTask(SMALL, write_stress(folder / "body"), 1)
    out = folder / "run"
    out.mkdir()
    rng = np.random.default_rng(0)
    guesses = {f"S{one.person:02d}": rng.random(len(one.stress)) for one in load_training_windows(task.folder)}
    np.savez(out / "forest.npz", **guesses)  # type: ignore[arg-type]
    crossing.cross_validate(task, out)
    loop.train_task(task, out)
    return task, out


def test_each_person_is_scored_by_a_network_trained_without_them(crossed: tuple[BodyTrainingTask, Path]) -> None:
    task, out = crossed
    for one in load_training_windows(task.folder):
        saved = torch.load(out / f"S{one.person:02d}" / "state.pt", weights_only=True)
        assert saved["recipe"]["without"] == [one.person]
    result = json.loads((out / "cross_validation.json").read_text())
    assert (result["subjects"], result["n"]) == (4, 4 * 104)
    assert result["balanced_accuracy"] > 0.75
    assert result["person_least"] <= result["person_mean"]


def test_gain_over_the_forest_has_an_interval(crossed: tuple[BodyTrainingTask, Path]) -> None:
    """The gain over random guesses lies in its interval, and the two halves of the people have separate figures."""
    result = json.loads((crossed[1] / "cross_validation.json").read_text())
    assert result["gain"]["low"] < result["gain"]["gain"] < result["gain"]["high"]
    assert result["gain"]["gain"] == pytest.approx(
        result["balanced_accuracy"] - result["forest"]["balanced_accuracy"], abs=2e-4
    )
    assert result["people_chosen_by"]["subjects"] + result["people_not_looked_at"]["subjects"] == 4


def test_result_without_a_baseline_has_no_gain(crossed: tuple[BodyTrainingTask, Path], tmp_path: Path) -> None:
    """The result has no key `gain`; all people are scored."""
    quick = dataclasses.replace(SMALL, people=2, schedule=dataclasses.replace(SMALL.schedule, epochs=1))
    result = crossing.cross_validate(dataclasses.replace(crossed[0], recipe=quick), tmp_path)
    assert "gain" not in result
    assert result["subjects"] == 2


def test_half_of_the_people_is_the_same_in_any_order() -> None:
    """Fourteen of twenty-seven people, in any order."""
    people = list(range(2, 29))
    assert crossing.draw_chosen_people(people) == crossing.draw_chosen_people(people[::-1])
    assert len(crossing.draw_chosen_people(people)) == 14


def test_exported_file_gives_the_outputs_of_the_network(crossed: tuple[BodyTrainingTask, Path], tmp_path: Path) -> None:
    """The kiosk's session gives the same outputs at any batch size; the spec has the figures of cross-validation."""
    task, out = crossed
    spec = export_network(out, task.folder, tmp_path)
    session, net = InferenceSession(spec), load_run(out)[0]
    x = load_training_windows(task.folder)[0].whole
    for part in (x[:1], x[:37]):
        np.testing.assert_allclose(session.run_network(part)[0][:, 0], predict_probabilities(net, part), atol=1e-4)
    assert spec.metrics["held_out"]["balanced_accuracy"] == spec.metrics["cross_validation"]["balanced_accuracy"]
    assert spec.licence == "commercial"
    assert "MIT" in spec.licence_note
    assert list(spec.trained_on) == ["stress_predict.npz"]
