"""task.py and net.py: batches for the training loop, and learning from them."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from models import loop, train  # noqa: E402
from models.expression import task as task_of  # noqa: E402
from models.expression.data import held_out_rows, load_ferplus  # noqa: E402
from models.expression.net import ExpressionNet, drop_blocks, load_start_weights, predict_logits  # noqa: E402
from models.expression.recipe import AGAIN, EXPRESSION, QUICK, TEACHER, ExpressionRecipe  # noqa: E402
from models.expression.task import ExpressionTrainingTask  # noqa: E402
from tests.models.expression.drawn_faces import write_faces  # noqa: E402


def with_schedule(recipe: ExpressionRecipe, **changes: object) -> ExpressionRecipe:
    """The same recipe with changes in its schedule."""
    return dataclasses.replace(recipe, schedule=dataclasses.replace(recipe.schedule, **changes))  # type: ignore[arg-type]


SMALL = with_schedule(
    dataclasses.replace(QUICK, widths=(8, 16), blocks=(1, 1), sides_px=((0.5, 24), (0.5, 48))), batch=16, epochs=4
)


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drawn faces in the layout of data/faces."""
    return write_faces(tmp_path_factory.mktemp("data") / "faces", train=600)


def test_the_shipped_recipe_keeps_within_its_budget() -> None:
    """The network has at most 2 M parameters and gives 8 logits for 48 px and for the smaller training crops."""
    for recipe in (EXPRESSION, AGAIN):
        net = ExpressionNet(recipe.widths, recipe.blocks).eval()
        assert loop.parameter_count(net) <= 2_000_000
        for side in {side for _, side in recipe.sides_px}:
            assert net(torch.zeros(2, 1, side, side)).shape == (2, 8)


def test_network_with_fewer_blocks_keeps_the_first_of_each_stage() -> None:
    """The last blocks of a stage are dropped, the others keep their order; with as many blocks nothing changes."""
    before = ExpressionNet((8, 16), (2, 2))
    state = {name: array.numpy() for name, array in before.state_dict().items()}
    assert drop_blocks(state, (2, 2), (2, 2)).keys() == state.keys()
    fewer = ExpressionNet((8, 16), (1, 2))
    fewer.load_state_dict({name: torch.from_numpy(a) for name, a in drop_blocks(state, (2, 2), (1, 2)).items()})
    for new, old in ((0, 0), (1, 2), (2, 3)):
        for one, other in zip(fewer.body[new].parameters(), before.body[old].parameters(), strict=True):
            assert torch.equal(one, other)
    assert torch.equal(fewer.head.weight, before.head.weight)


def test_teacher_is_wider_than_the_shipped_network() -> None:
    """The teacher has more parameters."""
    assert loop.parameter_count(ExpressionNet(TEACHER.widths, TEACHER.blocks)) > loop.parameter_count(
        ExpressionNet(EXPRESSION.widths, EXPRESSION.blocks)
    )


def test_learns_four_drawn_expressions(faces: Path, tmp_path: Path) -> None:
    """Trained on votes alone, accuracy on held-out rows is well above chance, a quarter."""
    recipe = with_schedule(SMALL, epochs=12)
    loop.train_worker(0, ExpressionTrainingTask(recipe, faces, seed=1), tmp_path)
    rows = load_ferplus(faces, ("train",))
    rows = rows.select_rows(held_out_rows(rows.dup_group) & (rows.majority >= 0))
    net = ExpressionNet(recipe.widths, recipe.blocks)
    net.load_state_dict(torch.load(tmp_path / "state.pt", weights_only=True)["ema"])
    assert float((predict_logits(net, rows.images).argmax(1).numpy() == rows.majority).mean()) > 0.7


def test_processes_share_an_epoch(faces: Path) -> None:
    """Two processes use no row twice, and leave out less than one step."""
    loaded = ExpressionTrainingTask(with_schedule(SMALL, processes=2), faces, seed=5).open()
    loaded._targets = np.arange(len(loaded._targets), dtype=np.float32)[:, None]
    rows_seen = [int(row) for rank in (0, 1) for _, y in loaded.batches(0, rank) for row in y[:, 0]]
    assert len(rows_seen) == len(set(rows_seen)) > len(loaded._targets) - 2 * SMALL.schedule.batch


def test_held_out_tenth_is_not_trained_on(faces: Path) -> None:
    """Training rows and held-out rows together are all rows."""
    loaded = ExpressionTrainingTask(dataclasses.replace(SMALL, rows=None), faces, seed=5).open()
    rows = load_ferplus(faces, ("train",))
    out = held_out_rows(rows.dup_group)
    assert len(loaded._checks) == out.sum()
    assert len(loaded._images) == (~out).sum()


def test_mixing_targets_keeps_the_weight_of_a_row() -> None:
    """A row with weight 0.5 keeps weight 0.5."""
    targets = np.zeros((1, 8), np.float32)
    targets[0, 0] = 0.5
    predictions = np.full((1, 8), 1 / 8, np.float32)
    mixed = task_of.mix_targets(targets, predictions, 0.4)
    assert mixed.sum() == pytest.approx(0.5)
    assert mixed[0, 0] == pytest.approx(0.5 * (0.6 + 0.4 / 8))


def test_config_depends_on_the_predictions_of_teachers(tmp_path: Path) -> None:
    """The hash of the predictions file is part of the config, so a run does not resume with other predictions."""
    files = [tmp_path / name for name in ("a.npz", "b.npz")]
    for value, file in enumerate(files):
        np.savez(file, said=np.full((4, 8), value, np.float16))
    plain, one, other = (ExpressionTrainingTask(SMALL, tmp_path, 1, file).config() for file in (None, *files))
    assert plain != one != other


def test_crops_grow_over_the_run() -> None:
    """The side starts at 32 px and ends at the kiosk's 48 px."""
    sides = [task_of.crop_side(EXPRESSION, epoch) for epoch in range(EXPRESSION.schedule.epochs)]
    assert sides == sorted(sides)
    assert (sides[0], sides[-1]) == (32, 48)


def test_quick_training_gives_a_network_that_opens(
    faces: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command writes files and spec into the named folder."""
    monkeypatch.setattr(task_of, "QUICK", SMALL)
    assert train.main(["expression", "--quick", "--data", str(faces), "--out", str(tmp_path)]) == 0
    assert {path.suffixes[-2] for path in tmp_path.glob("*.*.onnx") if len(path.suffixes) > 1} >= {".fp16", ".int8"}
    assert len(list(tmp_path.glob("*.json"))) == 1


def test_missing_data_ends_with_3_and_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3, an error line, and no output folder."""
    out = tmp_path / "out"
    assert train.main(["expression", "--data", str(tmp_path), "--out", str(out)]) == 3
    assert "contains ferplus.csv" in capsys.readouterr().err
    assert not out.exists()


def test_channel_and_position_weights_start_without_effect() -> None:
    plain = ExpressionNet((8, 16), (2, 2))
    for parameter in plain.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    state = {name: tensor.numpy() for name, tensor in plain.state_dict().items()}
    weighing = ExpressionNet((8, 16), (2, 2), squeeze=4, places=True)
    load_start_weights(weighing, state, (2, 2))
    faces = np.random.default_rng(0).integers(0, 256, (6, 48, 48), np.uint8)
    assert torch.allclose(predict_logits(plain, faces), predict_logits(weighing, faces), atol=1e-5)
    assert loop.parameter_count(weighing) > loop.parameter_count(plain)
    with pytest.raises(ValueError, match="another model"):
        load_start_weights(weighing, {name: array for name, array in state.items() if name != "head.weight"}, (2, 2))
