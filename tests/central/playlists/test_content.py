"""A playlist file with the films of the store becomes a message, or an error that says where and what to do."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from central.errors import SourceError, UsageError
from central.playlists.content import Films, playlist_json, playlist_payload, read_playlist_file
from edge.messages.commands import PlaylistCommand, parse_command
from edge.messages.wire import Header
from edge.screen.playlist_file import parse_playlist
from tests.doubles.unreadable_toml import UNREADABLE

HEADS = {
    "film": b"\0\0\0\x20ftypisom" + bytes(40),
    "web": b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x82\x84webm" + bytes(40),
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(40),
    "apple": b"\0\0\0\x20ftypqt  " + bytes(40),
    "mkv": b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x82\x88matroska" + bytes(40),
    "text": b"hello",
}


DIGESTS = {name: f"{number:064x}" for number, name in enumerate([*HEADS, "gone"])}


@pytest.fixture
def films(tmp_path: Path) -> Films:
    for name, head in HEADS.items():
        (tmp_path / DIGESTS[name]).write_bytes(head)
    return Films("acme", DIGESTS.get, tmp_path)


def content(films: Films, text: str) -> str:
    path = films.folder / "list.toml"
    path.write_text(text)
    return playlist_json(films, read_playlist_file(path))


def test_films_get_their_type_size_and_digest(films: Films) -> None:
    text = """[[creative]]
id = "film"
weight = 2
from = 2026-11-01
open = "Mo-Fr 11:00-14:00"
[[creative]]
id = "web"
muted = true
[[creative]]
id = "picture"
duration_s = 12
[[experiment]]
id = "e12"
arms = { a = ["film"], b = ["web"] }
until = 2026-12-01
"""
    command = parse_command(
        "playlist", playlist_payload(7, content(films, text)), Header("acme", "berlin-7", "door"), 0.0, retained=True
    )
    assert isinstance(command, PlaylistCommand)
    assert command.version == 7
    assert [(c.id, c.type, c.bytes, c.sha256) for c in command.creatives] == [
        (name, kind, len(HEADS[name]), DIGESTS[name])
        for name, kind in (("film", "video/mp4"), ("web", "video/webm"), ("picture", "image/png"))
    ]
    assert (command.creatives[0].weight, command.creatives[0].from_) == (2, date(2026, 11, 1))
    assert command.creatives[1].muted
    assert command.experiments[0].until == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[creative]]\nweight = 1\n", "a [[creative]] has no id"),
        (
            '[[creative]]\nid = "other"\n',
            "'other' has no video on this server. Add it: vitrina-central creative add acme/other",
        ),
        ('[[creative]]\nid = "film"\nfile = "a.mp4"\n', "'film' names a file. Remove it"),
        ('[[creative]]\nid = "apple"\n', "kiosks cannot show the video of 'apple'"),
        ('[[creative]]\nid = "mkv"\n', "kiosks cannot show the video of 'mkv'"),
        ('[[creative]]\nid = "text"\n', "kiosks cannot show the video of 'text'"),
        ('[[creative]]\nid = "film"\nwieght = 2\n', "[[creative]] 'film' wieght"),
        ('[[creative]]\nid = "film"\nopen = "sometimes"\n', "[[creative]] 'film' open"),
        ('[[creative]]\nid = "picture"\n', "[[creative]] 'picture': an image needs duration_s"),
        ('[[creative]]\nid = "film"\n[[creative]]\nid = "film"\n', "'film' occurs twice in creatives"),
        ('[[experiment]]\nid = "e"\narms = { a = ["x"], b = ["y"] }\n', "which is not a creative of this playlist"),
        ("[other]\nx = 1\n", "[other] is not a playlist table"),
        ("creative = 1\n", "[creative] is not a playlist table"),
        ("x = [", "is not TOML"),
    ],
)
def test_a_mistake_is_named(films: Films, text: str, reason: str) -> None:
    with pytest.raises(UsageError) as error:
        content(films, text)
    assert reason in str(error.value)


def test_files_that_cannot_be_read_are_told(films: Films) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_playlist_file(films.folder / "no.toml")
    with pytest.raises(SourceError, match=r"the video of 'gone', .* cannot be read"):
        content(films, '[[creative]]\nid = "gone"\n')
    (films.folder / "large.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(UsageError, match="larger than 1000 kB"):
        read_playlist_file(films.folder / "large.toml")


def test_a_list_that_a_kiosk_would_not_take_is_refused(films: Films) -> None:
    digest = "0" * 64
    hours = {"open": "Mo-Fr 09:00-18:00", "from": date(2026, 11, 1), "until": date(2026, 12, 24)}
    adverts: list[dict[str, Any]] = [{"id": f"{'x' * 60}{number}", **hours} for number in range(290)]
    of_one = Films("acme", lambda _: digest, films.folder)
    with pytest.raises(UsageError, match="60,000 bytes, the limit of a kiosk"):
        playlist_json(of_one, {"creative": adverts})
    assert len(json.loads(playlist_json(of_one, {"creative": adverts[:200]}))["creatives"]) == 200


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_toml_that_no_reader_can_hold_is_refused_with_the_file(text: str, films: Films) -> None:
    with pytest.raises(UsageError, match=r"list\.toml is not TOML: .*; (write|nest)"):
        content(films, text)


def test_turns_are_sent_with_the_playlist(films: Films) -> None:
    """The kiosk reads the same from its file; without the key the message is as before."""
    text = '[[creative]]\nid = "film"\n[[creative]]\nid = "web"\n'
    made = content(films, f"rotate = 2\n{text}")
    command = parse_command(
        "playlist", playlist_payload(7, made), Header("acme", "berlin-7", "door"), 0.0, retained=True
    )
    assert isinstance(command, PlaylistCommand)
    assert parse_playlist(command.to_playlist_toml(), "sent").rotate == 2
    assert "rotate" not in json.loads(content(films, text))


@pytest.mark.parametrize("wrong", ["1", "21", '"two"', "[]"])
def test_turns_that_cannot_be_are_refused(films: Films, wrong: str) -> None:
    """With the key."""
    with pytest.raises(UsageError, match="playlist: rotate: Input should be "):
        content(films, f'rotate = {wrong}\n[[creative]]\nid = "film"\n')
