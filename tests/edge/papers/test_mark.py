"""The mark of the settings, and the record that says whether papers are out of date."""

from pathlib import Path

import pytest

from edge.papers.mark import PapersRecord, PapersRecordError, read_record, settings_mark

RECORD = PapersRecord(
    mark="abc",
    written_on="2026-11-30",
    version="0.1.0",
    settings={"audience.k": "5", "site.open": "Mo"},
    papers=["dpia"],
)


def test_the_mark_changes_with_a_value_and_not_with_the_order() -> None:
    assert settings_mark({"a": "1", "b": "2"}) == settings_mark({"b": "2", "a": "1"})
    assert settings_mark({"a": "1"}) != settings_mark({"a": "2"})
    assert len(settings_mark({})) == 12


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "papers.json"
    assert read_record(path) is None
    path.write_bytes(RECORD.to_json())
    assert read_record(path) == RECORD


def test_settings_that_changed_that_are_new_and_that_are_gone_are_named() -> None:
    assert RECORD.changed_settings(RECORD.settings) == []
    assert RECORD.changed_settings({"audience.k": "6", "broker.tls": "true"}) == [
        "audience.k",
        "broker.tls",
        "site.open",
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"settings": 3}', '{"mark": 1, "settings": []}'])
def test_another_file_is_an_error_with_its_fix(tmp_path: Path, text: str) -> None:
    path = tmp_path / "papers.json"
    path.write_text(text)
    with pytest.raises(PapersRecordError, match=r"is not a record of papers\. Write the papers again"):
        read_record(path)


def test_a_folder_in_its_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "papers.json").mkdir()
    with pytest.raises(PapersRecordError, match=r"cannot be read \(Is a directory\)"):
        read_record(tmp_path / "papers.json")
