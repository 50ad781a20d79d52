"""task.py and net.py: what the loop is given, and that something is learnt from it."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from models import loop, train  # noqa: E402
from models.expression import task as task_of  # noqa: E402
from models.expression.data import held_out, load_ferplus  # noqa: E402
from models.expression.net import ExpressionNet, begin_from, fewer_blocks, logits_of  # noqa: E402
from models.expression.recipe import AGAIN, EXPRESSION, QUICK, TEACHER, ExpressionRecipe  # noqa: E402
from models.expression.task import ExpressionTask  # noqa: E402
from tests.models.expression.drawn_faces import write_faces  # noqa: E402


def with_pace(recipe: ExpressionRecipe, **pace: object) -> ExpressionRecipe:
    """The same recipe at another pace."""
    return dataclasses.replace(recipe, schedule=dataclasses.replace(recipe.schedule, **pace))  # type: ignore[arg-type]


SMALL = with_pace(
    dataclasses.replace(QUICK, widths=(8, 16), blocks=(1, 1), sides_px=((0.5, 24), (0.5, 48))), batch=16, epochs=4
)


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drawn faces in the layout of data/faces."""
    return write_faces(tmp_path_factory.mktemp("data") / "faces", train=600)


def test_the_shipped_recipe_keeps_within_its_budget() -> None:
    """At most 2 M parameters, for 48 px grey, 8 logits; other sizes pass too, as training uses smaller ones."""
    for recipe in (EXPRESSION, AGAIN):
        net = ExpressionNet(recipe.widths, recipe.blocks).eval()
        assert loop.parameter_count(net) <= 2_000_000
        for side in {side for _, side in recipe.sides_px}:
            assert net(torch.zeros(2, 1, side, side)).shape == (2, 8)


def test_a_network_with_fewer_blocks_begins_with_those_that_stay() -> None:
    """The last of a stage go, the others keep their order; with as many blocks nothing changes."""
    had = ExpressionNet((8, 16), (2, 2))
    state = {name: array.numpy() for name, array in had.state_dict().items()}
    assert fewer_blocks(state, (2, 2), (2, 2)).keys() == state.keys()
    fewer = ExpressionNet((8, 16), (1, 2))
    fewer.load_state_dict({name: torch.from_numpy(a) for name, a in fewer_blocks(state, (2, 2), (1, 2)).items()})
    for new, old in ((0, 0), (1, 2), (2, 3)):
        for one, other in zip(fewer.body[new].parameters(), had.body[old].parameters(), strict=True):
            assert torch.equal(one, other)
    assert torch.equal(fewer.head.weight, had.head.weight)


def test_a_teacher_is_wider_than_what_it_teaches() -> None:
    """Else it could be shipped itself."""
    assert loop.parameter_count(ExpressionNet(TEACHER.widths, TEACHER.blocks)) > loop.parameter_count(
        ExpressionNet(EXPRESSION.widths, EXPRESSION.blocks)
    )


def test_learns_four_drawn_expressions(faces: Path, tmp_path: Path) -> None:
    """From votes alone, well above the quarter that guessing reaches, on rows that it never saw."""
    recipe = with_pace(SMALL, epochs=12)
    loop.train_worker(0, ExpressionTask(recipe, faces, seed=1), tmp_path)
    rows = load_ferplus(faces, ("train",))
    rows = rows.where(held_out(rows.dup_group) & (rows.majority >= 0))
    net = ExpressionNet(recipe.widths, recipe.blocks)
    net.load_state_dict(torch.load(tmp_path / "state.pt", weights_only=True)["ema"])
    assert float((logits_of(net, rows.images).argmax(1).numpy() == rows.majority).mean()) > 0.7


def test_processes_share_an_epoch(faces: Path) -> None:
    """Together they see no row twice, and leave out less than one step."""
    lesson = ExpressionTask(with_pace(SMALL, processes=2), faces, seed=5).open()
    lesson._targets = np.arange(len(lesson._targets), dtype=np.float32)[:, None]
    seen = [int(row) for rank in (0, 1) for _, y in lesson.batches(0, rank) for row in y[:, 0]]
    assert len(seen) == len(set(seen)) > len(lesson._targets) - 2 * SMALL.schedule.batch


def test_the_held_out_tenth_is_not_learnt_from(faces: Path) -> None:
    """What is trained and what is looked at make up all rows, by near-copy group."""
    lesson = ExpressionTask(dataclasses.replace(SMALL, rows=None), faces, seed=5).open()
    rows = load_ferplus(faces, ("train",))
    out = held_out(rows.dup_group)
    assert len(lesson._checks) == out.sum()
    assert len(lesson._images) == (~out).sum()


def test_teachers_move_targets_and_leave_the_weight_of_a_row() -> None:
    """A row half of whose votes were unknown stays half a row."""
    targets = np.zeros((1, 8), np.float32)
    targets[0, 0] = 0.5
    said = np.full((1, 8), 1 / 8, np.float32)
    moved = task_of.taught(targets, said, 0.4)
    assert moved.sum() == pytest.approx(0.5)
    assert moved[0, 0] == pytest.approx(0.5 * (0.6 + 0.4 / 8))


def test_what_teachers_said_makes_a_run_another_run(tmp_path: Path) -> None:
    """The file's hash is part of the recipe: weights of one are no start for another."""
    files = [tmp_path / name for name in ("a.npz", "b.npz")]
    for value, file in enumerate(files):
        np.savez(file, said=np.full((4, 8), value, np.float16))
    plain, one, other = (ExpressionTask(SMALL, tmp_path, 1, said).facts() for said in (None, *files))
    assert plain != one != other


def test_crops_grow_over_the_run() -> None:
    """32 px first, the size of the kiosk last."""
    sides = [task_of.side_at(EXPRESSION, epoch) for epoch in range(EXPRESSION.schedule.epochs)]
    assert sides == sorted(sides)
    assert (sides[0], sides[-1]) == (32, 48)


def test_quick_training_gives_a_network_that_opens(
    faces: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command as a newcomer types it: files and spec in the folder that was named."""
    monkeypatch.setattr(task_of, "QUICK", SMALL)
    assert train.main(["expression", "--quick", "--data", str(faces), "--out", str(tmp_path)]) == 0
    assert {path.suffixes[-2] for path in tmp_path.glob("*.*.onnx") if len(path.suffixes) > 1} >= {".fp16", ".int8"}
    assert len(list(tmp_path.glob("*.json"))) == 1


def test_missing_data_ends_with_3_and_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is made where nothing can be trained."""
    out = tmp_path / "out"
    assert train.main(["expression", "--data", str(tmp_path), "--out", str(out)]) == 3
    assert "holds ferplus.csv" in capsys.readouterr().err
    assert not out.exists()


def test_weighing_channels_and_places_begins_as_the_network_without_it() -> None:
    plain = ExpressionNet((8, 16), (2, 2))
    for parameter in plain.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    state = {name: tensor.numpy() for name, tensor in plain.state_dict().items()}
    weighing = ExpressionNet((8, 16), (2, 2), squeeze=4, places=True)
    begin_from(weighing, state, (2, 2))
    faces = np.random.default_rng(0).integers(0, 256, (6, 48, 48), np.uint8)
    assert torch.allclose(logits_of(plain, faces), logits_of(weighing, faces), atol=1e-5)
    assert loop.parameter_count(weighing) > loop.parameter_count(plain)
    with pytest.raises(ValueError, match="another network"):
        begin_from(weighing, {name: array for name, array in state.items() if name != "head.weight"}, (2, 2))
