"""An editor names an advert and sends its film. What is no film is refused with a sentence, and nothing is kept."""

import os
import struct
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from central.web.limits import Limits
from tests.central.web.people import COOKIE, Site
from tests.doubles.made_films import make_film, needs_ffmpeg
from tests.doubles.web import Answer, Browser, web_server

A = "/creatives/acme/a"
BOUNDARY = "vitrina-test"
LONGEST_S = 20.0


def sent(browser: Browser, content: bytes | None, fields: Mapping[str, str], path: str = f"{A}/film") -> Answer:
    """The form with a file as browsers send it."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if content is not None:
        head = 'Content-Disposition: form-data; name="film"; filename="../../etc/a.mp4"\r\nContent-Type: video/mp4'
        parts.append(f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    origin = f"http://{browser.host}:{browser.port}"
    return browser.send("POST", path, {"content-type": kind, "origin": origin}, body)


def editor(site: Site) -> tuple[Browser, dict[str, str]]:
    browser = site.browser("ed")
    return browser, {"form_token": browser.form_token(f"{A}/edit")}


def kept(site: Site) -> list[str]:
    media = site.location.file.parent.parent / "media"
    return sorted(path.name for path in media.iterdir()) if media.exists() else []


@needs_ffmpeg
def test_a_film_is_kept_shown_and_written_into_the_audit_log(site: Site, tmp_path: Path) -> None:
    """Under the digest of its content, whatever the browser called it."""
    browser, token = editor(site)
    answer = sent(browser, make_film(tmp_path / "a.mp4", 3.0).read_bytes(), token)
    assert (answer.status, answer.headers["location"]) == (303, A)
    ((digest, duration_ms),) = site.rows("SELECT sha256, duration_ms FROM creatives WHERE creative = 'a'")
    assert kept(site) == [digest]
    assert abs(int(str(duration_ms)) - 3000) < 200
    assert f"{A}/frames/0?{str(digest)[:12]}" in browser.get(A).text
    assert f"{A}/frames/0?{str(digest)[:12]}" in browser.get(f"{A}/edit").text
    newest = site.rows("SELECT who, what, detail FROM audit ORDER BY id DESC LIMIT 1")
    assert newest == [("ed", "creative.film", "acme/a")]


@needs_ffmpeg
def test_hostile_files_are_refused(site: Site, tmp_path: Path) -> None:
    """Soon, with a sentence that names neither a path of the server nor the program; the film that was there stays."""
    browser, token = editor(site)
    other = make_film(tmp_path / "other.mp4")
    before, sha256 = kept(site), site.rows("SELECT sha256 FROM creatives WHERE creative = 'a'")
    film = other.read_bytes()
    hostile = {
        "concat": f"ffconcat version 1.0\nfile '{other}'\n".encode(),
        "playlist": f"#EXTM3U\n#EXTINF:3,\n{other}\n#EXT-X-ENDLIST\n".encode(),
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        "script": b"\0\0\0\x10ftypisom\0\0\0\0\nffconcat version 1.0\nfile 'x'\n",
        "cut": film[:-20],
        "random": b"\0\0\0\x10ftypisom\0\0\0\0" + struct.pack(">I", 4104) + b"moov" + os.urandom(4096),
        "large": make_film(tmp_path / "large.png", 0.2, "7680x4320", 5).read_bytes(),
        "sound": b"RIFF\x24\0\0\0WAVEfmt ",
    }
    for name, content in hostile.items():
        begun_s = time.monotonic()
        answer = sent(browser, content, token)
        assert time.monotonic() - begun_s < LONGEST_S, name
        assert answer.status == 400, name
        problem = answer.text.partition('role="alert">')[2].partition("</p>")[0]
        assert problem.startswith("video: the file"), (name, problem)
        assert "/tmp" not in answer.text
    assert (kept(site), site.rows("SELECT sha256 FROM creatives WHERE creative = 'a'")) == (before, sha256)


def test_no_file_and_no_folder_are_said(site: Site) -> None:
    browser, token = editor(site)
    for content in (None, b""):
        answer = sent(browser, content, token)
        assert answer.status == 400
        assert "No file was received." in answer.text
    with web_server(site.location) as port:
        without = Browser(port, {COOKIE: site.session_of("ed")})
        answer = sent(without, b"x", {"form_token": without.form_token(f"{A}/edit")})
    assert answer.status == 400
    assert "This server has no folder for videos." in answer.text


def test_only_an_editor_sends_a_film_from_the_own_page(site: Site) -> None:
    browser, token = editor(site)
    assert sent(browser, b"x", {"form_token": "made-up"}).status == 403
    assert sent(browser, b"x", {}).status == 403
    assert sent(browser, b"x", token, "/creatives/acme/nix/film").status == 404
    viewer = site.browser("vi")
    assert sent(viewer, b"x", {"form_token": viewer.form_token("/account")}).status == 403
    assert viewer.get(f"{A}/edit").status == 403
    assert "/edit" not in viewer.get(A).text
    assert f"{A}/edit" in browser.get(A).text
    origin = {"content-type": f"multipart/form-data; boundary={BOUNDARY}", "origin": "http://evil.example"}
    assert browser.send("POST", f"{A}/film", origin, "x").status == 403


def test_a_film_may_be_larger_than_a_form_but_not_endless(site: Site) -> None:
    """By its own limit, which holds for its path alone."""
    limits = Limits(upload_bytes=200_000)
    with web_server(site.location, limits) as port:
        browser = Browser(port, {COOKIE: site.session_of("ed")})
        token = {"form_token": browser.form_token(f"{A}/edit")}
        assert sent(browser, bytes(100_000), token).status == 400
        assert sent(browser, bytes(200_001), token).status == 413
        assert sent(browser, bytes(100_000), token, f"{A}/titles").status == 413


def test_name_and_tag_are_edited(site: Site) -> None:
    browser, token = editor(site)
    answer = browser.post(f"{A}/titles", {**token, "name": "Spring <new>", "tag": "shoes"})
    assert (answer.status, answer.headers["location"]) == (303, A)
    assert "Spring &lt;new&gt;" in browser.get(A).text
    assert site.rows("SELECT name, tag FROM creatives WHERE creative = 'a'") == [("Spring <new>", "shoes")]
    wrong = browser.post(f"{A}/titles", {**token, "name": "x" * 201, "tag": ""})
    assert wrong.status == 400
    assert "is not one line of at most 200 characters" in wrong.text
    assert browser.post(f"{A}/titles", {**token, "name": "", "tag": ""}).status == 303
    assert site.rows("SELECT name, tag FROM creatives WHERE creative = 'a'") == [(None, None)]
    assert browser.post(f"{A}/titles", {"name": "x"}).status == 403
    assert site.browser("vi").post(f"{A}/titles", {**token, "name": "x"}).status == 403


@pytest.mark.parametrize("path", ["/titles", "/film"])
def test_what_is_not_there_cannot_be_changed(site: Site, path: str) -> None:
    """An editor of other sites would see 404 as well: the store is asked within the scope."""
    browser, token = editor(site)
    assert sent(browser, None, {**token, "name": "x"}, f"/creatives/other/nix{path}").status == 404
