"""Administrators enrol kiosks on the pages: the code is shown once, nothing keeps it, and it makes one kiosk."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import cv2
import numpy as np
import pytest

from central.enrolment.enroller import Enroller
from central.ingest.session import BrokerOptions
from central.settings import Settings, load_settings
from central.store.database import open_store
from central.store.scope import Scope
from central.store.users import Role, add_user
from central.web.qr import qr_svg
from edge.messages.enrolment import EnrolmentAnswer, parse_enrolment_code
from tests.central.web.people import PASSWORD, QUICK, Site, fill
from tests.doubles.broker import free_port
from tests.doubles.web import Answer, Browser, web_server

CODE = re.compile(r'<code translate="no">([0-9A-Z-]+)</code>')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("enrol")
    location, settings = fill(folder), load_settings(None, folder / "data")
    with open_store(location) as store, store.engine.begin() as connection:
        add_user(connection, "adam", QUICK.hash(PASSWORD), Role.ADMIN, Scope.parse("acme/*"))
    with web_server(location, enroller=lambda store: Enroller(store, settings, None)) as port:
        yield Site(port, location)


def post(browser: Browser, path: str, **fields: str) -> Answer:
    return browser.post(path, {**fields, "form_token": browser.form_token("/account")})


def code_of(answer: Answer) -> str:
    found = CODE.search(answer.text)
    assert found is not None, answer.text
    return found[1]


def enrol(site: Site, device: str, name: str = "adam", shop: str = "acme/shop-1", **more: str) -> str:
    answer = post(site.browser(name), "/fleet/enrol", site=shop, device=device, **more)
    assert answer.status == 200
    return code_of(answer)


def redeem(site: Site, code: str) -> Answer:
    secret = parse_enrolment_code(code).secret.hex()
    site.sql("DELETE FROM sign_in_attempts")
    return Browser(site.port).send("POST", "/enrol", {"authorization": f"Bearer {secret}"}, "{}")


def test_a_code_from_the_page_makes_a_kiosk_and_is_kept_nowhere(site: Site) -> None:
    """Neither in the store, nor in an address, nor in a cache; the list names the kiosk and not the code."""
    answer = post(site.browser("adam"), "/fleet/enrol", site="acme/shop-1", device="door-1")
    code = code_of(answer)
    assert answer.headers["cache-control"] == "no-store"
    assert "location" not in answer.headers
    secret = parse_enrolment_code(code).secret
    for file in site.location.file.parent.iterdir():
        assert code.encode() not in file.read_bytes()
        assert secret not in file.read_bytes()
        assert secret.hex().encode() not in file.read_bytes()
    listed = site.browser("adam").get("/fleet/enrolments").text
    assert "acme/shop-1/door-1" in listed
    assert code not in listed
    found = redeem(site, code)
    assert EnrolmentAnswer.model_validate_json(found.body).kiosk_name == "acme/shop-1/door-1"
    assert redeem(site, code).status == 401
    assert ("adam", "enrol.code", "acme/shop-1/door-1", "127.0.0.1", "acme") in site.rows(
        "SELECT who, what, detail, address, tenant FROM audit"
    )


def test_the_unused_codes_of_a_token_end_when_it_is_revoked(site: Site) -> None:
    """The attack: with a stolen token somebody makes a code, and enrols a kiosk of their own after the revocation. What
    was enrolled before stays, and so does the code of somebody else.
    """
    stolen = site.token("stolen", "manage", "acme/*")

    def code(device: str) -> str:
        body = json.dumps({"site": "acme/shop-2", "device": device})
        return str(json.loads(Browser(site.port).send("POST", "/api/v1/enrolments", stolen, body).text)["code"])

    used, unused, other = code("installed"), code("waiting"), enrol(site, "of-adam", shop="acme/shop-2")
    assert redeem(site, used).status == 200
    ((number,),) = site.rows("SELECT id FROM tokens WHERE name = 'stolen'")
    assert post(site.browser("adam"), "/tokens/revoke", number=str(number)).status == 303
    assert redeem(site, unused).status == 401
    assert redeem(site, other).status == 200
    assert ("adam", "acme/shop-2/waiting, made by token stolen", "acme") in site.rows(
        "SELECT who, detail, tenant FROM audit WHERE what = 'enrol.withdraw'"
    )
    listed = site.browser("adam").get("/api/v1/enrolments").text
    states = {each["device"]: each["state"] for each in json.loads(listed)["enrolments"]}
    assert [states[f"acme/shop-2/{name}"] for name in ("installed", "waiting", "of-adam")] == [
        *("enrolled", "withdrawn", "enrolled"),
    ]


def test_a_camera_reads_the_code_from_the_page() -> None:
    """Of both lengths: with the address of this machine, and with a long name and a fingerprint."""
    for content in ("09XK93GFXNRDYN0ED4VJM0VG", "0" * 180):
        markup = qr_svg(content, "a <b> label")
        assert "&lt;b&gt;" in markup
        side = int(re.findall(r'viewBox="0 0 (\d+)', markup)[0])
        modules = np.full((side, side), 255, np.uint8)
        for x, y in re.findall(r"M(\d+) (\d+)h1v1", markup):
            modules[int(y), int(x)] = 0
        image = cv2.resize(modules, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)
        assert cv2.QRCodeDetector().detectAndDecode(image)[0] == content


def test_a_kiosk_waits_for_its_code_then_for_its_message_then_works(site: Site) -> None:
    browser = site.browser("adam")

    def row(device: str) -> str:
        text = browser.get("/fleet/enrolments").text
        return unescape(next(line for line in re.findall(r"(?s)<tr role.*?</tr>", text) if f">{device}<" in line))

    code = enrol(site, "steps")
    assert "Somebody to enter the code" in row("steps")
    assert redeem(site, code).status == 200
    assert "Its first message" in row("steps")
    site.sql(
        "INSERT INTO devices (key, site_id, device, last_seq, first_seq, sure_seq, done_seq, received_ms)"
        " SELECT 'acme/shop-1/steps', id, 'steps', 0, 0, 0, -1, 9999999999999 FROM sites WHERE key = 'acme/shop-1'"
    )
    assert "enrolled" in row("steps")


def test_a_withdrawn_code_is_void_and_an_enrolled_kiosk_stays(site: Site) -> None:
    code = enrol(site, "window")
    device = "acme/shop-1/window"
    assert post(site.browser("adam"), "/fleet/enrolments/withdraw", device=device).status == 303
    assert redeem(site, code).status == 401
    assert redeem(site, enrol(site, "window")).status == 200
    again = enrol(site, "window", replace="true")
    assert post(site.browser("adam"), "/fleet/enrolments/withdraw", device=device).status == 303
    assert redeem(site, again).status == 401
    rows = json.loads(site.browser("adam").get("/api/v1/enrolments").text)["enrolments"]
    assert [each["state"] for each in rows if each["device"] == device] == ["enrolled"]


def test_a_name_in_use_needs_a_tick(site: Site) -> None:
    """So that nobody disconnects a kiosk by a typing error."""
    assert redeem(site, enrol(site, "busy")).status == 200
    refused = post(site.browser("adam"), "/fleet/enrol", site="acme/shop-1", device="busy")
    assert (refused.status, 'name="replace"' in refused.text) == (400, True)
    assert CODE.search(refused.text) is None
    enrol(site, "busy", replace="true")


def test_revoking_asks_first_and_ends_code_and_token(site: Site) -> None:
    found = redeem(site, enrol(site, "gone"))
    token = EnrolmentAnswer.model_validate_json(found.body).media_token
    device, browser = "acme/shop-1/gone", site.browser("adam")
    assert "Revoke this kiosk" in browser.get(f"/fleet/revoke?device={device}").text
    assert browser.get("/media/" + "0" * 64, authorization=f"Bearer {token}").status == 404
    answer = post(browser, "/fleet/revoke", device=device)
    assert (answer.status, answer.headers["location"]) == (303, f"/fleet/enrolments?revoked={device}")
    assert browser.get("/media/" + "0" * 64, authorization=f"Bearer {token}").status == 401
    assert "The broker still accepts acme/shop-1/gone" in browser.get(answer.headers["location"]).text


def test_a_shop_of_another_owner_is_as_if_it_were_not_there(site: Site) -> None:
    """To make a code, to withdraw it, and to revoke; and the list names no kiosk of the other owner."""
    enrol(site, "secret-door", "ann", "other/branch-0")
    browser = site.browser("adam")
    assert "secret-door" not in browser.get("/fleet/enrolments?revoked=other/branch-0/secret-door").text
    for path, fields in (
        ("/fleet/enrol", {"site": "other/branch-0", "device": "x"}),
        ("/fleet/enrolments/withdraw", {"device": "other/branch-0/secret-door"}),
        ("/fleet/revoke", {"device": "other/branch-0/secret-door"}),
    ):
        real, made_up = post(browser, path, **fields), post(browser, path, **{**fields, **_elsewhere(fields)})
        assert (real.status, made_up.status) == (404, 404)
        assert real.text.replace("branch-0", "nowhere") == made_up.text


def _elsewhere(fields: dict[str, str]) -> dict[str, str]:
    return {name: value.replace("branch-0", "nowhere") for name, value in fields.items()}


@pytest.mark.parametrize("name", ["Door 1", "../x", "tür", "", "x" * 65, "a/b"])
def test_a_name_that_is_none_makes_no_code(site: Site, name: str) -> None:
    answer = post(site.browser("adam"), "/fleet/enrol", site="acme/shop-1", device=name)
    assert answer.status == 400
    assert CODE.search(answer.text) is None


def test_the_api_gives_what_the_page_gives(site: Site) -> None:
    """Enrol, list, withdraw and revoke, by a token that may manage; never in a cache."""
    headers = site.token("fitter", "manage", "acme/*")

    def call(method: str, path: str, body: dict[str, object] | None = None) -> Answer:
        return Browser(site.port).send(method, f"/api/v1{path}", headers, None if body is None else json.dumps(body))

    made = call("POST", "/enrolments", {"site": "acme/shop-2", "device": "api"})
    assert (made.status, made.headers["cache-control"], "etag" in made.headers) == (200, "no-store", False)
    answer = json.loads(made.text)
    assert answer["password_line"].startswith("acme/shop-2/api:$7$")
    assert redeem(site, answer["code"]).status == 200
    assert call("POST", "/enrolments", {"site": "acme/shop-2", "device": "api"}).status == 400
    assert call("POST", "/enrolments", {"site": "acme/shop-2", "device": "api", "replace": True}).status == 200
    assert json.loads(call("DELETE", "/enrolments/acme/shop-2/api/code").text)["enrolments"][0]["state"] == "enrolled"
    assert json.loads(call("DELETE", "/enrolments/acme/shop-2/api").text)["enrolments"][0]["state"] == "revoked"
    listed = json.loads(call("GET", "/enrolments?state=revoked").text)
    assert "acme/shop-2/api" in [each["device"] for each in listed["enrolments"]]
    assert ("token fitter", "enrol.revoke", "acme/shop-2/api") in site.rows("SELECT who, what, detail FROM audit")


def test_a_broker_that_is_away_makes_no_code_and_names_no_address(tmp_path: Path) -> None:
    """And a server whose settings prevent codes shows them only to a user who may see every shop."""
    location, settings = fill(tmp_path), load_settings(None, tmp_path / "data")
    with open_store(location) as store, store.engine.begin() as connection:
        add_user(connection, "adam", QUICK.hash(PASSWORD), Role.ADMIN, Scope.parse("acme/*"))
    away = BrokerOptions("127.0.0.1", free_port(), "vitrina-central", ())
    with web_server(location, enroller=lambda store: Enroller(store, settings, away)) as port:
        answer = post(Site(port, location).browser("ann"), "/fleet/enrol", site="acme/shop-1", device="door")
        assert (answer.status, str(away.port) in answer.text) == (503, False)
        assert Site(port, location).rows("SELECT * FROM enrolments") == []
    outside: Settings = settings.model_copy(
        update={"enrolment": settings.enrolment.model_copy(update={"address": "https://hidden.example"})}
    )
    with web_server(location, enroller=lambda store: Enroller(store, outside, None)) as port:
        for name, is_shown in (("ann", True), ("adam", False)):
            answer = post(Site(port, location).browser(name), "/fleet/enrol", site="acme/shop-1", device="door")
            assert (answer.status, "hidden.example" in answer.text) == (400, is_shown)
