"""Encrypted files of records, cut at any byte."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.study.cipher import RecordCipher, decrypt_value, encrypt_value
from edge.study.definition import new_definition, read_definition, write_definition
from edge.study.errors import StudyError, StudyStorageError
from edge.study.record_file import FileContent, RecordFile, read_records
from tests.doubles.study import LAST_DAY

KEY = bytes(range(32))


LINE = st.binary(max_size=400).map(lambda data: data.replace(b"\n", b"") + b"\n")


@settings(max_examples=40, deadline=None)
@given(st.lists(LINE, max_size=5), st.integers(0, 1500), st.booleans())
def test_what_is_read_of_a_cut_file_is_a_beginning_of_what_was_written(
    lines: list[bytes], cut: int, is_closed: bool
) -> None:
    """Whole lines of whole records alone, and a file counts as complete only with its end."""
    with TemporaryDirectory() as place:
        path = Path(place) / "file"
        file = RecordFile(path, KEY, "session/kit1")
        stored = [(path.stat().st_size, 0)]
        for second, line in enumerate(lines, 1):
            file.add_line(line)
            file.write_due_records(float(second))
            stored.append((path.stat().st_size, len(b"".join(lines[:second])) - file.waiting_byte_count))
        if is_closed:
            file.close(len(lines))
            stored.append((path.stat().st_size, len(b"".join(lines))))
        else:
            os.close(file._fd)  # without an end, as a crash would
        data = path.read_bytes()
        path.write_bytes(data[: max(0, len(data) - cut)])
        content = read_records(path, KEY, "session/kit1")
        whole = max(length for size, length in stored if size <= max(path.stat().st_size, stored[0][0]))
        known = b"".join(lines)[:whole]
        assert content.data.startswith(known[: known.rfind(b"\n") + 1])
        assert b"".join(lines).startswith(content.data)
        assert content.data in (b"", b"".join(lines)) or content.data.endswith(b"\n")
        assert content.is_complete == (is_closed and cut == 0)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 20), st.integers(0, 230)), max_size=40), st.floats(20, 30))
def test_a_file_has_a_record_for_each_second_whatever_it_holds(added: list[tuple[float, int]], end_s: float) -> None:
    """While what comes in a second fits, and at any moment of the session."""
    with TemporaryDirectory() as place:
        path = Path(place) / "file"
        file = RecordFile(path, KEY, "session/beats1")
        last = -1
        for at_s, length in sorted(added):
            if int(at_s) > last:  # one line a second
                file.add_line(b"x" * length + b"\n")
                last = int(at_s)
            file.write_due_records(at_s)
            assert path.stat().st_size == 36 + int(at_s) * 256
        file.close(end_s)
        assert path.stat().st_size == 36 + (int(end_s) + 1) * 256


def test_more_than_fits_adds_records_in_blocks(tmp_path: Path) -> None:
    """What comes faster than it should is neither lost nor counted by the length of the file."""
    sizes = []
    for length in (5_000, 7_000, 9_000):
        path = tmp_path / str(length)
        file = RecordFile(path, KEY, "session/events")
        file.add_line(b"x" * length + b"\n")
        file.write_due_records(1.0)
        assert file.waiting_byte_count == 0
        file.close(1.5)
        sizes.append(path.stat().st_size)
        assert read_records(path, KEY, "session/events").data == b"x" * length + b"\n"
    assert [(size - 36) / 256 for size in sizes] == [34, 34, 50]


def test_a_file_of_version_1_is_read(tmp_path: Path) -> None:
    """Records as long as what they hold. Without its last byte it is cut."""
    path, salt = tmp_path / "file", bytes(16)
    cipher = RecordCipher(KEY, salt, "session/kit1")
    sealed = [cipher.encrypt(number, data) for number, data in enumerate([b"rhead\n", b"rrow 1\nrow 2\n", b"e"])]
    path.write_bytes(b"VITRINA STUDY 1\n" + salt + b"".join(len(one).to_bytes(4, "big") + one for one in sealed))
    assert read_records(path, KEY, "session/kit1") == FileContent(b"head\nrow 1\nrow 2\n", is_complete=True)
    path.write_bytes(path.read_bytes()[:-1])
    assert read_records(path, KEY, "session/kit1") == FileContent(b"head\nrow 1\nrow 2\n", is_complete=False)


def test_a_value_has_the_size_of_any_other_usual_one() -> None:
    sizes = {len(encrypt_value(KEY, "a", b"x" * length)) for length in (1, 700, 4000)}
    assert len(sizes) == 1
    assert decrypt_value(KEY, "a", encrypt_value(KEY, "a", b"x" * 5000)) == b"x" * 5000


def test_a_file_is_not_written_twice_and_not_read_under_another_name(tmp_path: Path) -> None:
    path = tmp_path / "file"
    file = RecordFile(path, KEY, "session/kit1")
    file.add_line(b"data\n")
    file.close(0.0)
    with pytest.raises(StudyStorageError, match="Free some space"):
        RecordFile(path, KEY, "session/kit1")
    for key, purpose in ((KEY, "session/face"), (KEY[::-1], "session/kit1")):
        with pytest.raises(StudyStorageError, match="record 1 of"):
            read_records(path, key, purpose)
    path.write_bytes(b"something else of some length")
    with pytest.raises(StudyStorageError, match="is not a session file"):
        read_records(path, KEY, "session/kit1")
    assert path.stat().st_mode & 0o077 == 0


def test_the_same_value_is_never_encrypted_to_the_same_bytes() -> None:
    assert encrypt_value(KEY, "a", b"value") != encrypt_value(KEY, "a", b"value")
    assert decrypt_value(KEY, "a", encrypt_value(KEY, "a", b"value")) == b"value"
    with pytest.raises(StudyStorageError):
        decrypt_value(KEY, "b", encrypt_value(KEY, "a", b"value"))


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=100).filter(str.isprintable))
def test_any_printable_name_of_a_study_is_read_back(name: str) -> None:
    with TemporaryDirectory() as place:
        made = new_definition(name, LAST_DAY, LAST_DAY)
        write_definition(Path(place), made)
        assert read_definition(Path(place)) == made


@pytest.mark.parametrize("name", ["", "a\nb", "x" * 101])
def test_a_name_that_is_no_line_is_refused(name: str) -> None:
    with pytest.raises(StudyError, match="printable characters"):
        new_definition(name, LAST_DAY, LAST_DAY)


@pytest.mark.parametrize("text", ["", 'format = "vitrina.study/2"', "id = ", 'format = "vitrina.study/1"\nid = "../x"'])
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "study.toml").write_text(text)
    with pytest.raises(StudyError, match="Restore it from a copy"):
        read_definition(tmp_path)
