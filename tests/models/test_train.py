"""train.py: training on a shop's own pictures, and the licence of the new network."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")
pytest.importorskip("onnx", reason="onnx is in the train extra: make train")

from edge.perception.runtime import InferenceSession  # noqa: E402
from models import train, weights  # noqa: E402
from models.data import DataMissingError  # noqa: E402
from models.expression import task as task_of  # noqa: E402
from models.expression import teachers  # noqa: E402
from models.expression.data import load_ferplus  # noqa: E402
from models.expression.export import NOTE, export_network  # noqa: E402
from models.expression.net import predict_logits  # noqa: E402
from models.expression.recipe import AGAIN, FINE_TUNE, QUICK, ExpressionRecipe  # noqa: E402
from models.serving.spec import ModelSpec  # noqa: E402
from tests.models.expression.drawn_faces import write_faces, write_own  # noqa: E402

OURS = ("--licence", "commercial", "--licence-note", "Our studio, contract 12.")


def with_schedule(recipe: ExpressionRecipe, **changes: object) -> ExpressionRecipe:
    """The same recipe with changes in its schedule."""
    return dataclasses.replace(recipe, schedule=dataclasses.replace(recipe.schedule, **changes))  # type: ignore[arg-type]


@pytest.fixture(scope="module", autouse=True)
def small() -> Iterator[None]:
    """Recipes that take seconds."""
    tiny = with_schedule(dataclasses.replace(QUICK, widths=(8, 16), blocks=(1, 1)), batch=16, epochs=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(task_of, "EXPRESSION", tiny)
        patch.setattr(task_of, "FINE_TUNE", with_schedule(FINE_TUNE, batch=16, epochs=2))
        yield


def run_training(data: Path, out: Path, *more: str) -> ModelSpec:
    """Runs the command; returns the spec that it writes into `out`."""
    assert train.main(["expression", "--data", str(data), "--out", str(out), *more]) == 0
    (path,) = out.glob("*.json")
    return ModelSpec.load(path)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """320 drawn pictures of 40 people, packed."""
    return write_own(tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def start_spec(tmp_path_factory: pytest.TempPathFactory) -> ModelSpec:
    """A network trained on other people's drawn faces, for evaluation."""
    folder = tmp_path_factory.mktemp("start")
    return run_training(write_faces(folder / "faces"), folder)


@pytest.fixture(scope="module")
def start(start_spec: ModelSpec) -> str:
    """Path of the start network's spec, for the command."""
    return str(start_spec.folder / f"{start_spec.name}.json")


def test_network_from_own_pictures_has_the_given_licence(own: Path, tmp_path: Path) -> None:
    """The spec has tier, note and hashes of the training files; the kiosk's session runs the network."""
    spec = run_training(own, tmp_path, *OURS)
    assert (spec.licence, spec.licence_note) == ("commercial", "Our studio, contract 12.")
    assert spec.name == "own-0.0m"
    assert set(spec.trained_on) == {"ferplus.csv", "ferplus_own0.webp"}
    assert "data" not in spec.recipe
    other = write_faces(tmp_path / "faces", train=8, public=8)
    with pytest.raises(DataMissingError, match="was not trained on the images"):
        export_network(tmp_path, other, tmp_path)
    assert InferenceSession(spec).run_network(np.zeros((1, 1, 48, 48), np.float32))[0].sum() == pytest.approx(
        1.0, abs=1e-5
    )


def test_network_inherits_the_licence_of_its_start_network(
    own: Path, start_spec: ModelSpec, start: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The own pictures are cleared, but the start network is not. With 40 held-out rows nothing is fitted."""
    spec = run_training(own, tmp_path, *OURS, "--start-from", start)
    output = capsys.readouterr()
    assert spec.licence == "evaluation"
    assert spec.licence_note == f"Our studio, contract 12. Trained from {start_spec.name} (evaluation): {NOTE}"
    assert f"licence: evaluation. {spec.licence_note}" in output.out
    assert f"from {start_spec.name}, whose licence tier (evaluation) it inherits" in output.err
    assert spec.recipe["start"]["weights"] == start_spec.weights["sha256"]
    offsets = start_spec.metrics["held_out"].get("offsets", [0.0] * 8)
    assert spec.metrics["held_out"] == {"n": 40, "fitted": False, "offsets": offsets}
    assert (spec.temperature, spec.thresholds) == (start_spec.temperature, start_spec.thresholds)
    assert InferenceSession(spec).run_network(np.zeros((1, 1, 48, 48), np.float32))[0].sum() == pytest.approx(
        1.0, abs=1e-5
    )


def test_fine_tuning_starts_from_the_weights_and_their_predictions(
    own: Path, start_spec: ModelSpec, start: str
) -> None:
    """Half of each target is the vote for the folder's class, half the start network's prediction."""
    loaded = task_of.build_task(own, 1, start_from=start).open()
    net = loaded.net()
    for name, array in weights.read_weights(start_spec).items():
        np.testing.assert_array_equal(net.state_dict()[name].numpy(), array)
    before = torch.softmax(predict_logits(net, loaded._images), dim=1).numpy()
    votes = (loaded._targets - 0.5 * before) / 0.5
    np.testing.assert_allclose(votes.max(axis=1), 1.0, atol=1e-5)
    np.testing.assert_allclose(votes.sum(axis=1), 1.0, atol=1e-5)


def test_second_run_learns_from_the_predictions_of_the_first(
    own: Path, start_spec: ModelSpec, start: str, tmp_path: Path
) -> None:
    """The predictions are means over a picture and its mirror image; the recipe is AGAIN."""
    predictions = tmp_path / "said.npz"
    assert teachers.main([start, "--data", str(own), "--out", str(predictions)]) == 0
    assert task_of.build_task(own, 1, start_from=start, said=predictions).recipe is AGAIN
    loaded = task_of.build_task(own, 1, start_from=start).open()
    images = load_ferplus(own, ("train",)).images
    views = (images, np.ascontiguousarray(images[:, :, ::-1]))
    wanted = np.mean([torch.softmax(predict_logits(loaded.net(), view), dim=1).numpy() for view in views], axis=0)
    np.testing.assert_allclose(teachers.read_predictions(predictions), wanted, atol=1e-3)
    assert teachers.main(["nobody", "--data", str(own), "--out", str(predictions)]) == 4


def test_config_depends_on_licence_start_network_and_pictures(own: Path, start: str, tmp_path: Path) -> None:
    """A run does not resume with another licence, start network or pack; with the same ones it does."""
    other = write_own(tmp_path / "other", persons=39)
    runs = [
        task_of.build_task(own, 1),
        task_of.build_task(own, 1, licence="commercial", licence_note="Ours."),
        task_of.build_task(own, 1, licence="commercial", licence_note="Theirs."),
        task_of.build_task(own, 1, licence="non-commercial", licence_note="Ours."),
        task_of.build_task(own, 1, start_from=start),
        task_of.build_task(other, 1),
    ]
    configs = [run.config() for run in runs]
    assert all(one != another for at, one in enumerate(configs) for another in configs[at + 1 :])
    assert task_of.build_task(own, 1, start_from=start).config() == configs[4]


def test_config_of_a_ferplus_run_has_no_extra_keys(tmp_path: Path) -> None:
    """Without options the config has no extra keys, so older runs resume."""
    faces = write_faces(tmp_path / "faces")
    task = task_of.build_task(faces, 1)
    assert task.config() == {**dataclasses.asdict(task.recipe), "teachers": {}}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--licence", "commercial"), "together: what the images"),
        (("--licence-note", "Ours."), "together: what the images"),
        (("--licence", "free", "--licence-note", "Ours."), "invalid choice: 'free'"),
        (("--start-from", "fer-1.4m", "--quick"), "has its own recipe"),
        (("--start-from", "fer-1.4m", "--teacher"), "has its own recipe"),
    ],
)
def test_bad_usage_ends_with_exit_code_2(
    own: Path, more: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The error line comes before any file is read."""
    with pytest.raises(SystemExit) as left:
        train.main(["expression", "--data", str(own), *more])
    assert left.value.code == 2
    assert words in capsys.readouterr().err


def test_wrong_start_network_ends_with_exit_code_4(
    own: Path, start_spec: ModelSpec, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unknown name, a network without weights, and one of another task are errors; no folder is created."""
    bare = dataclasses.replace(start_spec, weights={}, folder=tmp_path, file="bare.onnx").save()
    voice = dataclasses.replace(start_spec, task="voice", folder=tmp_path, file="voice.onnx").save()
    out = tmp_path / "out"
    for named, words in (
        ("nobody", "nobody.json does not exist"),
        (bare, "has no weights to start from"),
        (voice, "a model for voice"),
    ):
        code = train.main(["expression", "--data", str(own), "--out", str(out), "--start-from", str(named)])
        assert code == 4
        assert words in capsys.readouterr().err
    assert not out.exists()


def test_too_few_pictures_end_with_exit_code_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Fewer pictures than one training step takes are an error."""
    few = write_own(tmp_path / "few", persons=2, each=4)
    assert train.main(["expression", "--data", str(few), "--out", str(tmp_path / "out")]) == 3
    assert "one step of this recipe takes 16" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_handful_of_pictures_is_enough_for_a_quick_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A trial has few rows: the batch becomes smaller. Three are too few for any run."""
    few = write_own(tmp_path / "few", persons=3, each=4)
    spec = run_training(few, tmp_path / "out", "--quick")
    assert 4 <= spec.recipe["schedule"]["batch"] < QUICK.schedule.batch
    one = write_own(tmp_path / "one", persons=2, each=1)
    assert train.main(["expression", "--quick", "--data", str(one), "--out", str(tmp_path / "none")]) == 3
    assert "one step of this recipe takes 4" in capsys.readouterr().err


def test_class_without_a_picture_is_not_told(own: Path, tmp_path: Path) -> None:
    """Neutral, happy, surprised and sad faces teach smiles and surprise; `negative` needs five classes. The pictures of
    FER+ have all."""
    spec = run_training(own, tmp_path / "own")
    assert spec.measures == ("smile", "surprise")
