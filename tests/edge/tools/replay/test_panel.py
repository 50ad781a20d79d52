"""A panel of recordings: what is said of visits, errors of single files, and options that do not go together."""

import json
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.events import VisitClosed
from edge.screen.plays_file import RecordedPlays
from edge.settings.settings import Settings
from edge.tools.replay.panel import ReplayPanel, max_simultaneous_visits, visit_count_warning
from edge.tools.replay.panel_files import Participant
from tests.doubles.films import cut, write_film
from tests.edge.tools.replay.test_replay import START_S


def visits(*spans: tuple[float, float]) -> list[VisitClosed]:
    return [VisitClosed(start_s, end_s, (number,)) for number, (start_s, end_s) in enumerate(spans)]


@pytest.mark.parametrize(
    ("spans", "most"),
    [
        ([], 0),
        ([(0, 9)], 1),
        ([(0, 4), (5, 9)], 1),
        ([(0, 4), (3.6, 9)], 1),  # one person, lost and found: the tracks overlap for a moment
        ([(0, 4), (3, 9)], 2),
        ([(0, 9), (1, 3), (2, 5), (8, 9)], 3),
        ([(0, 9), (0, 9)], 2),
    ],
)
def test_visits_at_once_are_counted(spans: list[tuple[float, float]], most: int) -> None:
    assert max_simultaneous_visits(visits(*spans)) == most


def test_one_person_is_one_visit_and_anything_else_is_said() -> None:
    """Two people at once are a warning."""
    assert visit_count_warning(visits()) == "no visit: nobody was detected."
    assert visit_count_warning(visits((0, 9))) == "1 visit."
    assert visit_count_warning(visits((0, 4), (5, 9))).startswith(
        "2 visits, one after the other: this participant was lost"
    )
    assert visit_count_warning(visits((0, 9), (1, 9))).startswith(
        "warning: 2 visits, 2 at once. Another person is in the"
    )


@pytest.mark.parametrize("k", [1, 5])
def test_a_panel_is_told_without_noise_whatever_k_is(k: int) -> None:
    """Participants of a recording have agreed to exact numbers."""
    panel = ReplayPanel([], START_S, k)
    rules = panel.make_replay_request(Participant(1, Path("ada.mp4"), RecordedPlays())).audience_rules(Settings())
    assert (rules.k, rules.k_reaction, rules.noise.scale) == (k, k, 0.0)


def panel_folder(path: Path) -> Path:
    """Four recordings of nobody: one whole, one cut short, one text, one whole."""
    folder = path / "panel"
    folder.mkdir()
    write_film(folder / "a.mp4", frames=50)
    cut(write_film(path / "b.avi", frames=50), 0.5).rename(folder / "b.avi")
    (folder / "c.mp4").write_text("hello")
    write_film(folder / "d.mp4", frames=75)
    return folder


def test_a_broken_file_is_named_and_the_others_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With k 0 an empty window is told of each. The number of a participant counts the broken files too."""
    folder = panel_folder(tmp_path)
    assert main(["replay", "--videos", str(folder), "--k", "0", "--window", "100"]) == 3
    printed = capsys.readouterr()
    sites = [json.loads(line)["payload"]["site"] for line in printed.out.splitlines()]
    assert sites == ["panel-1", "panel-2", "panel-4"]
    errors = printed.err.splitlines()
    assert errors[0].startswith("replay: it is not known what was shown to a.mp4, b.avi, c.mp4, d.mp4")
    assert [line for line in errors if line.startswith("replay: file ")] == [
        f"replay: file {number} of 4: {name}, panel-{number}"
        for number, name in enumerate(("a.mp4", "b.avi", "c.mp4", "d.mp4"), 1)
    ]
    assert sum("could not be opened" in line and "c.mp4" in line for line in errors) == 1
    assert sum("is truncated" in line and "b.avi" in line for line in errors) == 1
    assert errors[-1].startswith("replay: 2 of 4 recordings could not be read to their end: b.avi, c.mp4.")


def test_a_panel_of_which_nothing_can_be_read_writes_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.mp4").write_text("hello")
    assert main(["replay", "--videos", str(tmp_path), "--out", str(tmp_path / "out.jsonl")]) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mp4"]
    assert "a.mp4" in capsys.readouterr().err


def test_a_panel_never_replaces_a_recording(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = panel_folder(tmp_path)
    before = (folder / "a.mp4").read_bytes()
    assert main(["replay", "--videos", str(folder), "--out", str(folder / "a.mp4")]) == 2
    assert "already reads or writes" in capsys.readouterr().err
    assert (folder / "a.mp4").read_bytes() == before


@pytest.mark.parametrize("option", ["--video", "--audio", "--body", "--trace"])
def test_options_of_one_recording_do_not_go_with_a_panel(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2; the line names both options."""
    assert main(["replay", "--videos", "panel", option, "x"]) == 2
    error = capsys.readouterr().err
    assert "--videos" in error
    assert option in error
    with pytest.raises(SystemExit) as caught:
        main(["replay", "--videos", "panel", "--plays", "x", "--ads", "y"])
    assert caught.value.code == 2


def test_a_bad_plays_file_is_exit_2_before_any_recording_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = panel_folder(tmp_path)
    (folder / "d.plays.csv").write_text("creative,start_s,end_s\nspring,0:00:05,9\n")
    assert main(["replay", "--videos", str(folder)]) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("d.plays.csv line 2: start_s is '0:00:05'")
    assert printed.err.count("\n") == 1
