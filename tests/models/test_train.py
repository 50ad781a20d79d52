"""train.py: the command on a shop's own pictures; what comes out says what it may be used for."""

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
from models.expression.export import NOTE, export  # noqa: E402
from models.expression.net import logits_of  # noqa: E402
from models.expression.recipe import AGAIN, FINE_TUNE, QUICK, ExpressionRecipe  # noqa: E402
from models.serving.spec import ModelSpec  # noqa: E402
from tests.models.expression.drawn_faces import write_faces, write_own  # noqa: E402

OURS = ("--licence", "commercial", "--licence-note", "Our studio, contract 12.")


def with_pace(recipe: ExpressionRecipe, **pace: object) -> ExpressionRecipe:
    """The same recipe at another pace."""
    return dataclasses.replace(recipe, schedule=dataclasses.replace(recipe.schedule, **pace))  # type: ignore[arg-type]


@pytest.fixture(scope="module", autouse=True)
def small() -> Iterator[None]:
    """Recipes that are over in seconds."""
    tiny = with_pace(dataclasses.replace(QUICK, widths=(8, 16), blocks=(1, 1)), batch=16, epochs=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(task_of, "EXPRESSION", tiny)
        patch.setattr(task_of, "FINE_TUNE", with_pace(FINE_TUNE, batch=16, epochs=2))
        yield


def trained(data: Path, out: Path, *more: str) -> ModelSpec:
    """What the command writes into `out`."""
    assert train.main(["expression", "--data", str(data), "--out", str(out), *more]) == 0
    (path,) = out.glob("*.json")
    return ModelSpec.load(path)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """320 drawn pictures of 40 persons, packed."""
    return write_own(tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> ModelSpec:
    """A network trained on other people's drawn faces, for evaluation."""
    folder = tmp_path_factory.mktemp("begun")
    return trained(write_faces(folder / "faces"), folder)


@pytest.fixture(scope="module")
def start(begun: ModelSpec) -> str:
    """It, as the command names it."""
    return str(begun.folder / f"{begun.name}.json")


def test_own_pictures_from_scratch_may_be_used_for_what_their_owner_says(own: Path, tmp_path: Path) -> None:
    """Tier, note, hashes of what was learnt from; a network that the kiosk opens."""
    spec = trained(own, tmp_path, *OURS)
    assert (spec.licence, spec.licence_note) == ("commercial", "Our studio, contract 12.")
    assert spec.name == "own-0.0m"
    assert set(spec.trained_on) == {"ferplus.csv", "ferplus_own0.webp"}
    assert "data" not in spec.recipe
    other = write_faces(tmp_path / "faces", train=8, public=8)
    with pytest.raises(DataMissingError, match="learnt from other pictures"):
        export(tmp_path, other, tmp_path)
    assert InferenceSession(spec).run(np.zeros((1, 1, 48, 48), np.float32))[0].sum() == pytest.approx(1.0, abs=1e-5)


def test_what_begins_from_shipped_weights_inherits_their_tier_and_says_so(
    own: Path, begun: ModelSpec, start: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Though its pictures are cleared; before and after the training. Of 40 held-out rows nothing is fitted."""
    spec = trained(own, tmp_path, *OURS, "--start-from", start)
    said = capsys.readouterr()
    assert spec.licence == "evaluation"
    assert spec.licence_note == f"Our studio, contract 12. Begun from {begun.name} (evaluation): {NOTE}"
    assert f"licence: evaluation. {spec.licence_note}" in said.out
    assert f"from {begun.name}, whose tier (evaluation) it inherits" in said.err
    assert spec.recipe["start"]["weights"] == begun.weights["sha256"]
    offsets = begun.metrics["held_out"].get("offsets", [0.0] * 8)
    assert spec.metrics["held_out"] == {"n": 40, "fitted": False, "offsets": offsets}
    assert (spec.temperature, spec.thresholds) == (begun.temperature, begun.thresholds)
    assert InferenceSession(spec).run(np.zeros((1, 1, 48, 48), np.float32))[0].sum() == pytest.approx(1.0, abs=1e-5)


def test_fine_tuning_begins_with_the_weights_and_is_taught_by_what_they_say(
    own: Path, begun: ModelSpec, start: str
) -> None:
    """Half of each target is the vote of whoever sorted the pictures, half what the network said before."""
    lesson = task_of.task(own, 1, start_from=start).open()
    net = lesson.net()
    for name, array in weights.read(begun).items():
        np.testing.assert_array_equal(net.state_dict()[name].numpy(), array)
    before = torch.softmax(logits_of(net, lesson._images), dim=1).numpy()
    votes = (lesson._targets - 0.5 * before) / 0.5
    np.testing.assert_allclose(votes.max(axis=1), 1.0, atol=1e-5)
    np.testing.assert_allclose(votes.sum(axis=1), 1.0, atol=1e-5)


def test_a_second_run_is_taught_by_the_first(own: Path, begun: ModelSpec, start: str, tmp_path: Path) -> None:
    """What it says of a picture and of its mirror image; the recipe is that of a second run."""
    said = tmp_path / "said.npz"
    assert teachers.main([start, "--data", str(own), "--out", str(said)]) == 0
    assert task_of.task(own, 1, start_from=start, said=said).recipe is AGAIN
    lesson = task_of.task(own, 1, start_from=start).open()
    images = load_ferplus(own, ("train",)).images
    views = (images, np.ascontiguousarray(images[:, :, ::-1]))
    wanted = np.mean([torch.softmax(logits_of(lesson.net(), view), dim=1).numpy() for view in views], axis=0)
    np.testing.assert_allclose(teachers.read_said(said), wanted, atol=1e-3)
    assert teachers.main(["nobody", "--data", str(own), "--out", str(said)]) == 4


def test_another_licence_start_or_pack_is_another_run(own: Path, start: str, tmp_path: Path) -> None:
    """Weights that were trained under one of them never pass for those of another; the same words go on."""
    other = write_own(tmp_path / "other", persons=39)
    runs = [
        task_of.task(own, 1),
        task_of.task(own, 1, licence="commercial", licence_note="Ours."),
        task_of.task(own, 1, licence="commercial", licence_note="Theirs."),
        task_of.task(own, 1, licence="non-commercial", licence_note="Ours."),
        task_of.task(own, 1, start_from=start),
        task_of.task(other, 1),
    ]
    facts = [run.facts() for run in runs]
    assert all(one != another for at, one in enumerate(facts) for another in facts[at + 1 :])
    assert task_of.task(own, 1, start_from=start).facts() == facts[4]


def test_a_run_on_the_faces_of_ferplus_is_the_run_that_it_was(tmp_path: Path) -> None:
    """Where nothing was said nothing is added: a run that was stopped before goes on."""
    faces = write_faces(tmp_path / "faces")
    task = task_of.task(faces, 1)
    assert task.facts() == {**dataclasses.asdict(task.recipe), "teachers": {}}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--licence", "commercial"), "wanted together"),
        (("--licence-note", "Ours."), "wanted together"),
        (("--licence", "free", "--licence-note", "Ours."), "invalid choice: 'free'"),
        (("--start-from", "fer-1.4m", "--quick"), "has a recipe of its own"),
        (("--start-from", "fer-1.4m", "--teacher"), "has a recipe of its own"),
    ],
)
def test_bad_usage_ends_with_2_and_a_line(
    own: Path, more: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is read."""
    with pytest.raises(SystemExit) as left:
        train.main(["expression", "--data", str(own), *more])
    assert left.value.code == 2
    assert words in capsys.readouterr().err


def test_a_start_that_is_none_ends_with_4_and_a_line(
    own: Path, begun: ModelSpec, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that nobody knows, a network without weights, one of another task; nothing is made."""
    bare = dataclasses.replace(begun, weights={}, folder=tmp_path, file="bare.onnx").save()
    voice = dataclasses.replace(begun, task="voice", folder=tmp_path, file="voice.onnx").save()
    out = tmp_path / "out"
    for named, words in (("nobody", "nobody.json is not there"), (bare, "without weights"), (voice, "but voice")):
        code = train.main(["expression", "--data", str(own), "--out", str(out), "--start-from", str(named)])
        assert code == 4
        assert words in capsys.readouterr().err
    assert not out.exists()


def test_too_few_pictures_end_with_3_and_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Fewer than one step takes: nothing could be learnt."""
    few = write_own(tmp_path / "few", persons=2, each=4)
    assert train.main(["expression", "--data", str(few), "--out", str(tmp_path / "out")]) == 3
    assert "one step of this recipe takes 16" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
