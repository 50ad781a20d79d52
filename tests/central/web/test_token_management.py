"""Administrators make tokens on the page and by the API: shown once, never with more rights than their maker."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from central.store.database import open_store
from central.store.scope import Scope
from central.store.users import Role, add_user, remove_user, require_user
from tests.central.web.people import PASSWORD, QUICK, Site, fill
from tests.doubles.web import Answer, Browser, web_server

SECRET = re.compile(r'id="secret" readonly value="(vit_[^"]+)"')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("tokens")
    location = fill(folder)
    with open_store(location) as store, store.engine.begin() as connection:
        for name, scope in (("adam", "acme/*"), ("olga", "other/*"), ("both", "acme/* other/*")):
            add_user(connection, name, QUICK.hash(PASSWORD), Role.ADMIN, Scope.parse(scope))
    with web_server(location, requests_per_minute=5_000) as port:
        yield Site(port, location)


def post(browser: Browser, path: str, **fields: str) -> Answer:
    return browser.post(path, {**fields, "form_token": browser.form_token("/account")})


def make(site: Site, user: str, name: str, **fields: str) -> str:
    answer = post(
        site.browser(user), "/tokens", **{"name": name, "access": "read", "days": "7", "sites": "all", **fields}
    )
    found = SECRET.search(answer.text)
    assert found is not None, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return found[1]


def sites_seen(site: Site, secret: str) -> list[str] | int:
    answer = Browser(site.port).get("/api/v1/sites", authorization=f"Bearer {secret}")
    return [each["site"] for each in json.loads(answer.text)["sites"]] if answer.status == 200 else answer.status


def call(site: Site, secret: str, method: str, path: str, body: object = None) -> Answer:
    content = None if body is None else json.dumps(body)
    return Browser(site.port).send(method, f"/api/v1{path}", {"authorization": f"Bearer {secret}"}, content)


def test_a_token_is_shown_once_and_kept_nowhere(site: Site) -> None:
    secret = make(site, "adam", "dashboard")
    assert sites_seen(site, secret) == ["shop-0", "shop-1", "shop-2", "shop-3", "shop-4"]
    listed = site.browser("adam").get("/tokens").text
    assert secret[:12] in listed
    assert secret not in listed
    for file in site.location.file.parent.iterdir():
        assert secret.encode() not in file.read_bytes()
    assert ("adam", "token.add", "dashboard, read, 7 days, sites: acme/*", "acme") in site.rows(
        "SELECT who, what, detail, tenant FROM audit"
    )


def test_a_token_for_some_shops_sees_these(site: Site) -> None:
    one = make(site, "adam", "two shops", sites="some", **{"site.acme/shop-1": "on", "site.acme/shop-3": "on"})
    assert sites_seen(site, one) == ["shop-1", "shop-3"]
    owner = make(site, "both", "one owner", sites="some", **{"site.other/*": "on"})
    assert sites_seen(site, owner) == ["branch-0"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"sites": "some"}, 400),
        ({"sites": "all", "site.acme/shop-1": "on"}, 400),
        ({"sites": "some", "site.other/branch-0": "on"}, 404),
        ({"sites": "some", "site.other/*": "on"}, 404),
        ({"sites": "some", "site.no/where": "on"}, 404),
        ({"sites": "some", "site.all": "on"}, 400),
        ({"access": "root"}, 400),
        ({"days": "0"}, 400),
        ({"days": "100000"}, 400),
        ({"name": ""}, 400),
        ({"name": "kiosk acme/shop-1/door"}, 400),
        ({"name": "two\nlines"}, 400),
    ],
)
def test_a_form_that_asks_for_too_much_makes_no_token(site: Site, fields: dict[str, str], status: int) -> None:
    before = site.rows("SELECT count(*) FROM tokens")
    given = {"name": "greedy", "access": "read", "days": "7", "sites": "all", **fields}
    answer = post(site.browser("adam"), "/tokens", **given)
    assert (answer.status, SECRET.search(answer.text)) == (status, None)
    assert site.rows("SELECT count(*) FROM tokens") == before


def test_the_name_of_another_owners_token_says_nothing(site: Site) -> None:
    """Nor that of a token of the whole server: all may use it. Neither owner sees or revokes the other's token, and a
    command asks which one is meant.
    """
    make(site, "ann", "same name")
    of_adam, of_olga = make(site, "adam", "same name"), make(site, "olga", "same name")
    assert post(site.browser("adam"), "/tokens", name="same name", access="read", days="7", sites="all").status == 400
    ((number,),) = site.rows("SELECT id FROM tokens WHERE name = 'same name' AND scope = 'other/*'")
    assert of_olga[:12] not in site.browser("adam").get("/tokens").text
    assert post(site.browser("adam"), "/tokens/revoke", number=str(number)).status == 404
    assert post(site.browser("adam"), "/tokens/revoke", number="99999").status == 404
    assert post(site.browser("olga"), "/tokens/revoke", number=str(number)).status == 303
    assert (sites_seen(site, of_olga), len(sites_seen(site, of_adam))) == (401, 5)  # type: ignore[arg-type]


def test_two_tokens_of_one_name_have_their_own_limits(site: Site, tmp_path: Path) -> None:
    """So that a program of one owner cannot use up the requests of another owner's."""
    secrets = [make(site, name, "busy") for name in ("adam", "olga")]
    with web_server(site.location, requests_per_minute=10) as port:
        other = Site(port, site.location)
        assert [sites_seen(other, secrets[0]) for _ in range(11)][-1] == 429
        assert sites_seen(other, secrets[1]) == ["branch-0"]


def test_a_token_has_no_more_rights_than_its_maker_has_now(site: Site) -> None:
    """Its sites shrink with theirs, it manages while they do, and it ends with their account."""
    with open_store(site.location) as store, store.engine.begin() as connection:
        add_user(connection, "cora", QUICK.hash(PASSWORD), Role.ADMIN, Scope.parse("acme/*"))
    reads, manages = make(site, "cora", "of cora"), make(site, "cora", "manages of cora", access="manage")
    assert call(site, manages, "GET", "/tokens").status == 200
    site.sql("UPDATE users SET scope = 'acme/shop-1 other/*' WHERE name = 'cora'")
    assert sites_seen(site, reads) == ["shop-1"]
    listed = json.loads(call(site, manages, "GET", "/tokens").text)["tokens"]
    assert [each["sites"] for each in listed if each["sites"] != ["acme/shop-1"]] == []
    site.sql("UPDATE users SET role = 'editor' WHERE name = 'cora'")
    assert call(site, manages, "GET", "/tokens").status == 401
    assert sites_seen(site, reads) == ["shop-1"]
    with open_store(site.location) as store, store.engine.begin() as connection:
        remove_user(connection, require_user(connection, "cora"))
        add_user(connection, "next", QUICK.hash(PASSWORD), Role.ADMIN, Scope.parse("all"))  # may get the same number
    assert sites_seen(site, reads) == 401


def test_the_tokens_of_a_user_end_together(site: Site) -> None:
    with open_store(site.location) as store, store.engine.begin() as connection:
        add_user(connection, "dora", QUICK.hash(PASSWORD), Role.ADMIN, Scope.parse("acme/*"))
    mine, other = make(site, "dora", "of dora"), make(site, "adam", "of adam")
    with open_store(site.location) as store, store.engine.begin() as connection:
        assert remove_user(connection, require_user(connection, "dora")).tokens == (("of dora", "acme"),)
    assert sites_seen(site, mine) == 401
    assert sites_seen(site, other) != 401


def test_a_token_that_manages_makes_no_lasting_power(site: Site) -> None:
    """No token that manages, none that outlives it, none for other sites; what it makes belongs to its maker too."""
    secret = make(site, "adam", "installer", access="manage")
    made = call(site, secret, "POST", "/tokens", {"name": "reader", "days": 6, "sites": ["acme/shop-1"]})
    assert made.status == 200
    assert sites_seen(site, json.loads(made.text)["secret"]) == ["shop-1"]
    assert site.rows("SELECT count(*) FROM tokens WHERE user_id IS NULL AND name = 'reader'") == [(0,)]
    for body, status in (
        ({"name": "more", "access": "manage", "days": 1}, 403),
        ({"name": "longer", "days": 8}, 400),
        ({"name": "elsewhere", "days": 1, "sites": ["other/branch-0"]}, 404),
        ({"name": "everything", "days": 1, "sites": ["all"]}, 400),
        ({"name": "unknown field", "days": 1, "scope": "all"}, 400),
    ):
        assert call(site, secret, "POST", "/tokens", body).status == status, body
    assert call(site, secret, "GET", "/audit").status == 403
    for access in ("read", "write"):
        weak = make(site, "adam", f"weak {access}", access=access)
        assert call(site, weak, "POST", "/tokens", {"name": "x", "days": 1}).status == 403
        assert call(site, weak, "GET", "/enrolments").status == 403
        assert call(site, weak, "POST", "/sites", {"tenant": "acme", "site": "x"}).status == 403


def test_what_a_token_made_ends_when_it_is_revoked(site: Site) -> None:
    """The attack: with a stolen token somebody makes another one, and goes on after the stolen one was revoked."""
    stolen = site.token("stolen", "manage", "all")["authorization"].removeprefix("Bearer ")
    made = [
        json.loads(call(site, stolen, "POST", "/tokens", {"name": name, "days": 5, "sites": sites}).text)
        for name, sites in (("thief reads", None), ("thief reads one", ["acme/shop-1"]))
    ]
    secrets = [each["secret"] for each in made]
    assert [sites_seen(site, each) == 401 for each in secrets] == [False, False]
    ((number,),) = site.rows("SELECT id FROM tokens WHERE name = 'stolen'")
    assert [each["made"]["made_by"] for each in made] == [number, number]
    listed = site.browser("ann").get("/tokens").text
    assert listed.count("made by stolen") == 2
    owners_view = site.browser("adam").get("/tokens").text
    assert "thief reads one" in owners_view
    assert "stolen" not in owners_view  # a token of the whole server
    of_adam = make(site, "adam", "of adam too", access="manage")
    rows = json.loads(call(site, of_adam, "GET", "/tokens").text)["tokens"]
    assert [each["made_by"] for each in rows if each["name"] == "thief reads one"] == [None]
    assert post(site.browser("ann"), "/tokens/revoke", number=str(number)).status == 303
    assert [sites_seen(site, each) for each in (stolen, *secrets)] == [401, 401, 401]
    assert site.rows("SELECT who, detail, tenant FROM audit WHERE what = 'token.revoke' ORDER BY id DESC LIMIT 3") == [
        ("ann", "thief reads one, made by token stolen", "acme"),
        ("ann", "thief reads, made by token stolen", None),
        ("ann", "stolen", None),
    ]


def test_a_token_is_revoked_by_the_api(site: Site) -> None:
    secret, mine = make(site, "adam", "chief", access="manage"), make(site, "adam", "short lived")
    listed = json.loads(call(site, secret, "GET", "/tokens").text)["tokens"]
    number = next(each["number"] for each in listed if each["name"] == "short lived")
    assert json.loads(call(site, secret, "DELETE", f"/tokens/{number}").text)["tokens"][0]["state"] == "revoked"
    assert sites_seen(site, mine) == 401
    assert call(site, secret, "DELETE", f"/tokens/{number}").status == 404


def test_the_list_hides_the_tokens_of_kiosks_and_of_wider_scopes(site: Site) -> None:
    site.token("of everything", scope="all")
    site.token("of two owners", scope="acme/* other/*")
    page = site.browser("adam").get("/tokens").text
    assert "of everything" not in page
    assert "of two owners" not in page
    assert "of everything" in site.browser("ann").get("/tokens").text
