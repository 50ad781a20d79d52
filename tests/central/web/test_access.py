"""Nobody sees a page or an answer without authority, and nobody sees more than the own sites."""

import json
from collections.abc import Iterator

import pytest
from starlette.routing import Route

from central.store.audit import NEWEST
from central.store.database import open_store
from central.store.scope import Scope
from central.store.users import Role, add_user
from central.web.api.endpoints import ENDPOINTS
from central.web.app import all_routes
from central.web.pages import oidc
from central.web.routes import PUBLIC
from tests.central.web.people import COOKIE, PASSWORD, QUICK, USERS, Site
from tests.doubles.web import Browser

FILLED = {
    "tenant": "acme",
    "site": "shop-1",
    "shop": "shop-1",
    "creative": "a",
    "name": "style.css",
    "path": "index.html",
    "second": "0",
    "draft": "none",
    "sha256": "0" * 64,
    "token": "0" * 43,
    "device": "door",
    "number": "1",
    "user": "otto",
}
FLEET = "/media/fleet/{path:path}"
"""Signed files: kiosks check the signatures, and anybody may have them on a stick."""
LINKS = {"/shared/{token}", "/mail/confirm/{token}", "/mail/off/{token}", "/password/{token}", "/first/{token}"}
SIGN_IN = {"/sign-in", "/sign-in/code", "/password"}
OIDC = {route.path for route in oidc.ROUTES}
"""Routes of single sign-on: 404 without a provider (test_oidc.py)."""
ANYBODY = {"/healthz", "/static/{name}", "/help", "/help/{path:path}", *SIGN_IN, *OIDC, *LINKS}


def routes() -> Iterator[tuple[str, str, Route]]:
    for route in all_routes():
        assert isinstance(route, Route)
        for method in sorted(route.methods or ()):
            yield method, route.path.replace(":path}", "}").format(**FILLED), route


def test_only_these_routes_are_public() -> None:
    """Links ask for their token. Each other one is made by `page` or `Endpoint`, which ask who it is, or asks a
    kiosk: for its token where it fetches films, for a code of one use where it is new."""
    own = {"/media/{sha256}": "media", "/enrol": "enrol", FLEET: "fleet_files"}
    assert {route.path for _, _, route in routes() if route.name == PUBLIC} == ANYBODY
    for _, path, route in routes():
        assert (
            route.name == PUBLIC
            or route.name in (f"page {route.path}", own.get(route.path))
            or path.startswith("/api/v1/")
        )


@pytest.mark.parametrize(("method", "path"), [(m, p) for m, p, r in routes() if r.name != PUBLIC and r.path != FLEET])
def test_no_route_answers_somebody_unknown(site: Site, method: str, path: str) -> None:
    """Nor with a session or a token that nobody has."""
    for headers in ({}, {"cookie": f"{COOKIE}=made-up"}, {"authorization": "Bearer vit_madeup"}, {"cookie": COOKIE}):
        origin = {} if "authorization" in headers else {"origin": f"http://127.0.0.1:{site.port}"}
        answer = site.browser().send(method, path, headers | origin)
        if path.startswith(("/api/", "/media/")) or method not in ("GET", "HEAD"):
            assert answer.status == 401
        else:
            assert (answer.status, answer.headers["location"][:8]) == (303, "/sign-in")
        assert "acme" not in answer.text
        assert "shop-" not in answer.text


def test_a_token_opens_no_page(site: Site) -> None:
    """Its holder is a program; a page would be one more way to what it may not."""
    answer = site.browser().get("/creatives", **site.token("pages", "write"))
    assert answer.status == 303


@pytest.mark.parametrize("name", USERS)
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: each.method + each.path)
def test_a_role_may_what_it_may(site: Site, name: str, endpoint: object) -> None:
    endpoint = next(each for each in ENDPOINTS if each is endpoint)
    browser = site.browser(name)
    path = "/api/v1" + endpoint.path.format(**FILLED)
    headers = {"origin": f"http://127.0.0.1:{site.port}", "x-form-token": browser.form_token("/account")}
    answer = browser.send(endpoint.method, path, headers, "{}" if endpoint.method == "PATCH" else None)
    if USERS[name][0] < endpoint.needs:
        assert answer.status == 403
        assert set(json.loads(answer.text)) == {"error", "cure"}
    else:
        assert answer.status in (200, 400, 404)


def test_a_token_is_no_administrator(site: Site) -> None:
    """Whatever it may write."""
    assert site.browser().get("/api/v1/audit", **site.token("writer", "write")).status == 403
    assert site.browser("ann").get("/api/v1/audit").status == 200
    assert [role for role in Role if role > Role.EDITOR] == [Role.ADMIN]


def administrator(site: Site, name: str, scope: str) -> Browser:
    """A browser of a new administrator with sites."""
    with open_store(site.location) as store, store.engine.begin() as connection:
        add_user(connection, name, QUICK.hash(PASSWORD), Role.ADMIN, Scope.parse(scope))
    return site.browser(name)


def test_an_administrator_of_a_tenant_reads_the_audit_log_of_that_tenant_only(site: Site) -> None:
    """On the page and by the API, on each page of the list. Entries of no tenant are for those who see all sites."""
    body = json.dumps({"tag": ""})
    for path, name, scope in (("acme/a", "of acme", "all"), ("other/own", "of other", "other/*")):
        changed = site.browser().send("PATCH", f"/api/v1/creatives/{path}", site.token(name, "write", scope), body)
        assert changed.status == 200
    assert site.browser("ann").get("/creatives/acme/a/report.csv").status == 200
    assert site.browser("nell").get("/creatives/other/own/report.csv").status == 200

    def read_by(browser: Browser) -> list[str]:
        found, before = [], NEWEST
        while True:
            part = json.loads(browser.get(f"/api/v1/audit?before={before}&limit=1").text)
            found += [f"{each['who']} {each['what']}" for each in part["entries"]]
            if part["next"] is None:
                return found
            before = part["next"]

    both = administrator(site, "both", "acme/* other/*")
    expected: tuple[tuple[Browser, list[str]], ...] = (
        (administrator(site, "adam", "acme/*"), ["token of acme creative.set"]),
        (administrator(site, "olga", "other/*"), ["nell export", "token of other creative.set"]),
        (both, ["nell export", "token of other creative.set", "token of acme creative.set"]),
        (administrator(site, "sam", "acme/shop-1"), []),
    )
    for browser, lines in expected:
        assert [line for line in read_by(browser) if line.startswith(("token of ", "nell", "ann"))] == lines
        page = browser.get("/audit").text
        assert ("token of acme" in page, "token of other" in page) == tuple(
            f"token of {tenant} creative.set" in lines for tenant in ("acme", "other")
        )
        assert "<bdi>ann</bdi>" not in page
    assert "ann export" in read_by(site.browser("ann"))


PAGES = (
    "/creatives",
    "/creatives/acme/a",
    "/creatives/acme/a/report.csv",
    "/creatives/acme/a/report.html",
    "/creatives/acme/a/report.json",
    "/compare",
    "/compare?creative=acme/a&creative=acme/b",
    "/compare.html?creative=acme/a&creative=acme/b",
    "/compare.json?creative=acme/a&creative=acme/b",
    "/experiments",
    "/trends",
    "/comments",
    "/comments?creative=acme/a",
    "/comments.csv",
    "/comments.json",
    "/comments.html",
    "/fleet",
    "/shops/acme/shop-1",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_a_user_of_one_site_names_no_other(site: Site, path: str) -> None:
    """Neither among its numbers nor among its filters."""
    answer = site.browser("otto").get(path)
    assert answer.status == 200
    for hidden in ("shop-0", "shop-2", "shop-3", "shop-4", "branch-0"):
        assert hidden not in answer.text


SCOPED = (
    "/api/v1/creatives",
    "/api/v1/sites",
    "/api/v1/sites/acme/shop-1",
    "/api/v1/fleet",
    "/api/v1/alerts",
    "/api/v1/creatives/acme/a/report",
    "/api/v1/compare?creative=acme/a&creative=acme/b",
    "/api/v1/trend?creative=acme/a",
    "/api/v1/comments",
    "/api/v1/comments?creative=acme/a",
)


@pytest.mark.parametrize("path", SCOPED)
def test_a_user_of_one_site_sees_that_site_alone(site: Site, path: str) -> None:
    """The same numbers as somebody gets who may see all and asks for this site; nothing of other shops is named."""
    answer = site.browser("otto").get(path)
    assert answer.status == 200
    for hidden in ("shop-0", "shop-2", "shop-3", "shop-4", "branch-0", '"own"', '"other"'):
        assert hidden not in answer.text
    if not any(name in path for name in ("fleet", "sites", "alerts")):
        tenant = "" if "/acme/" in path else "&tenant=acme"
        asked = site.browser("vi").get(f"{path}{'&' if '?' in path else '?'}site=shop-1{tenant}")
        assert without_time(answer.text) == without_time(asked.text)
    by_token = site.browser().get(path, **site.token(f"one of {path}", scope="acme/shop-1"))
    assert without_time(by_token.text) == without_time(answer.text)


def without_time(text: str) -> object:
    return json.loads(text, object_hook=lambda fields: {k: v for k, v in fields.items() if k != "generated"})


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/creatives/other/own/report",
        "/api/v1/sites/acme/shop-2",
        "/shops/acme/shop-2",
        "/api/v1/creatives?tenant=other",
        "/api/v1/creatives?site=shop-2",
        "/api/v1/creatives/acme/a/report?site=shop-2",
        "/api/v1/compare?creative=other/own&creative=acme/a&site=shop-1",
        "/api/v1/trend?creative=own",
        "/api/v1/trend?tag=secret",
        "/creatives?site=shop-2",
        "/creatives?tenant=other",
        "/creatives/other/own",
        "/creatives/acme/a?site=shop-2",
        "/creatives/other/own/frames/0",
        "/creatives/other/own/report.csv",
        "/compare?creative=acme/a&creative=acme/b&site=shop-2",
        "/compare.csv?creative=acme/own&creative=acme/a",
        "/trends?tag=secret",
    ],
)
def test_what_may_not_be_seen_is_as_if_it_were_not_there(site: Site, path: str) -> None:
    """The same words as for a name that does not exist: an error tells nobody which shops and adverts there are."""
    site.sql("UPDATE creatives SET tag = 'secret' WHERE creative = 'own'")
    answer = site.browser("otto").get(path)
    assert answer.status in (400, 404)
    for hidden in ("shop-3", "shop-4", "branch-0"):
        assert hidden not in answer.text
    made_up = site.browser("otto").get(path.replace("own", "nix").replace("secret", "nix").replace("shop-2", "nix"))
    if "other" not in path:
        same = answer.text.replace("own", "nix").replace("secret", "nix").replace("shop-2", "nix")
        assert made_up.text == same


def test_all_sites_of_a_tenant(site: Site) -> None:
    """Also those that come later."""
    found = json.loads(site.browser("nell").get("/api/v1/sites").text)
    assert [each["site"] for each in found["sites"]] == ["branch-0"]
    assert "acme" not in site.browser("nell").get("/creatives").text


def test_a_token_ends(site: Site) -> None:
    """By time, and at once when it is revoked."""
    for name, statement in (
        ("old", "UPDATE tokens SET expires_ms = 1 WHERE name = 'old'"),
        ("lost", "UPDATE tokens SET revoked_ms = 1 WHERE name = 'lost'"),
    ):
        headers = site.token(name)
        assert site.browser().get("/api/v1/sites", **headers).status == 200
        site.sql(statement)
        answer = site.browser().get("/api/v1/sites", **headers)
        assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a_token_that_reads_changes_nothing(site: Site) -> None:
    path, body = "/api/v1/creatives/acme/a", json.dumps({"name": "Changed"})
    assert site.browser().send("PATCH", path, site.token("reader"), body).status == 403
    assert site.browser().send("PATCH", path, site.token("far", "write", "other/*"), body).status == 404
    assert site.rows("SELECT name FROM creatives WHERE creative = 'a'") == [(None,)]
    refused = site.browser().send("PATCH", path, site.token("one shop", "write", "acme/shop-1"), body)
    assert (refused.status, "apply to all shops" in refused.text) == (403, True)
    assert site.rows("SELECT name FROM creatives WHERE creative = 'a'") == [(None,)]
    answer = site.browser().send("PATCH", path, site.token("namer", "write", "acme/*"), body)
    assert json.loads(answer.text)["creatives"][0]["name"] == "Changed"
    newest = json.loads(site.browser("ann").get(f"/api/v1/audit?before={NEWEST}&limit=1").text)["entries"][0]
    assert (newest["who"], newest["what"], newest["detail"]) == ("token namer", "creative.set", "acme/a: name")


def test_an_editor_of_one_shop_gives_an_ad_no_name_and_no_film(site: Site) -> None:
    """Both are for every shop of the tenant: its own editors change them, and others see no link to the page."""
    for name, scope, status in (("eve", "acme/shop-1", 403), ("erik", "acme/*", 303)):
        with open_store(site.location) as store, store.engine.begin() as connection:
            add_user(connection, name, QUICK.hash(PASSWORD), Role.EDITOR, Scope.parse(scope))
        browser = site.browser(name)
        token = browser.form_token("/account")
        shown = browser.get("/creatives/acme/a")
        assert (shown.status, 'href="/creatives/acme/a/edit"' in shown.text) == (200, status == 303)
        sent = browser.post("/creatives/acme/a/titles", {"form_token": token, "name": name, "tag": ""})
        assert sent.status == status
        assert browser.get("/creatives/acme/a/edit").status == (200 if status == 303 else 403)
    assert site.rows("SELECT name FROM creatives WHERE creative = 'a'") == [("erik",)]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/comments",
        "/comments",
        "/trends?tag=nix",
        "/api/v1/trend?tag=nix",
        "/comments?tag=nix",
        "/recommendation?site=acme/shop-1",
        "/api/v1/recommendation?site=acme/shop-1",
        "/playlists",
        "/sign-in",
    ],
)
def test_a_page_or_an_error_names_no_option_of_a_command(site: Site, path: str) -> None:
    """Whoever reads pages or the API has no shell on the server."""
    answer = site.browser("vi").get(path)
    assert answer.status in (200, 400, 404)
    assert "--" not in answer.text.replace("<!--", "").replace("-->", "")
    read = site.token(f"reads {path}")
    assert "--" not in site.browser().send("PATCH", "/api/v1/creatives/acme/a", read, "{}").text


def test_no_secret_is_in_the_store(site: Site) -> None:
    """Neither passwords nor tokens nor sessions: who reads the database can use none of them."""
    secret = site.token("kept")["authorization"].removeprefix("Bearer ")
    session = site.session_of("vi")
    file = site.location.file
    content = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert b"acme/shop-1" in content
    for hidden in (secret, session, "correct horse battery"):
        assert hidden.encode() not in content
    hashes = [row[0] for row in site.rows("SELECT password_hash FROM users")]
    assert all(str(each).startswith("$argon2id$v=19$") for each in hashes)


def test_a_token_that_may_not_is_told_what_would(site: Site) -> None:
    read = site.token("told what would", "read")
    refused = site.browser().send("PATCH", "/api/v1/creatives/acme/a", read, "{}")
    assert (refused.status, "Ask for a token that may write" in refused.text) == (403, True)
    assert "Sign in as an administrator" in site.browser().get("/api/v1/audit", **read).text
