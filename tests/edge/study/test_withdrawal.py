"""Attacks on a withdrawal: what a participant left behind must be in no byte, and in no copy that can be read."""

import gzip
import json
import os
import shutil
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import pytest

from edge.study.database import FILE, StudyDatabase
from edge.study.errors import StudyError, StudyKeyMissingError
from edge.study.export.export import ExportRequest, export_study
from edge.study.session_lock import hold_session_lock
from edge.study.study import Study
from edge.study.tombstone import is_genuine
from edge.study.withdrawal import Withdrawal
from tests.doubles.study import EVERY_SCOPE, Lab, record
from tests.doubles.study_streams import record_streams

PLANTED = 4242.4242
ONE, TWO = "w904217", "w904218"  # long enough that random bytes do not hold them
TEXT = "marker-planted-in-every-place"


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def with_two(lab: Lab) -> Study:
    """A study in which `ONE` left the planted values, and `TWO` others."""
    study = lab.open()
    study.participants.add(ONE, lab.terms(text=TEXT))
    study.participants.add(TWO, lab.terms())
    study.attribute_values.change_values(ONE, {"remark": TEXT, "size": PLANTED})
    record(study, ONE, PLANTED, TEXT)
    record(study, TWO, 1.5)
    return study


def traces(lab: Lab) -> list[Path]:
    """Files in which a planted value or text stands, in plain."""
    needles = (str(PLANTED).encode(), TEXT.encode(), ONE.encode())
    return [path for path, data in lab.files().items() if any(needle in data for needle in needles)]


def test_planted_values_are_in_no_byte_while_the_participant_is_there(lab: Lab) -> None:
    """All that is measured and all that is signed is encrypted; the pseudonym alone is in the database."""
    with with_two(lab):
        assert {path.name for path in traces(lab)} <= {"study.db", "study.db-wal"}
        assert not [path for path, data in lab.files().items() if TEXT.encode() in data]


def test_withdrawal_leaves_no_byte_in_folder_database_and_log(lab: Lab) -> None:
    """Also while another program reads the same database, and while this one has it open."""
    with with_two(lab) as study, lab.open() as other:
        assert len(other.readable_sessions()) == 2
        study.withdrawal.withdraw_participant(ONE)
        assert traces(lab) == []
        assert [session.participant for session in study.readable_sessions()] == [TWO]
        assert study.readable_sessions()[0].read_series("kit1")["conductance_us"][0] == 1.5
    assert traces(lab) == []


def test_a_copy_made_before_cannot_be_read_after(lab: Lab, tmp_path: Path) -> None:
    """Folder and database of a backup, put back in place: the participant's sessions stay shut, others open."""
    with with_two(lab) as study:
        session = study.readable_sessions(ONE)[0]
        copy = tmp_path / "copy"
        shutil.copytree(lab.folder, copy)
        study.withdrawal.withdraw_participant(ONE)
    shutil.rmtree(lab.folder)
    shutil.copytree(copy, lab.folder)
    with lab.open() as study:
        with pytest.raises(StudyKeyMissingError, match="withdrawn, or"):
            study.readable_sessions(ONE)
        with pytest.raises(StudyKeyMissingError):
            session.read_series("face")
        assert study.participants.consented_scopes(ONE, lab.now_s) == frozenset()
        assert len(study.readable_sessions(TWO)) == 1


STREAMS = EVERY_SCOPE | {"eye", "stim", "share"}


def test_withdrawal_leaves_no_byte_of_a_stream_in_the_study_and_in_new_exports(lab: Lab, tmp_path: Path) -> None:
    """The other participant, recorded from the same streams, keeps every sample."""
    with lab.open() as study:
        for name, value, text in ((ONE, PLANTED, TEXT), (TWO, 1.5, "cue")):
            study.participants.add(name, lab.terms(STREAMS))
            record_streams(study, name, value, text)
        before = study.readable_sessions(TWO)[0].read_series("stream-eye")
        study.withdrawal.withdraw_participant(ONE)
        assert traces(lab) == []
        after = study.readable_sessions(TWO)[0].read_series("stream-eye")
        assert [list(column) for column in after.values()] == [list(column) for column in before.values()]
        for kind in ("csv", "bids", "xdf"):
            export_study(study, ExportRequest(kind, tmp_path / kind), lambda: lab.now_s)
    exported = [path for kind in ("csv", "bids", "xdf") for path in (tmp_path / kind).rglob("*") if path.is_file()]
    needles = (str(PLANTED).encode(), struct.pack("<d", PLANTED), TEXT.encode(), ONE.encode())
    contents = [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in exported]
    assert not [content for content in contents if any(needle in content for needle in needles)]
    assert any(b"1.5" in content for content in contents)
    assert traces(lab) == []


def test_the_scope_of_a_stream_ends_alone(lab: Lab, tmp_path: Path) -> None:
    """Its samples and the offsets of its clock go; the other stream stays. A copy of them cannot be read."""
    with lab.open() as study:
        study.participants.add(ONE, lab.terms(STREAMS))
        session = record_streams(study, ONE, PLANTED, TEXT)
        shutil.copytree(session.folder, tmp_path / "copy")
        assert study.withdrawal.preview_loss(ONE, ["eye"]).sessions == ((1, ("stream-eye", "streamclock-eye")),)
        assert study.withdrawal.end_consent_scope(ONE, "eye") == 2
        assert study.readable_sessions(ONE)[0].series_names == ("events", "stream-stim")
        shutil.copy(tmp_path / "copy" / "stream-eye.tsv.sealed", session.folder)
        with pytest.raises(StudyKeyMissingError):
            session.read_series("stream-eye")
        assert list(session.read_series("stream-stim")["channel_1"]) == [TEXT]


def proofs(lab: Lab) -> list[str]:
    """Signed records that the study keeps."""
    with closing(sqlite3.connect(lab.folder / FILE)) as database:
        return [text for (text,) in database.execute("SELECT record FROM tombstones ORDER BY id")]


def test_keys_are_destroyed_before_anything_else(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that loses its power after the first step has lost the keys; the next command ends the withdrawal."""

    def fails(*_: object, **__: object) -> None:
        raise OSError(5, "the disk is gone", "sessions")

    with with_two(lab) as study:
        monkeypatch.setattr(shutil, "rmtree", fails)
        with pytest.raises(Exception, match="Its key has been destroyed"):
            study.withdrawal.withdraw_participant(ONE)
        assert not (lab.keys / study.definition.id / ONE).exists()
        assert study.participants.pseudonyms() == (TWO,)
    monkeypatch.undo()
    with lab.open() as study:
        assert study.withdrawal.interrupted_withdrawals() == ()
        assert traces(lab) == []
        assert len(proofs(lab)) == 1


def test_a_withdrawal_waits_for_the_session_of_the_participant_alone(lab: Lab) -> None:
    """While another one is recorded, everything is deleted at once; the own session must have ended."""
    with with_two(lab) as study:
        with hold_session_lock(lab.folder, lambda: lab.now_s, participant=TWO):
            study.withdrawal.withdraw_participant(ONE)
            assert traces(lab) == []
        times = iter([0.0, 100.0])
        with (
            hold_session_lock(lab.folder, lambda: lab.now_s, participant=TWO),
            lab.open() as other,
            closing(StudyDatabase(lab.folder)) as database,
        ):
            waiting = Withdrawal(lab.folder, database, study.keys, lab.access.device_key, times.__next__)
            with pytest.raises(StudyError, match="a session is recording into"):
                waiting.withdraw_participant(TWO)
            assert other.participants.pseudonyms() == ()
            with pytest.raises(StudyKeyMissingError):
                study.keys.read_key(TWO, "study")
    with lab.open() as study:
        assert len(proofs(lab)) == 2


def test_what_a_killed_session_left_in_the_lock_goes_too(lab: Lab) -> None:
    with with_two(lab) as study:
        (lab.folder / "session.lock").write_text(ONE)
        study.withdrawal.withdraw_participant(ONE)
        assert traces(lab) == []


def test_exports_made_before_are_listed_once_and_then_forgotten(lab: Lab) -> None:
    with with_two(lab) as study:
        study.record_export("bids", "/media/stick", [ONE, TWO])
        study.record_export("csv", "/media/other", [TWO])
        _, exports = study.withdrawal.withdraw_participant(ONE)
        assert [(export.kind, export.place) for export in exports] == [("bids", "/media/stick")]
        assert len(study.recorded_exports()) == 2
        assert traces(lab) == []


def test_tombstone_proves_what_was_destroyed_without_a_name(lab: Lab) -> None:
    with with_two(lab) as study:
        hashes = [file.sha256 for file in study.stored.read_file_hashes(study.readable_sessions(ONE)[0])]
        text, _ = study.withdrawal.withdraw_participant(ONE)
        assert len(hashes) == 6
        assert all(sha256 in text for sha256 in hashes)
        assert ONE not in text
        assert is_genuine(text)
        assert not is_genuine(text.replace(hashes[0], hashes[1]))
        assert proofs(lab) == [text]


def test_a_number_is_never_used_twice(lab: Lab) -> None:
    """Exports made before a withdrawal would otherwise mix two people."""
    with with_two(lab) as study:
        study.withdrawal.withdraw_participant(TWO)
        with pytest.raises(StudyError, match="Use w904219"):
            study.participants.add(TWO, lab.terms())
        study.participants.add("w904219", lab.terms())


def test_an_ended_scope_takes_its_files_and_its_key_along(lab: Lab, tmp_path: Path) -> None:
    with with_two(lab) as study:
        session = study.readable_sessions(ONE)[0]
        shutil.copytree(session.folder, tmp_path / "copy")
        assert study.withdrawal.end_consent_scope(ONE, "face") == 1
        assert "face" not in study.readable_sessions(ONE)[0].series_names
        assert study.participants.consented_scopes(ONE, lab.now_s) == {"kits", "voice", "answers"}
        shutil.copy(tmp_path / "copy" / "face.tsv.sealed", session.folder)
        with pytest.raises(StudyKeyMissingError):
            session.read_series("face")
        assert len(session.read_series("kit1")["time_s"]) == 20


def test_what_a_withdrawal_shows_beforehand_is_what_it_deletes(lab: Lab) -> None:
    """Of a participant with two sessions, one of which has lost a scope already; nothing of the other participant."""
    with with_two(lab) as study:
        study.withdrawal.end_consent_scope(ONE, "face")
        record(study, TWO, 1.5)
        face = study.withdrawal.preview_loss(TWO, ["face", "voice"])
        assert (face.keys, face.file_count, face.rows) == (2, 4, 4)
        assert face.sessions == ((1, ("face", "sound")), (2, ("face", "sound")))
        assert study.withdrawal.preview_loss(ONE, ["face"]).sessions == ()
        for name, numbers in ((ONE, [1]), (TWO, [1, 2])):
            loss = study.withdrawal.preview_loss(name)
            assert [number for number, _ in loss.sessions] == numbers
            told = json.loads(study.withdrawal.withdraw_participant(name)[0])
            assert (loss.keys, loss.file_count, loss.rows) == (told["keys"], len(told["files"]), told["rows"])


def test_a_study_deletes_itself_after_its_last_day(lab: Lab) -> None:
    with with_two(lab):
        pass
    lab.now_s += 60 * 86_400
    for _ in range(2):
        with pytest.raises(StudyError, match=r"2026-12-31; all recordings have been deleted"):
            lab.open()
    assert sorted(path.name for path in lab.files()) == ["deleted.json", "session.lock", "study.toml"]
    assert is_genuine((lab.folder / "deleted.json").read_text())
    assert [path for path in lab.keys.rglob("*") if path.is_file()] == []


def test_secure_delete_alone_would_not_be_enough(lab: Lab) -> None:
    """Guards the attack itself: without the wipe the deleted rows are found in the log of the database."""
    with with_two(lab) as study:
        with closing(sqlite3.connect(lab.folder / "study.db")) as db, db:
            db.execute("PRAGMA secure_delete = ON")
            db.execute("INSERT INTO exports (made_s, kind, place) VALUES (0, 'csv', ?)", (TEXT,))
            db.commit()
            db.execute("DELETE FROM exports")
        assert traces(lab)
        study.withdrawal.withdraw_participant(ONE)
        assert traces(lab) == []
    assert os.stat(lab.folder / "study.db").st_mode & 0o077 == 0
