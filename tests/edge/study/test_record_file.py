"""Encrypted files of records, cut at any byte."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.study.cipher import seal, unseal
from edge.study.definition import new_definition, read_definition, write_definition
from edge.study.errors import StudyError, StudyStorageError
from edge.study.record_file import RecordFile, read_records
from tests.doubles.study import LAST_DAY

KEY = bytes(range(32))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=5), st.integers(0, 400), st.booleans())
def test_what_is_read_of_a_cut_file_is_a_beginning_of_what_was_written(
    parts: list[bytes], cut: int, is_closed: bool
) -> None:
    """Whole records alone, and a file counts as complete only with its end."""
    with TemporaryDirectory() as place:
        path = Path(place) / "file"
        file = RecordFile(path, KEY, "session/kit1")
        sizes = [path.stat().st_size]
        for part in parts:
            file.append(part, 1.0)
            sizes.append(path.stat().st_size)
        if is_closed:
            file.close()
        else:
            file.abandon()
        data = path.read_bytes()
        path.write_bytes(data[: max(0, len(data) - cut)])
        content = read_records(path, KEY, "session/kit1")
        whole = sum(size <= path.stat().st_size for size in sizes[1:])
        assert content.data == b"".join(parts[:whole])
        assert content.is_complete == (is_closed and cut == 0)


def test_a_file_is_not_written_twice_and_not_read_under_another_name(tmp_path: Path) -> None:
    path = tmp_path / "file"
    file = RecordFile(path, KEY, "session/kit1")
    file.append(b"data", 0.0)
    file.close()
    with pytest.raises(StudyStorageError, match="Free some space"):
        RecordFile(path, KEY, "session/kit1")
    for key, purpose in ((KEY, "session/face"), (KEY[::-1], "session/kit1")):
        with pytest.raises(StudyStorageError, match="record 1 of"):
            read_records(path, key, purpose)
    path.write_bytes(b"something else of some length")
    with pytest.raises(StudyStorageError, match="is no file of a session"):
        read_records(path, KEY, "session/kit1")
    assert path.stat().st_mode & 0o077 == 0


def test_the_same_value_is_never_encrypted_to_the_same_bytes() -> None:
    assert seal(KEY, "a", b"value") != seal(KEY, "a", b"value")
    assert unseal(KEY, "a", seal(KEY, "a", b"value")) == b"value"
    with pytest.raises(StudyStorageError):
        unseal(KEY, "b", seal(KEY, "a", b"value"))


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=100).filter(str.isprintable))
def test_any_printable_name_of_a_study_is_read_back(name: str) -> None:
    with TemporaryDirectory() as place:
        made = new_definition(name, LAST_DAY, LAST_DAY)
        write_definition(Path(place), made)
        assert read_definition(Path(place)) == made


@pytest.mark.parametrize("name", ["", "a\nb", "x" * 101])
def test_a_name_that_is_no_line_is_refused(name: str) -> None:
    with pytest.raises(StudyError, match="all of them printable"):
        new_definition(name, LAST_DAY, LAST_DAY)


@pytest.mark.parametrize("text", ["", 'format = "vitrina.study/2"', "id = ", 'format = "vitrina.study/1"\nid = "../x"'])
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "study.toml").write_text(text)
    with pytest.raises(StudyError, match="Take it from a copy"):
        read_definition(tmp_path)
