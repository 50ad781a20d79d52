"""`vitrina study session --questionnaire` from its link to its answers, without a device."""

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.settings.settings import load_settings_file
from edge.study.zone import WHOLE
from edge.study_sessions.access import open_study_with_settings
from edge.study_sessions.options import SessionOptions
from edge.study_sessions.record import record_session
from tests.doubles.waiting import wait_until
from tests.edge.study.questionnaires.test_answers import GOOD
from tests.edge.study_sessions.test_commands import SIGNED
from tests.edge.study_sessions.test_questions import Tablet

QUESTIONS = """title = "After each advert"
[[question]]
id = "remark"
kind = "text"
text = "Anything else?"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study with a participant who answers, and one who does not."""
    (tmp_path / "vitrina.toml").write_text(f'[outbox]\npath = "{tmp_path}/outbox.db"\n')
    monkeypatch.setenv("VITRINA_CONFIG", str(tmp_path / "vitrina.toml"))
    (tmp_path / "plays.csv").write_text("creative,start_s,end_s\nspring,0,0.1\n")
    (tmp_path / "questions.toml").write_text(QUESTIONS)
    study = tmp_path / "study"
    assert main(["study", "new", str(study), "--name", "Ads", "--until", "2099-12-31"]) == 0
    for scopes in ("answers", "kits"):
        assert main(["study", "participant", "add", str(study), "--scopes", scopes, *SIGNED]) == 0
    return tmp_path


def test_a_session_asks_after_its_advert_and_ends_with_the_answer(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    threads: list[threading.Thread] = []

    def person(link: str) -> None:
        port, token = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/#(.+)", link).groups()  # type: ignore[union-attr]
        tablet = Tablet(int(port), token)
        wait_until(lambda: b'"ask"' in tablet.ask("/questions.json")[1], "the questions")
        assert tablet.answer(tablet.number, GOOD) == 422
        assert tablet.answer(tablet.number, {"remark": "a dog"}) == 204

    def watch(_: Callable[[], None]) -> None:
        (link,) = re.findall(r"http://\S+", capsys.readouterr().out)
        threads.append(threading.Thread(target=person, args=(link,)))
        threads[0].start()

    wanted = SessionOptions(
        "w1", WHOLE, "none", "none", (), folder / "plays.csv",
        check_s=0.0, baseline_s=0.0, seconds=0.5, questionnaire=folder / "questions.toml",
    )  # fmt: skip
    settings = load_settings_file(folder / "vitrina.toml")
    assert record_session(settings, folder / "study", wanted, watch) == 0
    threads[0].join()
    assert "study:   answers: 1" in capsys.readouterr().out
    with open_study_with_settings(folder / "study", settings) as study:
        (session,) = study.readable_sessions()
        answers, events = session.read_series("answers"), session.read_events()
    assert (list(answers["text"]), list(answers["creative"])) == (["a dog"], ["spring"])
    ended_s = events["time_s"][events["type"] == "advert_end"][0]
    assert ended_s <= answers["time_s"][0] - answers["response_time_s"][0] + 0.001
    assert answers["response_time_s"][0] >= 0
    assert list(events["type"][events["name"] == "spring"]) == [
        "advert_start", "advert_end", "questions_start", "questions_end"
    ]  # fmt: skip


def test_questions_that_cannot_be_asked_are_refused_before_anything_starts(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.toml").write_text(QUESTIONS.replace("text =", "txt ="))
    base = ["study", "session", str(folder / "study"), "--camera", "none", "--plays", str(folder / "plays.csv")]
    asked = ["--questionnaire", str(folder / "questions.toml")]
    for options, why in (
        (["--participant", "w2", *asked], "w2 does not consent to answers"),
        (["--participant", "w1", "--questionnaire", str(folder / "bad.toml")], "bad.toml line"),
        (["--participant", "w1", "--questionnaire", str(folder / "none.toml")], "cannot read"),
        (["--participant", "w1", "--ordered"], "--ordered needs a playlist"),
    ):
        assert main([*base, *options]) == 2
        assert why in capsys.readouterr().err
    with open_study_with_settings(folder / "study", load_settings_file(folder / "vitrina.toml")) as study:
        assert study.readable_sessions() == ()
