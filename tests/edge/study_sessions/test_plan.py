"""`vitrina study plan` and `report --methods`: a plan is stored with its power, and the report says what it planned."""

import json
from pathlib import Path

import pytest

from edge.cli.main import main
from tests.edge.study_sessions.test_report import words

PLAN = """
participants = {count}
exclude = ["who knew an ad"]

[[comparison]]
between = "ads"
ads = ["advert-1", "advert-2"]
measures = ["smile, change over the ad", "attention"]
difference = 1.5
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "vitrina.toml").write_text(f'[outbox]\npath = "{tmp_path}/state/outbox.db"\n')
    (tmp_path / "state").mkdir()
    monkeypatch.setenv("VITRINA_CONFIG", str(tmp_path / "vitrina.toml"))
    monkeypatch.setattr("edge.study_sessions.simulation.power.RUNS", 20)
    (tmp_path / "plan.toml").write_text(PLAN.format(count=12))
    return tmp_path


def plan(place: Path, *options: str) -> int:
    return main(["study", "plan", str(place / "ads"), *options])


def test_a_plan_is_tried_stored_and_printed_with_its_power(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(place / "plan.toml")
    assert main(["study", "new", str(place / "ads"), "--name", "Ads", "--until", "2099-01-01"]) == 0
    assert plan(place) == 1
    assert "has no plan. Write one as a TOML file" in capsys.readouterr().out
    assert plan(place, "--try") == 2
    assert "--try needs the file of a plan" in capsys.readouterr().err
    assert plan(place, file, "--try") == 0
    tried = capsys.readouterr().out
    assert "nothing is stored" in tried
    assert "the ads advert-1 and advert-2, smile, change over the ad, 1.5 sd (1 test by Holm): 6: 0." in tried
    assert "attention, 1.5 sd (1 test by Holm): 6: not simulated, 12: not simulated" in tried
    assert plan(place, file) == 0
    assert "stored the plan as version 1 of " in capsys.readouterr().out
    assert plan(place, file) == 0
    assert "nothing is new in this plan: version 1 of " in capsys.readouterr().out
    (place / "plan.toml").write_text(PLAN.format(count=14))
    assert plan(place, file) == 0
    assert "stored the plan as version 2 of " in capsys.readouterr().out
    assert plan(place) == 0
    printed = capsys.readouterr().out
    assert "  12 participants\n" in printed
    assert "  14 participants\n" in printed
    assert printed.count("stored before the first session") == 2
    assert "  exclude: who knew an ad\n" in printed
    assert plan(place, "--json") == 0
    first, second = json.loads(capsys.readouterr().out)
    assert second["before"] == first["sha256"]
    assert first["power"][0][4] > 0.8
    assert main(["study", "check", str(place / "ads")]) == 0
    assert f"plan: version 2 of {second['at'][:10]}, SHA-256 {second['sha256']}, unchanged" in capsys.readouterr().out


def test_a_plan_that_comes_after_the_sessions_makes_everything_exploratory(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study, file = str(place / "ads"), place / "ads.html"
    assert main(["study", "simulate", study, "--participants", "6", "--ads", "2"]) == 0
    assert plan(place, str(place / "plan.toml")) == 0
    assert "6 sessions had been recorded before" in capsys.readouterr().out
    assert main(["study", "report", study, "--out", str(file)]) == 0
    text = words(file.read_text())
    assert "The study was planned after 6 sessions had been recorded (version 1 of " in text
    assert "Everything in this report is exploratory." in text
    assert "6 0.031 exploratory" in text
    capsys.readouterr()
    assert main(["study", "report", study, "--methods"]) == 0
    paragraph = capsys.readouterr().out
    assert paragraph.startswith("The study was planned after 6 sessions had been recorded (version 1 of ")
    assert "6 participants with a signed consent took part in 6 sessions, recorded with Vitrina simulated." in paragraph
    assert "Skin conductance and heart beats were recorded in 6 sessions (kit simulated, 10.0 samples per second)." in (
        paragraph
    )
    assert paragraph.strip() in text
    assert main(["study", "export", "csv", study, str(place / "csv"), "--without-share"]) == 0
    assert "exploratory" in (place / "csv" / "comparisons.csv").read_text()
