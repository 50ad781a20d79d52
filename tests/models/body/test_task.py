"""task.py and net.py: batches for the training loop, and learning from them."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from models import loop, train  # noqa: E402
from models.body.net import BodyNet, predict_probabilities  # noqa: E402
from models.body.recipe import BODY, QUICK  # noqa: E402
from models.body.task import BodyTrainingTask, build_task, load_training_windows  # noqa: E402
from models.data import DataMissingError  # noqa: E402
from models.serving.features.body import CHANNELS, SKIN_CHANNELS, STEPS, WINDOW_S  # noqa: E402
from tests.models.body.drawn_people import write_exams, write_stress  # noqa: E402

SMALL = dataclasses.replace(QUICK, every=1, schedule=dataclasses.replace(QUICK.schedule, batch=64, epochs=12, lr=1e-2))


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Synthetic people 2 to 5 in the layout of data/body."""
    return write_stress(tmp_path_factory.mktemp("data") / "body")


def test_the_shipped_recipe_keeps_within_its_budget() -> None:
    """At most 50,000 parameters."""
    assert loop.parameter_count(BodyNet(BODY.hidden, BODY.dropout)) <= 50_000


def test_stress_is_detected_in_a_person_who_was_left_out(people: Path, tmp_path: Path) -> None:
    """A network trained on other people detects the task of a synthetic person with skin responses."""
    one = BodyTrainingTask(SMALL, people, 1, without=(4,))
    loop.train_task(one, tmp_path)
    net = BodyNet(SMALL.hidden, SMALL.dropout)
    net.load_state_dict(torch.load(tmp_path / "state.pt", weights_only=True)["ema"])
    assert one.open().check(net.eval())["auc"] > 0.9


def test_people_left_out_do_not_train_the_network(people: Path) -> None:
    """Neither windows nor scales of the network come from the person left out."""
    everybody, others = (
        BodyTrainingTask(SMALL, people, 1).open(),
        BodyTrainingTask(SMALL, people, 1, without=(3,)).open(),
    )
    left_out = next(one for one in load_training_windows(people) if one.person == 3)
    assert len(others._whole) == len(everybody._whole) - len(left_out.whole)
    assert not any((window == left_out.whole[0]).all() for window in others._whole)
    alone = BodyTrainingTask(SMALL, people, 1, without=(2, 4, 5)).open()
    assert not torch.equal(others.net().middle, alone.net().middle)
    assert everybody.check(everybody.net()) == {}


def test_config_names_the_people_left_out(people: Path) -> None:
    configs = [BodyTrainingTask(SMALL, people, 1, without=without).config() for without in ((), (3,))]
    assert configs[0] != configs[1]
    assert json.loads(json.dumps(configs)) is not None


def test_batches_depend_on_seed_and_epoch_alone(people: Path) -> None:
    """The same seed and epoch give the same batches, another epoch gives others."""
    loaded = BodyTrainingTask(SMALL, people, 1).open()
    first, again, later = (next(loaded.batches(epoch, 0))[0] for epoch in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, later)
    assert first.shape == (64, STEPS, len(CHANNELS))


def test_some_windows_lack_a_signal_and_some_are_short(people: Path) -> None:
    """They are like kits without a heart rate, and people who have just put a kit on."""
    recipe = dataclasses.replace(SMALL, noise=0.0, no_heart=0.3, no_skin=0.3, short=0.5)
    x, _ = next(BodyTrainingTask(recipe, people, 1).open().batches(0, 0))
    no_heart, no_skin = (x[:, :, SKIN_CHANNELS:] == 0).all(dim=(1, 2)), (x[:, :, :SKIN_CHANNELS] == 0).all(dim=(1, 2))
    assert 5 < no_heart.sum() < 35
    assert 5 < no_skin.sum() < 35
    assert not (no_heart & no_skin).any()
    assert (x[~no_heart & ~no_skin][:, :6] == 0).all(dim=(1, 2)).sum() > 5


def test_windows_start_after_180_seconds(people: Path) -> None:
    """One window ends every 5 s from second 180 on; its label is that of its end."""
    (one,) = [one for one in load_training_windows(people) if one.person == 2]
    assert len(one.whole) == len(range(WINDOW_S, 700, 5))
    assert one.stress.tolist() == [280 <= end_s < 500 for end_s in range(WINDOW_S, 700, 5)]


def test_prediction_does_not_depend_on_other_windows(people: Path) -> None:
    """The GRU state starts at 0 in every window."""
    loaded = BodyTrainingTask(SMALL, people, 1).open()
    net, x = loaded.net(), load_training_windows(people)[0].whole
    torch.nn.init.normal_(net.head.weight)
    alone = np.concatenate([predict_probabilities(net, x[index : index + 1]) for index in range(5)])
    np.testing.assert_allclose(predict_probabilities(net, x)[:5], alone, atol=1e-6)
    assert np.ptp(alone) > 0


def test_folder_without_recordings_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataMissingError, match="body"):
        build_task(tmp_path, 1)
    with pytest.raises(DataMissingError, match=r"stress_predict\.npz"):
        build_task(write_exams(tmp_path / "body"), 1, quick=True).open()


def test_one_command_trains_and_exports(people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train.main(["body", "--quick", "--data", str(people.parent), "--out", str(tmp_path)]) == 0
    assert (tmp_path / "body-1k.onnx").is_file()
    assert "body-1k@sha256:" in capsys.readouterr().out


def test_cross_validation_is_for_body_and_voice_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        train.main(["expression", "--cross-validate"])
    assert "only for body and voice" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options", ["body --cross-validate --epochs 3", "voice --epochs 3", "voice --cross-validate --leave 5"]
)
def test_length_and_folds_are_for_the_cross_validation_of_voice(
    options: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """No network would be left to judge with if all five were left out."""
    with pytest.raises(SystemExit):
        train.main(options.split())
    assert "only with voice and --cross-validate" in capsys.readouterr().err
