"""A study's folder: what is refused, and any order of adding, recording, killing and withdrawing."""

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.study.dictionary import find_series
from edge.study.errors import StudyError, StudyKeyMissingError, StudyStorageError
from edge.study.series import parse, read_series_file
from edge.study.sessions import SyncResult
from edge.study.study import StudyAccess, create_study
from tests.doubles.study import START_S, Lab, record


def test_a_study_needs_a_last_day_that_is_to_come(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="the last day 2026-01-01 is in the past"):
        Lab(tmp_path, date(2026, 1, 1))


def test_keys_inside_the_folder_are_refused(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    inside = StudyAccess(lab.folder / "keys", lab.access.device_key, lab.access.now, lab.access.today)
    with pytest.raises(StudyError, match="so a copy of that folder would contain both"):
        create_study(lab.folder, "Adverts", date(2026, 12, 31), inside)


def test_a_folder_with_other_files_is_no_new_study(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    with pytest.raises(StudyError, match="is not empty"):
        create_study(lab.folder, "Adverts", date(2026, 12, 31), lab.access)
    lab.folder = tmp_path / "nothing"
    with pytest.raises(StudyError, match="vitrina study new"):
        lab.open()


@pytest.mark.parametrize("name", ["anna", "w0", "w01", "W1", "w1 ", "", "w1234567", "../w1"])
def test_only_pseudonyms_are_taken(tmp_path: Path, name: str) -> None:
    lab = Lab(tmp_path)
    with lab.open() as study, pytest.raises(StudyError, match="Use w and a number, for example w1"):
        study.participants.add(name, lab.terms())


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.participants.add("w1", lab.terms())
        key = lab.keys / study.definition.id / "w1" / "face.key"
        assert key.stat().st_mode & 0o777 == 0o600
        key.chmod(0o640)
        with pytest.raises(StudyError, match="chmod -R go="):
            study.keys.read_key("w1", "face")


def test_consents_of_another_device_or_study_give_no_scope(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.participants.add("w1", lab.terms())
        assert study.participants.consented_scopes("w1", START_S) == {"kits", "face", "voice", "answers"}
        assert study.participants.consented_scopes("w1", START_S - 61) == frozenset()
        assert study.participants.consented_scopes("w1", START_S + 86_400) == frozenset()
        assert study.participants.consented_scopes("w2", START_S) == frozenset()
    lab.access = StudyAccess(lab.keys, lambda: bytes(32), lab.access.now, lab.access.today)
    with lab.open() as study:
        assert study.participants.consented_scopes("w1", START_S) == frozenset()


def test_a_session_is_read_back_as_it_was_recorded(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.participants.add("w1", lab.terms())
        record(study, "w1", 2.5, "a\tb")
        study.stored.add_sync_result(
            study.readable_sessions()[0], SyncResult("screen-camera", 0.08, 0.01, START_S, "flash")
        )
        (session,) = study.readable_sessions("w1")
        assert session.series_names == ("beats1", "clock", "events", "face", "kit1", "sound")
        assert session.info.sync[0].offset_s == 0.08
        kit = session.read_series("kit1")
        assert np.array_equal(kit["time_s"], np.round(START_S + np.arange(20) / 10, 6))
        assert set(kit["conductance_us"]) == {2.5}
        assert np.isnan(kit["interval_ms"]).all()
        assert list(session.read_events()["name"]) == ["a b"]
        assert session.series_coverage("kit1").share == 1.0
        assert session.series_coverage("face").gaps[0].from_s == START_S
        (clock,) = session.clock_mappings("kit1")
        assert clock.offset_s == pytest.approx(START_S)
        assert session.clock_mappings("face") == ()
        assert session.is_series_complete("kit1")
        with pytest.raises(StudyError, match="has no series kit2"):
            session.read_series("kit2")


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.participants.add("w1", lab.terms())
        session = record(study, "w1", 2.5)
        path = session.folder / "face.tsv.sealed"
        data = bytearray(path.read_bytes())
        data[60] ^= 1
        path.write_bytes(data)
        with pytest.raises(StudyStorageError, match=r"record 1 of .* was changed"):
            session.read_series("face")
        shutil.copy(session.folder / "sound.tsv.sealed", path)
        with pytest.raises(StudyStorageError, match="was changed, or was encrypted with another key"):
            session.read_series("face")


WRITES = """
import sys
from pathlib import Path
from edge.study.series import SeriesWriter
folder, key = Path(sys.argv[1]), bytes.fromhex(sys.argv[2])
writer = SeriesWriter(folder, "kit1", key, "s")
for number in range(10**9):
    writer.add_row(float(number), None, 1.0, None, None, None, None)
    writer.write_due_rows(float(number))
    print(number, flush=True)
"""


def test_a_killed_writer_loses_no_record_that_it_wrote(tmp_path: Path) -> None:
    """SIGKILL between two bytes: all that was flushed is read, and the file is known to be cut."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITES, str(tmp_path), "11" * 32], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        last = [int(process.stdout.readline()) for _ in range(200)][-1]
        process.kill()
        rest = process.stdout.read().split()
    last = int(rest[-1]) if rest else last
    content = read_series_file(tmp_path, "kit1", b"\x11" * 32, "s")
    times_s = parse(find_series("kit1"), content.data)["time_s"]
    assert not content.is_complete
    assert len(times_s) in (last + 1, last + 2)
    path = tmp_path / "kit1.tsv.sealed"
    os.truncate(path, path.stat().st_size - 1)
    cut = parse(find_series("kit1"), read_series_file(tmp_path, "kit1", b"\x11" * 32, "s").data)["time_s"]
    assert len(cut) in (len(times_s) - 1, len(times_s))


FIRST = 900_000  # long enough that random bytes do not hold a pseudonym
STEP = st.sampled_from(["add", "add", "record", "record", "kill", "withdraw", "scope"])
STEPS = st.lists(st.tuples(STEP, st.integers(1, 2)), min_size=3, max_size=8)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_any_order_of_steps_keeps_the_rules(steps: list[tuple[str, int]]) -> None:
    """Participants can be read; those who withdrew are in no byte; nothing is lost by a crash."""
    with tempfile.TemporaryDirectory() as place:
        lab = Lab(Path(place))
        there: dict[str, int] = {}
        gone: set[str] = set()
        study = lab.open()
        for step, number in steps:
            name = f"w{FIRST + number}"
            if step == "add":
                name = study.participants.next_pseudonym() if there or gone else f"w{FIRST + 1}"
                study.participants.add(name, lab.terms(text=f"text-of-{name}-"))
                there[name] = 0
            elif step == "record" and name in there:
                record(study, name, 1000.0 + number, f"text-of-{name}-")
                there[name] += 1
            elif step == "kill":
                study.close()
                study = lab.open()
            elif step == "scope" and name in there:
                study.withdrawal.end_consent_scope(name, "voice")
                study.participants.replace_consent(name, lab.terms(frozenset({"kits", "face", "voice"})))
            elif step == "withdraw" and name in there:
                study.withdrawal.withdraw_participant(name)
                gone.add(name)
                del there[name]
            assert study.participants.pseudonyms() == tuple(sorted(there, key=lambda name: int(name[1:])))
            assert {name: len(study.readable_sessions(name)) for name in there} == there
        study.close()
        for path, data in lab.files().items():
            assert not [name for name in gone if f"text-of-{name}-".encode() in data], path
            assert not [name for name in gone if name.encode() in data], path
        assert {path.name for path in lab.keys.glob("*/*") if path.is_dir()} == set(there)


def test_without_its_keys_a_study_says_so(tmp_path: Path) -> None:
    """A stick with the keys that is not there must not look like a withdrawal."""
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.participants.add("w1", lab.terms())
        record(study, "w1", 1.0)
    lab.keys.rename(tmp_path / "elsewhere")
    with lab.open() as study:
        assert study.participants.pseudonyms() == ("w1",)
        with pytest.raises(StudyKeyMissingError, match=r"\[study\] keys is set to the wrong folder"):
            study.readable_sessions()
    (tmp_path / "elsewhere").rename(lab.keys)
    with lab.open() as study:
        assert len(study.readable_sessions()) == 1
