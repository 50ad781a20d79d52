"""models/train.py and nets.py: the loop learns, stops, goes on, and repeats itself."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from models import train  # noqa: E402
from models.datasets import held_out, load_ferplus  # noqa: E402
from models.nets import ExpressionNet, logits_of, parameter_count  # noqa: E402
from models.recipes import EXPRESSION, QUICK, Recipe  # noqa: E402
from tests.models.drawn_faces import write_faces  # noqa: E402

SMALL: Recipe = dataclasses.replace(QUICK, widths=(8, 16), batch=16, epochs=4, sides_px=((0.5, 24), (0.5, 48)))


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drawn faces in the layout of data/faces."""
    return write_faces(tmp_path_factory.mktemp("data") / "faces", train=600)


def weights(out: Path) -> dict[str, object]:
    """The averaged weights that a run left."""
    found: dict[str, object] = torch.load(out / "state.pt", weights_only=True)["ema"]
    return found


def test_the_shipped_recipe_keeps_within_its_budget() -> None:
    """At most 1.5 M parameters, for 48 px grey, 8 logits; other sizes pass too, as training uses smaller ones."""
    net = ExpressionNet(EXPRESSION.widths, EXPRESSION.blocks).eval()
    assert parameter_count(net) <= 1_500_000
    for side in {side for _, side in EXPRESSION.sides_px}:
        assert net(torch.zeros(2, 1, side, side)).shape == (2, 8)


def test_learns_four_drawn_expressions(faces: Path, tmp_path: Path) -> None:
    """From votes alone, well above the quarter that guessing reaches, on rows that it never saw."""
    recipe = dataclasses.replace(SMALL, epochs=12)
    train.work(0, train.Job(recipe, faces, tmp_path, seed=1))
    rows = load_ferplus(faces, ("train",))
    rows = rows.where(held_out(rows.dup_group) & (rows.majority >= 0))
    net = ExpressionNet(recipe.widths, recipe.blocks)
    net.load_state_dict(weights(tmp_path))
    assert float((logits_of(net, rows.images).argmax(1).numpy() == rows.majority).mean()) > 0.7


def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(faces: Path, tmp_path: Path) -> None:
    """Two epochs, a stop, two more: the same weights as four in one go."""
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    for out in (whole, parts):
        out.mkdir()
    train.work(0, train.Job(SMALL, faces, whole, seed=3))
    job = train.Job(SMALL, faces, parts, seed=3)
    train.work(0, job, until=2)
    assert torch.load(parts / "state.pt", weights_only=True)["epoch"] == 2
    train.work(0, job)
    for one, other in zip(weights(whole).values(), weights(parts).values(), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)


def test_a_run_of_another_seed_does_not_go_on_with_these_weights(faces: Path, tmp_path: Path) -> None:
    """The state of one recipe and seed is no start for another: it begins anew."""
    train.work(0, train.Job(SMALL, faces, tmp_path, seed=3), until=1)
    assert train.start(train.Job(SMALL, faces, tmp_path, seed=3)).epoch == 1
    assert train.start(train.Job(SMALL, faces, tmp_path, seed=4)).epoch == 0


def test_two_processes_take_every_row_once() -> None:
    """Within an epoch the shares of the processes do not overlap, and together leave out less than one step."""
    recipe = dataclasses.replace(SMALL, processes=2, mixup=0.0)
    job = train.Job(recipe, Path(), Path(), seed=5)
    images = np.zeros((100, 48, 48), np.uint8)
    rows = np.arange(100, dtype=np.float32)[:, None]
    seen = [int(row) for rank in (0, 1) for _, y in train.batches(images, rows, job, 0, rank) for row in y[:, 0]]
    assert len(seen) == len(set(seen)) == 96


def test_gradients_of_two_processes_are_averaged(faces: Path, tmp_path: Path) -> None:
    """A real run of two processes ends and leaves its state."""
    recipe = dataclasses.replace(SMALL, epochs=1, processes=2)
    train.run(train.Job(recipe, faces, tmp_path, seed=6))
    assert torch.load(tmp_path / "state.pt", weights_only=True)["epoch"] == 1


def test_learning_rate_rises_once_and_falls_to_nothing() -> None:
    """Warm-up to 0.1, then half a cosine to 0."""
    rates = [train.learning_rate(EXPRESSION, at / 10) for at in range(EXPRESSION.epochs * 10 + 1)]
    peak = int(np.argmax(rates))
    assert rates[peak] == pytest.approx(EXPRESSION.lr)
    assert peak == round(EXPRESSION.warm_up_epochs * 10)
    assert rates[-1] == pytest.approx(0.0, abs=1e-9)
    assert sorted(rates[peak:], reverse=True) == rates[peak:]


def test_crops_grow_over_the_run() -> None:
    """32 px first, the size of the kiosk last."""
    sides = [train.side_at(EXPRESSION, epoch) for epoch in range(EXPRESSION.epochs)]
    assert sides == sorted(sides)
    assert (sides[0], sides[-1]) == (32, 48)


def test_quick_training_gives_a_network_that_opens(
    faces: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command as a newcomer types it: files and spec in the folder that was named."""
    monkeypatch.setattr(train, "QUICK", SMALL)
    assert train.main(["expression", "--quick", "--data", str(faces), "--out", str(tmp_path)]) == 0
    assert len(list(tmp_path.glob("*.onnx"))) == len(list(tmp_path.glob("*.json"))) == 1


def test_missing_data_ends_with_3_and_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is made where nothing can be trained."""
    out = tmp_path / "out"
    assert train.main(["expression", "--data", str(tmp_path), "--out", str(out)]) == 3
    assert "holds ferplus.csv" in capsys.readouterr().err
    assert not out.exists()
