"""`vitrina-central creative`: adverts get films, names and tags."""

import hashlib
import json
from pathlib import Path

import pytest

from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE, NO_SOURCE
from tests.doubles.made_films import make_film, needs_ffmpeg

pytestmark = needs_ffmpeg


@pytest.fixture
def data(tmp_path: Path) -> list[str]:
    """Options of a new store."""
    return ["--data", str(tmp_path / "data")]


def listed(data: list[str], capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    capsys.readouterr()
    assert main(["creative", "list", "--json", *data]) == DONE
    fields: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return fields


def test_an_advert_is_added_named_and_listed(
    tmp_path: Path, data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The film is kept; a second call changes the name and leaves the film, and another film replaces it."""
    film = make_film(tmp_path / "spring.mp4", 2.5)
    assert main(["creative", "add", "acme/spring_a", "--file", str(film), "--name", "Frühling", *data]) == DONE
    assert "(2.5 s, 320x180 px) to" in capsys.readouterr().err
    digest = hashlib.sha256(film.read_bytes()).hexdigest()
    assert (tmp_path / "data" / "media" / digest).read_bytes() == film.read_bytes()
    expected = {"creative": "acme/spring_a", "name": "Frühling", "tag": None, "sha256": digest, "duration_s": 2.5}
    assert listed(data, capsys) == [expected]
    assert main(["creative", "add", "spring_a", "--tag", "brand", "--name", "", *data]) == DONE
    assert listed(data, capsys) == [expected | {"name": None, "tag": "brand"}]
    picture = make_film(tmp_path / "spring.png")
    assert main(["creative", "add", "spring_a", "--file", str(picture), *data]) == DONE
    (fields,) = listed(data, capsys)
    assert (fields["tag"], fields["duration_s"]) == ("brand", None)
    assert fields["sha256"] == hashlib.sha256(picture.read_bytes()).hexdigest()
    assert main(["creative", "list", *data]) == DONE
    head, line = capsys.readouterr().out.splitlines()
    assert head.split() == ["creative", "length", "file", "tag", "name"]
    assert line.split() == ["acme/spring_a", str(fields["sha256"])[:12], "brand"]


def test_a_wrong_name_copies_no_film(tmp_path: Path, data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    film = make_film(tmp_path / "spring.mp4", 0.5)
    assert main(["creative", "add", "spring_a", "--file", str(film), *data]) == BAD_USAGE
    assert "Put the tenant before spring_a" in capsys.readouterr().err
    assert not (tmp_path / "data" / "media").exists()


def test_what_is_no_film_is_not_kept(tmp_path: Path, data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "spring.mp4").write_text("ffconcat version 1.0\n")
    for name in ("spring.mp4", "none.mp4"):
        assert main(["creative", "add", "acme/a", "--file", str(tmp_path / name), *data]) == NO_SOURCE
        assert capsys.readouterr().err.startswith(f"video: {tmp_path / name} ")
    assert listed(data, capsys) == []
    assert not (tmp_path / "data" / "media").exists()


def test_nothing_to_set_is_a_slip(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["creative", "add", "acme/a", *data]) == BAD_USAGE
    assert "Give --file, --name or --tag" in capsys.readouterr().err


def test_without_ffmpeg_the_film_is_not_taken_and_the_cure_is_named(
    tmp_path: Path, data: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    film = make_film(tmp_path / "spring.mp4", 0.5)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["creative", "add", "acme/a", "--file", str(film), *data]) == NO_SOURCE
    assert "apt-get install ffmpeg" in capsys.readouterr().err
