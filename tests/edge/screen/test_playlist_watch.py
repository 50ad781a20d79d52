"""A playlist file that changes while the screen plays."""

from pathlib import Path

import pytest

from edge.screen.playlist_file import PlaylistFileError
from edge.screen.playlist_watch import PlaylistWatch

ONE = '[[creative]]\nid = "a"\nfile = "a.mp4"\n'


def test_a_changed_file_is_read_once(tmp_path: Path) -> None:
    """Written in place or replaced: the new list comes once."""
    path = tmp_path / "list.toml"
    path.write_text(ONE)
    watch = PlaylistWatch(path)
    assert [creative.id for creative in watch.playlist.creatives] == ["a"]
    assert watch.poll() is None
    path.write_text(ONE + "# more\n" + ONE.replace('"a"', '"b"'))
    changed = watch.poll()
    assert changed is not None
    assert [creative.id for creative in changed.creatives] == ["a", "b"]
    assert watch.poll() is None
    other = tmp_path / "other.toml"
    other.write_text(ONE.replace('"a"', '"c"'))
    other.replace(path)
    changed = watch.poll()
    assert changed is not None
    assert [creative.id for creative in changed.creatives] == ["c"]


def test_a_broken_file_is_refused_whole_and_the_old_list_stays(tmp_path: Path) -> None:
    """Its problems are told until it is good again; so are those of a file that was taken away."""
    path = tmp_path / "list.toml"
    path.write_text(ONE)
    watch = PlaylistWatch(path)
    path.write_text(ONE + '[[creative]]\nid = "B"\n')
    assert watch.poll() is None
    assert [creative.id for creative in watch.playlist.creatives] == ["a"]
    assert len(watch.problems) == 2
    assert watch.poll() is None
    path.unlink()
    assert watch.poll() is None
    assert "cannot be read" in watch.problems[0]
    path.write_text(ONE)
    assert watch.poll() is not None
    assert not watch.problems


def test_a_screen_does_not_start_with_a_broken_file(tmp_path: Path) -> None:
    """There is no old list to play on with."""
    with pytest.raises(PlaylistFileError):
        PlaylistWatch(tmp_path / "none.toml")


def test_another_file_goes_first_once_it_is_there(tmp_path: Path) -> None:
    """As the playlist of the central server; without any file nothing is shown."""
    path, first = tmp_path / "list.toml", tmp_path / "first.toml"
    assert PlaylistWatch(None, first).playlist.creatives == []
    path.write_text(ONE)
    watch = PlaylistWatch(path, first)
    assert [creative.id for creative in watch.playlist.creatives] == ["a"]
    first.write_text(ONE.replace('"a"', '"b"'))
    changed = watch.poll()
    assert changed is not None
    assert [creative.id for creative in changed.creatives] == ["b"]
    assert PlaylistWatch(None, first).playlist == changed
