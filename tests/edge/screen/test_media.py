"""Checks of a playlist's media files: each creative with its file and its duration."""

import sys
from pathlib import Path

import pytest

from edge.media.check import UnplayableFile
from edge.playlist.values import CreativePlaylist, PlaylistCreative
from edge.screen.media import check_creative_files, creative_durations_s
from tests.doubles.adverts import write_advert
from tests.doubles.confessor import write_confessor


def test_each_creative_gets_its_duration(tmp_path: Path) -> None:
    """A film has its own, a picture that of the playlist; what cannot be shown has none, and two may share a file."""
    write_advert(tmp_path / "a.mp4")
    write_advert(tmp_path / "b.png", "")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "bad.mp4").write_bytes(b"")
    (tmp_path / "picture.mp4").write_bytes((tmp_path / "b.png").read_bytes())
    (tmp_path / "film.png").write_bytes((tmp_path / "a.mp4").read_bytes())
    playlist = CreativePlaylist(
        creative=[
            PlaylistCreative(id="a", file="a.mp4"),
            PlaylistCreative(id="again", file="a.mp4", muted=True),
            PlaylistCreative(id="b", file="b.png", duration_s=7),
            PlaylistCreative(id="bad", file="sub/bad.mp4"),
            PlaylistCreative(id="picture", file="picture.mp4"),
            PlaylistCreative(id="film", file="film.png", duration_s=7),
        ]
    )
    checked = check_creative_files(playlist, tmp_path)
    assert creative_durations_s(playlist, checked) == {"a": pytest.approx(2.0), "again": pytest.approx(2.0), "b": 7.0}
    told = {name: result.reason for name, result in checked.items() if isinstance(result, UnplayableFile)}
    assert sorted(told) == ["bad", "film", "picture"]
    assert told["picture"] == (
        "it is an image (png), but the end of its name, .mp4, does not match. Rename the file, and give it a duration_s"
    )
    assert told["film"].endswith("Rename the file, and remove duration_s")


def test_who_reads_the_files_has_the_limits_of_every_child_and_no_environment_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kiosk's environment may hold the broker's password, which a film that takes over its decoder would read."""
    monkeypatch.setenv("VITRINA_BROKER__PASSWORD", "hunter2")
    monkeypatch.setattr(sys, "executable", str(write_confessor(tmp_path / "python")))
    checked = check_creative_files(CreativePlaylist(creative=[PlaylistCreative(id="a", file="a.mp4")]), tmp_path)["a"]
    assert isinstance(checked, UnplayableFile)
    told = checked.reason.split()
    assert "VITRINA_BROKER__PASSWORD" not in told
    assert told[:5] == [str(3_000_000_000 // 1024), "300", "32", "0", "0"]
