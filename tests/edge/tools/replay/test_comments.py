"""Comments of a recording: each in its turn, by the rules of a kiosk, the same bytes each time."""

import json
from pathlib import Path

import pytest

from edge.cli.main import main
from tests.doubles.text_network import text_network

TENTH = "text,at_s\n" + "".join(f"{'lovely' if index % 2 else 'bad'},{600 * index + 5}\n" for index in range(10))


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "vitrina.toml"
    path.write_text(f'[models]\ntext = "{text_network(tmp_path)}"\n')
    return path


def replayed(tmp_path: Path, config: Path, table: str, *more: str) -> str:
    (tmp_path / "said.csv").write_text(table)
    out = tmp_path / "out.jsonl"
    assert (
        main(["replay", "--comments", str(tmp_path / "said.csv"), "--config", str(config), "--out", str(out), *more])
        == 0
    )
    return out.read_text()


def test_ten_comments_in_ten_slots_are_one_message(tmp_path: Path, config: Path) -> None:
    """From the start of the recording, the same bytes each time, with noise."""
    text = replayed(tmp_path, config, TENTH)
    (line,) = text.splitlines()
    told = json.loads(line)
    assert told["topic"] == "vitrina/1/demo/shop/kiosk/comments"
    payload = told["payload"]
    assert (payload["from"], payload["k"], payload["creative"]) == ("2026-01-01T00:00:00.000Z", 10, None)
    assert (payload["negative"], payload["positive"]) != (5, 5)
    assert replayed(tmp_path, config, TENTH) == text


def test_a_small_k_shows_exact_counts_beside_the_adverts(tmp_path: Path, config: Path) -> None:
    (tmp_path / "plays.csv").write_text("creative,start_s,end_s\na,0,610\n")
    lines = replayed(tmp_path, config, TENTH, "--k", "2", "--plays", str(tmp_path / "plays.csv")).splitlines()
    told = [json.loads(line)["payload"] for line in lines if "comments" in line]
    assert [(one["creative"], one["negative"], one["positive"], one["n"]) for one in told] == [
        ("a", 1, 1, 2), *[(None, 1, 1, 2)] * 4,
    ]  # fmt: skip


def test_nine_slots_tell_nothing(tmp_path: Path, config: Path) -> None:
    assert replayed(tmp_path, config, "\n".join(TENTH.splitlines()[:-1])) == ""


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("text\ngood\n", "said.csv line 2 has no at_s"),
        ("text,at_s\ngood,5\nzebra,4\n", "said.csv line 3 has an earlier at_s than the line above"),
        ("words,at_s\ngood,5\n", "line 1 must name the columns"),
    ],
)
def test_a_file_without_times_is_refused(
    table: str, says: str, tmp_path: Path, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a recording that cannot be read."""
    (tmp_path / "said.csv").write_text(table)
    assert main(["replay", "--comments", str(tmp_path / "said.csv"), "--config", str(config)]) == 3
    error = capsys.readouterr().err
    assert says in error
    assert "zebra" not in error


def test_a_replay_needs_a_recording_and_a_panel_has_no_comments(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay"]) == 2
    assert "Add --video, --audio, --body, --comments or --videos." in capsys.readouterr().err
    assert main(["replay", "--videos", "panel", "--comments", "said.csv"]) == 2
    assert "--comments for one" in capsys.readouterr().err
