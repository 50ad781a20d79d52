"""`vitrina screen plan` and `vitrina screen check`, with real files."""

import json
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import cv2
import numpy as np
import pytest

from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, DONE, NO_SOURCE
from edge.playlist.program import Program
from edge.playlist.values import Screen
from edge.screen.playlist_file import read_playlist
from edge.screen.schedule_file import ScheduleFile, schedule_path
from edge.tools.forget import stored_data_paths
from tests.doubles.adverts import write_advert

PLAYLIST = """
[[creative]]
id = "spring_a"
file = "a.png"
duration_s = 10
weight = 0
[[creative]]
id = "spring_b"
file = "b.png"
duration_s = 10
weight = 0
[[creative]]
id = "lunch"
file = "c.png"
duration_s = 20
open = "Mo-Fr 11:00-14:00"
[[creative]]
id = "always"
file = "c.png"
duration_s = 30
[[experiment]]
id = "e12"
arms = { a = ["spring_a"], b = ["spring_b"] }
"""
BEGIN = "2026-11-30T10:00"
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def config(tmp_path: Path) -> str:
    """A shop with a playlist and its pictures."""
    (tmp_path / "media").mkdir()
    for name in "abc":
        assert cv2.imwrite(str(tmp_path / "media" / f"{name}.png"), np.full((64, 48, 3), ord(name), np.uint8))
    (tmp_path / "list.toml").write_text(PLAYLIST)
    (tmp_path / "vitrina.toml").write_text(
        f'[site]\ntimezone = "Europe/Berlin"\ndevice = "door"\n[outbox]\npath = "{tmp_path}/outbox.db"\n'
        f'[player]\nplaylist = "{tmp_path}/list.toml"\nmedia = "{tmp_path}/media"\n'
    )
    return str(tmp_path / "vitrina.toml")


def plan(
    config: str, capsys: pytest.CaptureFixture[str], hours: str = "2", begin: str = BEGIN
) -> list[dict[str, object]]:
    assert main(["screen", "plan", "--config", config, "--hours", hours, "--from", begin, "--json"]) == DONE
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_plan_says_what_plays_when(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Time, length, creative, arm and block; lunch from 11:00 local time on."""
    plays = plan(config, capsys)
    assert plays[0]["at"] == "2026-11-30T09:00:00.000Z"
    assert set(plays[0]) == {"at", "duration_s", "creative", "experiment", "position", "cycle"}
    lunch = [play for play in plays if play["creative"] == "lunch"]
    assert "2026-11-30T10:00:00.000Z" <= str(lunch[0]["at"]) < "2026-11-30T10:01:00.000Z"
    blocks = [play["experiment"] for play in plays if play["experiment"]]
    assert blocks[:2] in (
        [{"id": "e12", "arm": "a", "block": 0}, {"id": "e12", "arm": "b", "block": 0}],
        [{"id": "e12", "arm": "b", "block": 0}, {"id": "e12", "arm": "a", "block": 0}],
    )
    assert main(["screen", "plan", "--config", config, "--hours", "0.02", "--from", BEGIN]) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("2026-11-30 10:00:00     ")
    assert sum("experiment e12, arm a, block 0" in line for line in lines) == 1


def test_a_plan_is_what_the_screen_plays_before_and_after_a_restart(
    config: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The kiosk plays its cycle to the end, is stopped in the next; each time it goes on as the plan says."""
    store = ScheduleFile(schedule_path(tmp_path / "outbox.db"))
    local = datetime.fromisoformat(BEGIN)
    for count in (1, 5, 7):
        planned = plan(config, capsys)
        assert planned == plan(config, capsys)
        program = Program(read_playlist(tmp_path / "list.toml"), Screen("berlin-7", "door"), store)
        for play in planned[:count]:
            item = program.next(local)
            assert item is not None
            assert (item.creative, item.position, item.cycle) == (play["creative"], play["position"], play["cycle"])
    assert schedule_path(tmp_path / "outbox.db") in stored_data_paths(tmp_path / "outbox.db")


def test_closed_hours_are_told(config: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A screen that shows nothing has a line of nothing."""
    text = PLAYLIST.replace(
        'file = "c.png"\nduration_s = 30', 'file = "c.png"\nduration_s = 30\nopen = "Mo 11:00-12:00"'
    )
    (tmp_path / "list.toml").write_text(text.partition("[[experiment]]")[0])
    plays = plan(config, capsys, hours="1", begin="2026-11-30T10:30:00+01:00")
    assert plays[0] == {"at": "2026-11-30T09:30:00.000Z", "duration_s": 1800.0, "creative": None}
    assert main(["screen", "plan", "--config", config, "--hours", "0.1", "--from", "2026-11-30T22:00"]) == DONE
    assert capsys.readouterr().out == "2026-11-30 22:00:00    360.0 s  nothing\n"


def test_numbers_that_cannot_be_read_are_told(config: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A plan with other block numbers than the kiosk's says so."""
    schedule_path(tmp_path / "outbox.db").write_text("{")
    assert main(["screen", "plan", "--config", config, "--hours", "0.1"]) == DONE
    err = capsys.readouterr().err
    assert "outbox.db.schedule, so the block numbers may differ from the kiosk's. Run it as" in err


def check(config: str, capsys: pytest.CaptureFixture[str], code: int) -> tuple[dict[str, object], str]:
    assert main(["screen", "check", "--config", config, "--json"]) == code
    told = capsys.readouterr()
    report = json.loads(told.out)
    assert isinstance(report, dict)
    return report, told.err


def test_a_check_of_a_good_playlist(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every file with its facts, the length of a cycle, plays of a week, and nothing that never plays."""
    report, err = check(config, capsys, DONE)
    assert (err, report["never"], report["nothing_s"]) == ("", [], 0)
    creatives = report["creatives"]
    assert isinstance(creatives, list)
    by_id = {one["id"]: one for one in creatives}
    assert {name: (one["codec"], one["duration_s"]) for name, one in by_id.items()} == {
        "spring_a": ("png", 10.0), "spring_b": ("png", 10.0), "lunch": ("png", 20.0), "always": ("png", 30.0)
    }  # fmt: skip
    assert abs(by_id["spring_a"]["plays"] - by_id["spring_b"]["plays"]) <= 1
    assert by_id["spring_a"]["plays"] > 10_000
    assert by_id["lunch"]["plays"] == pytest.approx(5 * 3 * 3600 / 70, abs=10)
    assert by_id["lunch"]["seconds"] == 20 * by_id["lunch"]["plays"]
    assert all(len(one["sha256"]) == 12 for one in creatives)
    assert report["cycle"] in ({"plays": 3, "seconds": 50.0}, {"plays": 4, "seconds": 70.0})
    assert main(["screen", "check", "--config", config]) == DONE
    out = capsys.readouterr().out
    assert "  ✓ spring_a                 png 48x64             10.0 s  weight   0" in out
    assert "experiment e12: arms a, b; " in out


def test_a_check_names_what_cannot_be_shown_and_what_never_plays(
    config: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A film that would be black, and with it its experiment; creatives of the past, the future, of no hour and of no
    experiment. The exit code is that of a source that cannot be opened."""
    write_advert(tmp_path / "media" / "film.mp4", "hevc")
    text = PLAYLIST.replace('"b.png"\nduration_s = 10', '"film.mp4"')
    for name, more in (("past", "until = 2026-01-01"), ("future", "from = 2099-01-01"), ("spare", "weight = 0")):
        text += f'[[creative]]\nid = "{name}"\nfile = "c.png"\nduration_s = 5\n{more}\n'
    text += '[[experiment]]\nid = "over"\narms = { a = ["always"], b = ["lunch"] }\nuntil = 2026-01-01\n'
    (tmp_path / "list.toml").write_text(text)
    report, err = check(config, capsys, NO_SOURCE)
    assert err.startswith("screen: film.mp4 (spring_b) cannot be shown: the video codec is HEVC (H.265)")
    assert err.endswith("NEW.mp4.\n")
    assert report["never"] == [
        "creative spring_a does not play in the next 7 days: its experiments do not play.",
        "creative past does not play in the next 7 days: its last day was 2026-01-01.",
        "creative future does not play in the next 7 days: its first day is 2099-01-01.",
        "creative spare does not play in the next 7 days: its weight is 0, and no experiment names it.",
        "experiment e12 does not play in the next 7 days: spring_b cannot be shown.",
        "experiment over does not play in the next 7 days: its last day was 2026-01-01.",
    ]
    assert main(["screen", "check", "--config", config]) == NO_SOURCE
    assert "  ✗ spring_b                 cannot be shown\n" in capsys.readouterr().out


def test_an_experiment_by_day_is_checked(config: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The length that its arms need, and why it does not play yet."""
    days = 'unit = "day"\nfrom = 2099-01-05\nuntil = 2099-02-01\narms = { a = ["spring_a"], b = [] }'
    text = PLAYLIST.replace('arms = { a = ["spring_a"], b = ["spring_b"] }', days)
    (tmp_path / "list.toml").write_text(re.sub("duration_s = [0-9]+", "duration_s = 600", text))
    report, _ = check(config, capsys, DONE)
    assert report["experiments"] == [
        {
            "id": "e12",
            "arms": {"a": ["spring_a"], "b": []},
            "unit": "day",
            "days": "by day, shop draws its arm every day from 2099-01-05 to 2099-02-01: 28 days, 14 of each arm."
            " 2 arms need 14 days or a multiple",
        }
    ]
    never = report["never"]
    assert isinstance(never, list)
    assert never == [
        "creative spring_a does not play in the next 7 days: its experiment by day has not started, or shows another"
        " arm on these days.",
        "creative spring_b does not play in the next 7 days: its weight is 0, and no experiment names it.",
        "experiment e12 does not play in the next 7 days: its first day is 2099-01-05.",
    ]
    assert main(["screen", "check", "--config", config]) == DONE
    assert "  experiment e12: arms a, b; by day, shop draws its arm every day" in capsys.readouterr().out


def test_hours_that_never_meet_are_told(config: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """An experiment whose arms are open at different hours, and a time in which nothing is shown."""
    text = PLAYLIST.replace('"a.png"', '"a.png"\nopen = "Mo 10:00-11:00"').replace(
        '"b.png"', '"b.png"\nopen = "Tu 10:00-11:00"'
    )
    (tmp_path / "list.toml").write_text(text.replace('id = "always"', 'id = "always"\nopen = "Mo-Su 08:00-20:00"'))
    report, _ = check(config, capsys, DONE)
    never = report["never"]
    assert isinstance(never, list)
    assert never[-1] == ("experiment e12 does not play in the next 7 days: its creatives never run at the same time.")
    assert report["nothing_s"] == pytest.approx(7 * 12 * 3600, abs=7 * 60)
    assert main(["screen", "check", "--config", config]) == DONE
    assert "nothing is shown for 8" in capsys.readouterr().out


@pytest.mark.parametrize("action", ["plan", "check"])
def test_settings_and_playlists_that_cannot_be_used(
    action: str, config: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A broken list, and no player: exit 2, and what to do."""
    (tmp_path / "list.toml").write_text("[[creative]]\nid = 1\n")
    assert main(["screen", action, "--config", config]) == BAD_USAGE
    err = capsys.readouterr().err
    assert "playlist: [[creative]] number 1 id" in err
    assert "playlist: [[creative]] number 1 file is missing" in err
    Path(config).write_text("")
    assert main(["screen", action, "--config", config]) == BAD_USAGE
    assert capsys.readouterr().err == "screen: no playlist is set. Set playlist and media in [player].\n"


def folder_alone(config: str) -> Path:
    """Settings as the set-up page writes them: a media folder, and no playlist. Returns the folder."""
    media = Path(config).parent / "media"
    Path(config).write_text(f'[outbox]\npath = "{media.parent}/outbox.db"\n[player]\nmedia = "{media}"\n')
    return media


def test_the_files_of_a_folder_are_checked_without_a_playlist(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Text files and the like in the folder are no ads."""
    media = folder_alone(config)
    (media / "read.me").write_text("hello")
    (media / "d.mp4").write_bytes(b"")
    assert main(["screen", "check", "--config", config]) == NO_SOURCE
    told = capsys.readouterr()
    assert told.out.startswith(f"no playlist: all files of {media}, in the order of their names\n")
    assert "✓ a " in told.out
    assert "3 plays, 30 s" in told.out
    assert "d.mp4 (d) cannot be shown: " in told.err


def test_a_folder_that_gives_nothing_to_check_is_named(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a file, and with two files that the messages cannot tell apart."""
    media = folder_alone(config)
    (media / "A.png").write_bytes((media / "a.png").read_bytes())
    assert main(["screen", "check", "--config", config]) == BAD_USAGE
    assert "A.png and a.png both get the id a in the messages. Rename one of the files." in capsys.readouterr().err
    for path in media.iterdir():
        path.unlink()
    assert main(["screen", "check", "--config", config]) == BAD_USAGE
    assert f"screen: {media} contains no video and no image. " in capsys.readouterr().err


def test_a_plan_without_a_playlist_says_what_plays(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    media = folder_alone(config)
    assert main(["screen", "plan", "--config", config]) == BAD_USAGE
    assert f"screen: all files in {media} play in the order of their names, but a plan" in capsys.readouterr().err
    with Path(config).open("a") as more:
        more.write('remote = true\nmedia_url = "https://central.example.org/media/"\nmedia_token_file = "token"\n')
    assert main(["screen", "plan", "--config", config]) == BAD_USAGE
    assert "screen: this kiosk gets its playlist from the central server. " in capsys.readouterr().err


BAD_ARGUMENTS = [["--hours", "0"], ["--hours", "745"], ["--hours", "x"], ["--from", "noon"], ["--from", "1800-01-01"]]


@pytest.mark.parametrize("arguments", BAD_ARGUMENTS)
def test_arguments_that_are_none(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A month at most, and a time that can be read."""
    with pytest.raises(SystemExit) as left:
        main(["screen", "plan", *arguments])
    assert left.value.code == BAD_USAGE
    assert "is not" in capsys.readouterr().err
