"""Folders of signed settings, and the record about them."""

from pathlib import Path

from edge.fleet.probation import Before
from edge.fleet.settings_file import SettingsFolders, SettingsRecord, digest_files, read_record, write_record


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    record = SettingsRecord(
        "trial", 3, 2, "2026-12-01", "camera", 7, 1, "a", "b", "c", Before(15.0, True, True, frozenset({"camera.lost"}))
    )
    write_record(tmp_path / "record", record)
    assert read_record(tmp_path / "record") == record
    assert (tmp_path / "record").stat().st_mode & 0o777 == 0o600
    (tmp_path / "record").write_text('{"state": "kept"}')
    assert read_record(tmp_path / "record") == SettingsRecord()


def test_the_link_leads_to_one_folder_and_others_are_removed(tmp_path: Path) -> None:
    folders = SettingsFolders(tmp_path)
    folders.prune(None)
    assert folders.current is None
    for number in (1, 2, 3):
        folders.write(number, {"tenant.toml": str(number).encode()})
        folders.switch(number)
    assert folders.current == 3
    assert (tmp_path / "settings/current/tenant.toml").read_text() == "3"
    folders.prune(3, 2)
    assert sorted(path.name for path in (tmp_path / "settings").iterdir()) == ["2", "3", "current"]
    folders.switch(None)
    assert folders.current is None


def test_a_folder_is_written_anew_as_a_whole(tmp_path: Path) -> None:
    folders = SettingsFolders(tmp_path)
    folders.write(1, {"tenant.toml": b"a", "site.toml": b"b"})
    path = folders.write(1, {"tenant.toml": b"c"})
    assert [each.name for each in path.iterdir()] == ["tenant.toml"]


def test_a_digest_tells_names_and_contents_apart() -> None:
    sets = [{"a": b"b"}, {"b": b"a"}, {"a": b"bc"}, {"a": b"b", "b": b""}, {"a": b"", "b": b"b"}, {}]
    assert len({digest_files(each) for each in sets}) == len(sets)
    assert digest_files({"a": b"1", "b": b"2"}) == digest_files({"b": b"2", "a": b"1"})
