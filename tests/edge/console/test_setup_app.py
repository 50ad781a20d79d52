"""The page that asks for the first settings: what a session may do, and who may do nothing."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from edge.console.console import Console
from edge.console.hooks import SettingKey, SettingsRefusedError
from edge.console.sessions import Sessions, make_link_token
from edge.console.setup import CameraOffer, CameraOffers, NameProposal, NamesRefusedError, SetupQuestion, SetupStep
from edge.console.values import Finding
from edge.web.token_file import read_token
from tests.doubles.player_page import request

NOW_S = 1_796_000_000.0
POSTS = {"/answers": '{"site.tenant": "acme"}', "/code": "ABCD", "/attempt": "names"}
POSTS |= {"/cameras": '{"user": "admin", "password": "s3cret"}', "/camera": "192.168.1.64", "/finish": ""}
ASKED = SetupQuestion(("site", "tenant"), "Owner", "such as acme", choices=("acme",))


@dataclass
class Answers:
    """An assistant that remembers what it was asked."""

    did: list[object] = field(default_factory=list)
    unreadable: str = ""

    def now(self) -> float:
        return NOW_S

    def setup_steps(self, language: str = "en") -> Sequence[SetupStep]:
        if self.unreadable:
            raise SettingsRefusedError(self.unreadable)
        return [
            SetupStep(
                "names",
                {"en": "Names", "de": "Namen"}[language],
                "Who?",
                (ASKED,),
                "Names: tenant.",
                can_try=True,
                takes_code=True,
            )
        ]

    def sign_pdf(self, language: str) -> bytes:
        if not self.did:
            raise SettingsRefusedError("notice: the text is not complete. Set contact in [notice].")
        return b"%PDF-" + language.encode()

    def save_answers(self, values: Mapping[SettingKey, object]) -> None:
        if values == {("site", "tenant"): "Müller GmbH"}:
            raise NamesRefusedError([NameProposal("site.tenant", "Müller GmbH", "mueller-gmbh")])
        if set(values) != {("site", "tenant")}:
            raise SettingsRefusedError("[audience] k is not asked here.")
        self.did.append(dict(values))

    def redeem_code(self, code: str) -> None:
        self.did.append(code)

    def try_step(self, step: str, language: str = "en") -> Sequence[Finding]:
        self.did.append(step)
        return [Finding("names", "ok", {"en": "fine", "de": "gut"}[language])]

    def find_cameras(self, user: str, password: str, language: str = "en") -> CameraOffers:
        if user == "busy":
            raise SettingsRefusedError("camera: a search is running. Wait 15 seconds, and try again.")
        self.did.append((user, password))
        notes = {"en": (), "de": ("Nichts beachtet.",)}[language]
        return CameraOffers((CameraOffer("192.168.1.64", "Door", "H264", 1280, 720, 20),), notes)

    def use_camera(self, address: str) -> None:
        if address != "192.168.1.64":
            raise SettingsRefusedError("camera: the last search did not find this camera. Search again.")
        self.did.append(address)

    def finish_setup(self) -> None:
        self.did.append("finish")


@dataclass
class SetupPage:
    """The page, what it did, and headers of a session."""

    console: Console
    answers: Answers
    session: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> dict[str, str]:
        return {"Origin": f"http://127.0.0.1:{self.console.port}"}

    def post(self, path: str, body: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
        sent = {**self.session, **self.origin} if headers is None else headers
        status, _, text = request(self.console.port, path, "POST", body, sent)
        return status, text.decode()


@contextmanager
def setup_page(folder: Path, sessions: Sessions | None = None) -> Iterator[SetupPage]:
    answers = Answers()
    console = Console(0, folder / "token", answers, sessions)
    console.start()
    it = SetupPage(console, answers)
    try:
        if sessions is None:
            token = make_link_token(read_token(folder / "token", "console"), NOW_S)
            _, headers, _ = request(console.port, "/login", "POST", token, it.origin)
            it.session = {"Cookie": headers["set-cookie"].partition(";")[0]}
        yield it
    finally:
        console.close()


def test_a_session_answers_tries_and_ends(tmp_path: Path) -> None:
    with setup_page(tmp_path) as it:
        shown = json.loads(request(it.console.port, "/setup.json", headers=it.session)[2])
        assert shown["steps"][0]["questions"][0]["place"] == "site.tenant"
        assert shown["steps"][0]["missing"] == "Names: tenant."
        assert b"Vitrina: setup" in request(it.console.port, "/")[2]
        codes = [it.post(path, body)[0] for path, body in POSTS.items()]
        assert codes == [204, 204, 200, 200, 204, 204]
        cameras = [("admin", "s3cret"), "192.168.1.64"]
        assert it.answers.did == [{("site", "tenant"): "acme"}, "ABCD", "names", *cameras, "finish"]


def test_without_a_session_or_from_another_origin_nothing_is_asked_and_nothing_done(tmp_path: Path) -> None:
    with setup_page(tmp_path) as it:
        assert request(it.console.port, "/setup.json")[0] == 403
        for path, body in POSTS.items():
            for headers in (it.origin, {**it.origin, "Cookie": "vitrina_console=guess"}):
                assert it.post(path, body, headers)[0] == 403, path
            for origin in ("http://evil.example", "null"):
                assert it.post(path, body, {**it.session, "Origin": origin})[0] == 403, path
            assert it.post(path, body, {**it.session, **it.origin, "Host": "evil.example"})[0] == 400, path
            assert request(it.console.port, path, headers=it.session)[0] == 405
        assert it.answers.did == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/answers", '{"audience.k": 1}', 409),
        ("/answers", "[1]", 400),
        ("/answers", '{"site.tenant\\n": 1}', 400),
        ("/answers", "x" * 40_000, 413),
        ("/code", "x" * 5_000, 413),
        ("/attempt", "camera", 404),
        ("/attempt", "../names", 404),
        ("/attempt", "x" * 5_000, 404),
        ("/cameras", "x" * 5_000, 413),
        ("/cameras", "[" * 1_999, 400),
        ("/cameras", '{"user": "admin"}', 400),
        ("/cameras", '{"user": "admin", "password": 1}', 400),
        ("/cameras", '{"user": "admin", "password": "", "network": "10.0.0.0/8"}', 400),
        ("/cameras", '{"user": "busy", "password": ""}', 409),
        ("/camera", "rtsp://evil.example/", 409),
        ("/camera", "x" * 5_000, 409),
    ],
)
def test_other_bodies_do_nothing(tmp_path: Path, path: str, body: str, status: int) -> None:
    with setup_page(tmp_path) as it:
        assert it.post(path, body)[0] == status
        assert it.answers.did == []


def test_nothing_of_a_kiosk_is_served_beside_it_and_a_later_page_takes_its_sessions_over(tmp_path: Path) -> None:
    with setup_page(tmp_path) as it:
        for path in ("/state.json", "/outlines.json", "/settings.json", "/token", "/page/../token"):
            assert request(it.console.port, path, headers=it.session)[0] == 404, path
        session, sessions = it.session, it.console.sessions
        secret = read_token(tmp_path / "token", "console")
    with setup_page(tmp_path, sessions) as later:
        assert request(later.console.port, "/setup.json", headers=session)[0] == 200
        assert read_token(tmp_path / "token", "console") == secret


@pytest.mark.parametrize("left", [None, "k" * 43])
def test_a_page_with_another_token_takes_no_sessions_over(left: str | None, tmp_path: Path) -> None:
    """Settings by hand may name another outbox, beside which `vitrina console` looks for the token."""
    with setup_page(tmp_path) as it:
        session, sessions = it.session, it.console.sessions
    other = tmp_path / "other"
    other.mkdir()
    if left:
        (other / "token").write_text(left)
    with setup_page(other, sessions) as later:
        token = make_link_token(read_token(other / "token", "console"), NOW_S)
        assert request(later.console.port, "/login", "POST", token, later.origin)[0] == 204
        assert request(later.console.port, "/setup.json", headers=session)[0] == 403


def test_settings_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with setup_page(tmp_path) as it:
        it.answers.unreadable = "settings: line 3 is not TOML. Correct it."
        status, _, text = request(it.console.port, "/setup.json", headers=it.session)
        assert (status, text.decode()) == (409, f"{it.answers.unreadable}\n")
        assert it.post("/attempt", "names")[0] == 409


def test_the_sign_is_a_file_or_what_is_missing_for_it(tmp_path: Path) -> None:
    with setup_page(tmp_path) as it:
        assert request(it.console.port, "/sign.pdf")[0] == 403
        status, headers, text = request(it.console.port, "/sign.pdf", headers=it.session)
        assert (status, headers["content-type"]) == (409, "text/plain; charset=utf-8")
        assert b"Set contact in [notice]" in text
        it.post("/answers", POSTS["/answers"])
        german = {**it.session, "Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
        status, headers, text = request(it.console.port, "/sign.pdf", headers=german)
        assert (status, headers["content-type"], text) == (200, "application/pdf", b"%PDF-de")


def test_a_name_that_cannot_be_used_comes_back_with_a_proposal(tmp_path: Path) -> None:
    with setup_page(tmp_path) as it:
        status, text = it.post("/answers", json.dumps({"site.tenant": "Müller GmbH"}))
        assert status == 422
        assert json.loads(text) == [{"place": "site.tenant", "name": "Müller GmbH", "proposal": "mueller-gmbh"}]


@pytest.mark.parametrize(
    ("headers", "title"),
    [
        ({}, "Names"),
        ({"Accept-Language": "fr,de;q=0.8,en;q=0.7"}, "Namen"),
        ({"Accept-Language": "de", "Cookie": "vitrina_language=en"}, "Names"),
        ({"Cookie": "vitrina_language=de"}, "Namen"),
        ({"Accept-Language": "de", "Cookie": "vitrina_language=xx"}, "Namen"),
    ],
)
def test_the_page_speaks_the_language_of_the_browser_or_of_the_switch(
    tmp_path: Path, headers: dict[str, str], title: str
) -> None:
    with setup_page(tmp_path) as it:
        session = it.session["Cookie"]
        sent = {**headers, "Cookie": "; ".join(filter(None, [session, headers.get("Cookie")]))}
        shown = json.loads(request(it.console.port, "/setup.json", headers=sent)[2])
        assert shown["steps"][0]["title"] == title
        code = "de" if title == "Namen" else "en"
        _, got, page = request(it.console.port, "/", headers=sent)
        assert f'<html lang="{code}">'.encode() in page
        assert got["content-language"] == code
        assert f'"code": "{code}"'.encode() in request(it.console.port, "/page/texts.js", headers=sent)[2]


def test_the_results_of_a_step_are_in_the_language_of_the_page(tmp_path: Path) -> None:
    with setup_page(tmp_path) as it:
        german = {**it.session, **it.origin, "Accept-Language": "de"}
        assert json.loads(it.post("/attempt", "names", german)[1])[0]["text"] == "gut"
        assert json.loads(it.post("/attempt", "names")[1])[0]["text"] == "fine"


def test_the_cameras_of_a_search_are_shown_without_their_password(tmp_path: Path) -> None:
    with setup_page(tmp_path) as it:
        status, text = it.post("/cameras", POSTS["/cameras"])
        assert (status, "s3cret" in text) == (200, False)
        camera = {"address": "192.168.1.64", "name": "Door", "encoding": "H264", "width_px": 1280, "height_px": 720}
        assert json.loads(text) == {
            "cameras": [{**camera, "rate_hz": 20, "problem": ""}],
            "notes": [],
            "is_allowed": True,
        }
        german = {**it.session, **it.origin, "Accept-Language": "de"}
        assert json.loads(it.post("/cameras", POSTS["/cameras"], german)[1])["notes"] == ["Nichts beachtet."]
