"""`creative placebo` makes a darker copy of a stored film, and prints lines that a playlist takes as they are."""

import re
from pathlib import Path

import cv2
import pytest

from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE
from central.films import probe_film
from central.films.darker import make_darker
from central.playlists.content import Films, playlist_json, read_playlist_file
from central.store.creatives import film_hash, list_creatives
from central.store.database import open_store, read_view
from central.store.location import Location
from tests.central.reports.shops import fleet_of, stored
from tests.doubles.made_films import make_film, needs_ffmpeg


def brightness(path: Path) -> float:
    """Mean light of the first frame."""
    found, frame = cv2.VideoCapture(str(path)).read()
    assert found
    return float(frame.mean())


@needs_ffmpeg
def test_a_placebo_is_the_same_film_and_darker(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with stored(tmp_path, fleet_of(1, 1, lambda *_: {"a": 0.1})):
        pass
    data, film = ["--data", str(tmp_path / "data")], make_film(tmp_path / "a.mp4", 1.0, "160x90")
    assert main(["creative", "placebo", "a", *data]) == BAD_USAGE
    assert "acme/a has no video here" in capsys.readouterr().err
    assert main(["creative", "add", "a", "--file", str(film), *data]) == DONE
    capsys.readouterr()
    assert main(["creative", "placebo", "a", *data]) == DONE
    lines, media = capsys.readouterr().out, tmp_path / "data" / "media"
    with open_store(Location(tmp_path / "data")) as store, read_view(store) as connection:
        assert [each.key for each in list_creatives(connection)] == ["acme/a", "acme/a.placebo"]
        hashes = {each: film_hash(connection, "acme", each) for each in ("a", "a.placebo")}
    copy = media / str(hashes["a.placebo"])
    assert probe_film(copy).duration_s == pytest.approx(probe_film(film).duration_s, abs=0.2)
    assert 0.55 * brightness(film) < brightness(copy) < 0.85 * brightness(film)
    assert set(re.findall(r"^\w+", lines, re.M)) == {"id", "weight", "arms", "until"}, "nothing about people"
    playlist = tmp_path / "list.toml"
    playlist.write_text(lines, encoding="utf-8")
    content = playlist_json(Films("acme", hashes.get, media), read_playlist_file(playlist))
    assert '"arms":{"shown":["a"],"darker":["a.placebo"]}' in content


@needs_ffmpeg
def test_a_picture_has_a_darker_copy_too(tmp_path: Path) -> None:
    picture, copy = make_film(tmp_path / "a.png", 1.0, "160x90"), tmp_path / "copy"
    make_darker(picture, copy)
    assert brightness(copy) == pytest.approx(0.7 * brightness(picture), rel=0.05)
