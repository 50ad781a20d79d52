"""Replay from Python: the messages of `vitrina replay`, and the example of the documents."""

import json
import re
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.replay import replay_messages
from edge.sources.recordings import RecordingError
from tests.doubles.recordings import write_worn

ROOT = Path(__file__).parents[2]


def write_plays(folder: Path) -> Path:
    path = folder / "plays.csv"
    path.write_text("creative,start_s,end_s\nspring_a,10,60\n", encoding="utf-8")
    return path


def test_the_messages_are_those_of_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the same recordings and options, down to ids and times."""
    worn = write_worn(tmp_path / "wearer.csv", 130)
    plays = write_plays(tmp_path)
    assert main(["replay", "--body", str(worn), "--plays", str(plays), "--k", "1", "--window", "60"]) == 0
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert list(replay_messages(kits=[worn], plays=plays, k=1, window_s=60)) == printed
    assert "play" in {line["topic"].rpartition("/")[2] for line in printed}


def test_without_a_recording_there_is_an_error_and_not_an_empty_list() -> None:
    with pytest.raises(ValueError, match=r"no recording was given\. Name a video"):
        next(replay_messages())
    with pytest.raises(RecordingError, match="body: "):
        list(replay_messages(kits=["none.mp4"]))


def test_the_example_of_the_documents_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """docs/reference/python.md: on a recording of a kit."""
    write_worn(tmp_path / "wearer.csv", 70)
    write_plays(tmp_path)
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs/reference/python.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(from edge\.replay import .*?)```", text.partition("\n## ")[0], re.DOTALL)
    exec(compile(example, "docs/reference/python.md", "exec"), {})
    assert "/play vitrina.play/" in capsys.readouterr().out
