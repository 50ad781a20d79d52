"""`vitrina study check` and what is made of a study after it: a session that was cut stays cut."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.clock import machine_time_s
from edge.settings.settings import load_settings_file
from edge.study.errors import StudyStorageError
from edge.study.face_grid import AttentionRule
from edge.study.markers import Marker
from edge.study.recorder import SessionClock, SessionRecorder
from edge.study.sessions import SessionInfo
from edge.study_sessions.access import open_study_with_settings
from edge.study_sessions.leader.overview import study_overview

SIGNED = ["--scopes", "kits,share", "--purpose", "which adverts calm", "--text", "2026-11"]


class Lab:
    """A study with the sessions of one participant, and its commands."""

    def __init__(self, place: Path) -> None:
        self.place, self.folder, self.config = place, place / "study", place / "vitrina.toml"
        self.config.write_text(f'[outbox]\npath = "{place}/state/outbox.db"\n[study]\nkeys = "{place}/keys"\n')
        (place / "state").mkdir()
        self.run("new", str(self.folder), "--name", "Ads", "--until", "2099-12-31")
        self.run("participant", "add", str(self.folder), *SIGNED)

    def run(self, *command: str) -> None:
        assert main(["study", *command, "--config", str(self.config)]) == 0

    def record(self, end: Callable[[SessionRecorder], object]) -> None:
        """Records two seconds of markers, and then `end` in place of the rest."""
        with open_study_with_settings(self.folder, load_settings_file(self.config)) as study:
            now_s = [machine_time_s()]
            clock = SessionClock(lambda: now_s[0], lambda: 0.0)
            recorder = SessionRecorder(study, "w1", SessionInfo(now_s[0]), clock, AttentionRule(25.0, 20.0))
            for _ in range(8):
                recorder.handle_event(Marker(now_s[0], "mark", "seen"))
                now_s[0] += 0.25
                recorder.write_due_rows()
            end(recorder)

    def sessions(self, file: str) -> list[str]:
        """The column `complete` of a table of sessions."""
        with (self.place / file).open(newline="") as table:
            return [row["complete"] for row in csv.DictReader(table, delimiter="\t" if file.endswith("tsv") else ",")]


def killed(recorder: SessionRecorder) -> None:
    """As by SIGKILL: what was written is there, and nothing ends it."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """A session that was ended, and one that was cut; `study check` has repaired that one."""
    lab = Lab(tmp_path_factory.mktemp("lab"))
    lab.record(SessionRecorder.close)
    lab.record(killed)
    lab.run("check", str(lab.folder))
    return lab


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        ("bids", "sub-w1/sub-w1_sessions.tsv"),
        ("csv", "sessions.csv"),
        ("parquet", "sessions.csv"),
        ("xdf", "sessions.csv"),
    ],
)
def test_an_export_says_of_a_cut_session_that_it_is_not_complete(lab: Lab, kind: str, table: str) -> None:
    if kind == "parquet":
        pytest.importorskip("pyarrow", reason="Parquet wants pyarrow: make setup")
    lab.run("export", kind, str(lab.folder), str(lab.place / kind))
    assert lab.sessions(f"{kind}/{table}") == ["1", "0"]


@pytest.mark.parametrize(
    ("whose", "note"),
    [(["--group"], "1 of 2 sessions were cut short"), (["--participant", "w1"], "The session was cut short")],
)
def test_a_report_says_that_a_session_was_cut(lab: Lab, whose: list[str], note: str) -> None:
    """That of a participant is about the last session."""
    file = lab.place / f"report{len(whose)}.html"
    lab.run("report", str(lab.folder), *whose, "--out", str(file))
    assert note in file.read_text()


def test_the_page_of_the_session_leader_shows_that_a_session_was_cut(lab: Lab) -> None:
    """It writes "cut short" where a session has no length."""
    with open_study_with_settings(lab.folder, load_settings_file(lab.config)) as study:
        (row,) = study_overview(study, (), machine_time_s()).participants
    assert [one.minutes is None for one in row.sessions] == [False, True]


def test_check_says_each_time_which_session_was_cut(lab: Lab, capsys: pytest.CaptureFixture[str]) -> None:
    lab.run("check", str(lab.folder))
    said = {line.split(":")[0][6:]: line for line in capsys.readouterr().out.splitlines()}
    assert "cut short" in said["w1 session 2"]
    assert "cut short" not in said["w1 session 1"]


@pytest.mark.parametrize(("step", "complete"), [("clock", ["0"]), ("hashes", ["1"])])
def test_a_session_counts_as_closed_once_all_its_files_have_their_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, complete: list[str]
) -> None:
    """A full disk stops it before the end of one file, or after that of the last one."""
    lab = Lab(tmp_path)

    def full_disk(*_: object) -> None:
        raise StudyStorageError("study: study.db cannot be used (disk full)")

    def broken(recorder: SessionRecorder) -> None:
        if step == "clock":
            monkeypatch.setattr(recorder._writers["clock"], "close", full_disk)
        else:
            monkeypatch.setattr(recorder._study.stored, "store_file_hashes", full_disk)
        with pytest.raises(StudyStorageError):
            recorder.close()

    lab.record(broken)
    lab.run("check", str(lab.folder))
    lab.run("export", "csv", str(lab.folder), str(tmp_path / "csv"))
    assert lab.sessions("csv/sessions.csv") == complete
