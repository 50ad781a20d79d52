"""`vitrina screen plan --days`: the arm of each day at this site, from the local or the received playlist."""

import json
from datetime import date
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, DONE
from edge.kiosk.screen.playlists import playlist_path
from edge.playlist.arm_days import day_arm
from edge.screen.playlist_file import parse_playlist
from edge.tools.screen.days import design_sentence, planned_arms

PLAYLIST = """
[[creative]]
id = "spring_a"
file = "a.mp4"
weight = 0
[[creative]]
id = "always"
file = "c.mp4"
[[experiment]]
id = "e12"
unit = "day"
run_days = 7
washout_days = 2
arms = { on = ["spring_a"], off = [] }
from = 2027-01-04
until = 2027-01-31
"""
SITE = ("e12", "e12", "berlin-7")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "list.toml").write_text(PLAYLIST)
    path = tmp_path / "vitrina.toml"
    path.write_text(
        f'[site]\ntimezone = "Europe/Berlin"\nsite = "berlin-7"\n[outbox]\npath = "{tmp_path}/outbox.db"\n'
        f'[player]\nplaylist = "{tmp_path}/list.toml"\nmedia = "{tmp_path}"\n'
    )
    return path


def lines(config: Path, capsys: pytest.CaptureFixture[str], *more: str) -> list[str]:
    asked = ["screen", "plan", "--config", str(config), "--from", "2027-01-03T23:30", *more]
    assert main(asked) == DONE
    return capsys.readouterr().out.splitlines()


def test_each_day_has_its_arm(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The day before the experiment has none. Washout days are marked."""
    found = [json.loads(line) for line in lines(config, capsys, "--days", "31", "--json")]
    assert [each["day"] for each in found] == [f"2027-01-{day:02}" for day in range(4, 32)]
    assert [each["arm"] for each in found] == [day_arm(SITE, ["on", "off"], day, 7) for day in range(28)]
    assert {(each["arm"], *each["creatives"]) for each in found} == {("on", "spring_a"), ("off",)}
    changes = [n for n in range(1, 28) if found[n]["arm"] != found[n - 1]["arm"]]
    assert [n for n, each in enumerate(found) if each["washout"]] == [n + more for n in changes for more in (0, 1)]
    text = lines(config, capsys, "--days", "31")
    assert text[0].startswith("2027-01-04 Mon  e12 ")
    assert any("the rest of the playlist" in line for line in text)
    assert sum("washout" in line for line in text) == 2 * len(changes)


def test_without_an_experiment_by_day_it_says_so(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(config, capsys, "--days", "1") == ["no experiment by day runs in berlin-7 in these 1 days"]
    assert lines(config, capsys, "--days", "1", "--json") == []


def test_the_playlist_from_the_central_server_is_read(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a playlist of its own, a kiosk has none until one has arrived."""
    folder = config.parent
    remote = 'remote = true\nmedia_url = "https://central.example.org/media"\nmedia_token_file = "/dev/null"\n'
    config.write_text(config.read_text().replace(f'playlist = "{folder}/list.toml"\n', remote))
    assert main(["screen", "plan", "--config", str(config), "--days", "2"]) == BAD_USAGE
    assert "this kiosk has no playlist yet" in capsys.readouterr().err
    (folder / "list.toml").rename(playlist_path(folder / "outbox.db"))
    assert len(lines(config, capsys, "--days", "29")) == 28


@pytest.mark.parametrize("days", ["0", "367", "x", "1.5"])
def test_days_are_a_whole_number_up_to_a_year(config: Path, days: str) -> None:
    with pytest.raises(SystemExit):
        main(["screen", "plan", "--config", str(config), "--days", days])


def test_the_check_says_how_many_days_the_arms_need() -> None:
    """Eight arms by day: 56 days, before it starts."""
    arms = ", ".join(f'a{number} = ["c{number}"]' for number in range(8))
    creatives = "".join(f'[[creative]]\nid = "c{n}"\nfile = "c{n}.mp4"\n' for n in range(8))
    days = f'[[experiment]]\nid = "e8"\nunit = "day"\narms = {{ {arms} }}\nfrom = 2027-01-04\nuntil = 2027-02-28\n'
    (experiment,) = parse_playlist(creatives + days, "list.toml").experiments
    assert design_sentence(experiment, "berlin-7") == (
        "by day, berlin-7 draws its arm every day from 2027-01-04 to 2027-02-28: 56 days, 7 of each arm. 8 arms need 56"
        " days or a multiple"
    )
    playlist = parse_playlist(creatives + days, "list.toml")
    assert len({one.arm for one in planned_arms(playlist, "berlin-7", date(2027, 1, 4), 56)}) == 8
    by_play = '[[experiment]]\nid = "e"\narms = { a = ["c0"], b = ["c1"] }\n'
    (other,) = parse_playlist(creatives + by_play, "list.toml").experiments
    assert design_sentence(other, "berlin-7") is None
