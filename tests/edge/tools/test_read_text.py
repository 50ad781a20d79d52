"""`vitrina read-text`: scores of a person's own texts, without a word of them."""

import io
import json
from pathlib import Path

import pytest

from edge.kiosk import build
from edge.settings.settings import SettingsError
from edge.sources.text.reviews import ReviewFileError
from edge.tools.read_text import print_text_scores
from models.serving.spec import ModelFileError
from tests.doubles.text_network import text_network


@pytest.fixture
def config(tmp_path: Path) -> str:
    path = tmp_path / "vitrina.toml"
    path.write_text(f'[models]\ntext = "{text_network(tmp_path)}"\n')
    return str(path)


def printed(file: Path | str, config: str, capsys: pytest.CaptureFixture[str], *, as_json: bool = False) -> list[str]:
    assert print_text_scores(str(file), config, as_json=as_json) == 0
    return capsys.readouterr().out.splitlines()


def test_a_table_has_a_line_for_each_text_and_their_counts(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("lovely good\n\nbad and rude\nfoo\n")
    assert printed(tmp_path / "mine.txt", config, capsys) == [
        "  line  reads as  negative   neutral  positive",
        "     1  positive      0.00      0.00      1.00",
        "     3  negative      1.00      0.00      0.00",
        "     4  unclear       0.33      0.33      0.33",
        "3 texts: 1 negative, 0 neutral, 1 positive, 1 unclear",
    ]


def test_as_json_it_is_one_object_a_text(config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.csv").write_text("stars,text\n5,lovely\n")
    (line,) = printed(tmp_path / "mine.csv", config, capsys, as_json=True)
    assert json.loads(line) == {
        "line": 2, "reads_as": "positive", "negative": 0.0453, "neutral": 0.0453, "positive": 0.9094,
    }  # fmt: skip


def test_standard_input_has_one_text_a_line(
    config: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("the shop is open\n"))
    assert printed("-", config, capsys)[1:] == [
        "     1  neutral       0.05      0.91      0.05",
        "1 text: 0 negative, 1 neutral, 0 positive, 0 unclear",
    ]


def test_no_text_is_printed(config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever sends the output elsewhere sends no text with it."""
    (tmp_path / "mine.txt").write_text("zebra quince good\n")
    for as_json in (False, True):
        assert "zebra" not in "".join(printed(tmp_path / "mine.txt", config, capsys, as_json=as_json))


def test_what_is_missing_is_named(config: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ReviewFileError, match=r"gone\.txt cannot be read"):
        print_text_scores(str(tmp_path / "gone.txt"), config, as_json=False)
    other = tmp_path / "other.toml"
    other.write_text(f'[models]\ntext = "{tmp_path}/none.json"\n')
    with pytest.raises(ModelFileError, match=r"none\.json does not exist"):
        print_text_scores("-", str(other), as_json=False)
    monkeypatch.setattr(build, "TEXT_PACKAGE", "no_such_package")
    with pytest.raises(SettingsError, match=r"no_such_package is not installed.*-r requirements-comments.lock"):
        print_text_scores("-", config, as_json=False)


def test_an_altered_network_is_refused(config: str, tmp_path: Path) -> None:
    with (tmp_path / "text-words.onnx").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelFileError, match="is not the file that its model settings describe"):
        print_text_scores("-", config, as_json=False)
