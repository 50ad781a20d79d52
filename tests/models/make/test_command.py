"""command.py: one command from a folder of images to a verdict and its page."""

import dataclasses
import json
from pathlib import Path

import cv2
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")
pytest.importorskip("onnx", reason="onnx is in the train extra: make train")

from edge.cli.main import main  # noqa: E402
from models.card import measure  # noqa: E402
from models.data import is_held_out  # noqa: E402
from models.expression import task as task_of  # noqa: E402
from models.expression.recipe import QUICK  # noqa: E402
from models.labelling.pack import LabelledPicture  # noqa: E402
from models.make.command import default_out  # noqa: E402
from models.serving.spec import ZOO, ModelSpec  # noqa: E402
from tests.models.labelling.test_pack import picture  # noqa: E402

needs_detector = pytest.mark.skipif(
    not (ZOO / "face_detection_full_range_sparse.tflite").is_file(), reason="the detector's files are not fetched yet"
)


def people(trained: int, measured: int) -> list[str]:
    """Names of people for training and for the test part, none of whom is held out."""
    names = [f"p{number}" for number in range(99) if not is_held_out(f"p{number}")]
    parts = {
        usage: [n for n in names if LabelledPicture(Path(), "", n).usage == usage] for usage in ("train", "public")
    }
    return parts["train"][:trained] + parts["public"][:measured]


def write_folder(folder: Path, trained: int = 6, measured: int = 1) -> list[str]:
    """A smile and a neutral image of each person, groups.csv, and an image without a face; the names of the people."""
    names = people(trained, measured)
    for number, person in enumerate(names):
        for kind, tone in (("happiness", 2 * number), ("neutral", -2 * number)):
            (folder / kind).mkdir(parents=True, exist_ok=True)
            assert cv2.imwrite(str(folder / kind / f"{person}_1.png"), picture(tone=tone))
    assert cv2.imwrite(str(folder / "neutral" / "p0_wall.png"), picture(count=0))
    lines = [f"{person},{('a', 'b')[number % 2]}" for number, person in enumerate(names)]
    (folder / "groups.csv").write_text("\n".join(["person,shift", *lines]) + "\n")
    return names


@needs_detector
def test_a_folder_of_images_becomes_a_model_a_card_and_a_page_with_the_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One command, with a recipe and a detector's cost that take no time. All people are judged."""
    tiny = dataclasses.replace(QUICK, widths=(8, 16), blocks=(1, 1))
    schedule = dataclasses.replace(tiny.schedule, epochs=1)
    monkeypatch.setattr(task_of, "QUICK", dataclasses.replace(tiny, schedule=schedule))
    monkeypatch.setattr(measure, "relative_cost", lambda *_: 0.1)
    monkeypatch.setattr("models.evaluate.smile.smile_cost", lambda _: 0.1)
    monkeypatch.setattr("models.card.command.draw_panels", lambda *_: False)
    names = write_folder(tmp_path / "pictures")
    out = tmp_path / "pictures-model"
    licence = ("--licence", "commercial", "--licence-note", "Our studio, contract 12")
    assert main(["models", "make", str(tmp_path / "pictures"), "--start-from", "none", *licence, "--json"]) == 0
    verdict = json.loads(capsys.readouterr().out)
    spec = ModelSpec.load(out / "own.json")
    judged = spec.metrics["cross_validation"]
    assert (judged["n"], judged["people"], len(judged["folds"])) == (2 * len(names), len(names), 5)
    assert set(spec.metrics["audit"]["groups"]["shift"]) == {"a", "b"}
    assert spec.metrics["smile"]["model"] == spec.label
    assert (spec.licence, spec.licence_note) == ("commercial", "Our studio, contract 12.")
    assert verdict["verdict"] == spec.metrics["verdict"] == "research"
    assert any("The test part has 2 images" in each["what"] for each in verdict["missing"])
    assert "p0_wall.png" in (out / "own.html").read_text()
    card = (out / "own.md").read_text()
    assert "FER" not in card
    assert not any(f"{name}_" in card + (out / "own.json").read_text() for name in names)
    assert not (out / "folds").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--licence", "commercial"], "together"),
        (["--full"], "--start-from none"),
        (["--name", "a/b"], "--name is the name of a file"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before an image is opened."""
    with pytest.raises(SystemExit) as ended:
        main(["models", "make", str(tmp_path), *arguments])
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("folder", ["pictures", "pictures/", ".", "../pictures/../pictures"])
def test_the_model_is_written_beside_the_images(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However the folder is named; a model among the images would be taken for a class."""
    (tmp_path / "pictures").mkdir()
    monkeypatch.chdir(tmp_path if folder.startswith("pictures") else tmp_path / "pictures")
    assert default_out(Path(folder)).resolve() == tmp_path / "pictures-model"


def test_a_missing_folder_or_start_model_ends_with_its_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """3 for images, 4 for a model; nothing is written."""
    assert main(["models", "make", str(tmp_path / "nothing")]) == 3
    (tmp_path / "pictures" / "neutral").mkdir(parents=True)
    assert cv2.imwrite(str(tmp_path / "pictures" / "neutral" / "p0_1.png"), picture())
    assert main(["models", "make", str(tmp_path / "pictures"), "--start-from", "no-model"]) == 4
    assert "no-model.json does not exist" in capsys.readouterr().err
    assert not (tmp_path / "pictures-model").exists()
