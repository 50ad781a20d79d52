"""`POST /enrol`: whoever has the secret of a code gets credentials, once; nobody else learns anything."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from central.enrolment.enroller import Enroller
from central.ingest.session import BrokerOptions
from central.settings import load_settings
from central.store.attempts import LIMIT
from central.store.database import open_store
from edge.messages.enrolment import EnrolmentAnswer
from tests.central.web.people import Site
from tests.doubles.broker import free_port
from tests.doubles.ready_store import ready
from tests.doubles.web import Answer, Browser, web_server

DOOR = "acme/berlin-7/door"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A server behind a proxy, so that a test can come from any address."""
    location, settings = ready(tmp_path / "data"), load_settings(None, tmp_path / "data")
    with web_server(
        location, enroller=lambda store: Enroller(store, settings, None), behind_proxy=True, hosts=("v.example",)
    ) as port:
        yield Site(port, location)


def code_of(site: Site, device: str = DOOR) -> str:
    with open_store(site.location) as store:
        made = Enroller(store, load_settings(None, site.location.data), None).make_code(*device.split("/"))
    return made.code.secret.hex()


def ask(site: Site, secret: str, address: str = "192.0.2.1", body: str | None = None) -> Answer:
    headers = {"authorization": f"Bearer {secret}", "x-forwarded-for": address}
    return Browser(site.port).send("POST", "/enrol", headers, body)


def test_a_code_gets_credentials_that_nothing_keeps(site: Site) -> None:
    """No cache, no cookie; a second time it gets what an unknown code gets, to the letter."""
    secret = code_of(site)
    answer = ask(site, secret, body=json.dumps({"present": None}))
    assert answer.status == 200
    assert EnrolmentAnswer.model_validate_json(answer.body).kiosk_name == DOOR
    assert json.loads(answer.text)["schema"] == "vitrina.enrolment/1"
    assert (answer.headers["cache-control"], answer.cookies) == ("no-store", [])
    again, unknown = ask(site, secret), ask(site, "00" * 16)
    assert again.status == 401
    same = [(each.status, each.body, set(each.headers)) for each in (again, unknown)]
    assert same[0] == same[1]
    assert again.headers["cache-control"] == "no-store"


def test_of_two_that_race_one_wins(site: Site) -> None:
    secret = code_of(site)
    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(lambda number: ask(site, secret, f"192.0.2.{number}").status, range(6)))
    assert sorted(statuses) == [200, 401, 401, 401, 401, 401]


def test_who_guesses_waits(site: Site) -> None:
    """Also with requests that are none; and a lockout here is none for the sign-in of others at that address."""
    secret = code_of(site)
    for number in range(LIMIT):
        assert ask(site, f"{number:032x}").status == 401
    locked = ask(site, secret)
    assert locked.status == 429
    assert 0 < int(locked.headers["retry-after"]) <= 60
    assert ask(site, secret, "192.0.2.2").status == 200
    assert site.rows("SELECT what, count(*) FROM audit GROUP BY what ORDER BY what") == [
        ("enrol", 1),
        ("enrol.code", 1),
        ("enrol.wrong", LIMIT),
    ]


def test_another_kiosk_is_told_so_and_the_code_still_counts(site: Site) -> None:
    secret = code_of(site)
    answer = ask(site, secret, body=json.dumps({"present": "acme/berlin-7/wall"}))
    assert answer.status == 409
    assert DOOR in json.loads(answer.text)["error"]
    assert ask(site, secret, body=json.dumps({"present": DOOR})).status == 200


@pytest.mark.parametrize("body", ["[]", "{", '{"present": 1}', json.dumps({"present": "x" * 300})])
def test_a_body_that_is_none_uses_nothing_up(site: Site, body: str) -> None:
    secret = code_of(site)
    assert ask(site, secret, body=body).status == 400
    assert ask(site, secret).status == 200


def test_only_a_secret_counts(site: Site) -> None:
    """Neither in the address, nor by GET, nor from a page of another origin, nor without the kind of the header."""
    secret, browser = code_of(site), Browser(site.port)
    assert browser.get("/enrol").status == 405
    assert browser.send("POST", f"/enrol?secret={secret}").status == 403
    assert browser.send("POST", "/enrol", {"authorization": f"Basic {secret}"}).status == 403
    evil = {"authorization": f"Bearer {secret}", "origin": "https://evil.example"}
    assert browser.send("POST", "/enrol", evil).status == 403
    assert ask(site, secret).status == 200


def test_a_broker_that_is_away_uses_no_code_up(tmp_path: Path) -> None:
    """The answer says so, and the server's log why."""
    location, settings = ready(tmp_path / "data"), load_settings(None, tmp_path / "data")
    away = BrokerOptions("127.0.0.1", free_port(), "vitrina-central", ())
    with web_server(location, enroller=lambda store: Enroller(store, settings, away)) as port:
        site = Site(port, location)
        secret = code_of(site)
        answer = ask(site, secret)
        assert (answer.status, "is still valid" in answer.text) == (503, True)
        assert str(away.port) not in answer.text
    with web_server(location, enroller=lambda store: Enroller(store, settings, None)) as port:
        assert ask(Site(port, location), secret).status == 200
