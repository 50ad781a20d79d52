"""The page of the users, as administrators use it, and as those try who may not."""

import re
from collections.abc import Iterator

import pytest

from central.store.database import open_store
from central.store.users import FEWEST_DIFFERENT, SHORTEST
from tests.central.web.people import PASSWORD, QUICK, Site
from tests.doubles.web import Answer, Browser

RIGHTS = {"role": "viewer", "reach": "some", "sites": "acme/shop-1"}
NEW_PASSWORD = "seven green lamps"


@pytest.fixture(autouse=True)
def _people(site: Site) -> Iterator[None]:
    """`boss` and `clerk` of acme beside the users of all tests; users that a test adds are gone after it."""
    values = f"'{QUICK.hash(PASSWORD)}', '{{}}', '{{}}', 1, false"
    for name, role, scope in (("boss", "admin", "acme/*"), ("clerk", "editor", "acme/shop-2")):
        row = values.format(role, scope)
        site.sql(
            f"INSERT INTO users (name, password_hash, role, scope, created_ms, loopback_only) VALUES ('{name}', {row})"
        )
    yield
    names = "'ann', 'ed', 'vi', 'otto', 'nell'"
    for table in ("sessions", "user_links", "sign_in_attempts", "audit"):
        site.sql(f"DELETE FROM {table}")
    site.sql(f"DELETE FROM users WHERE name NOT IN ({names})")
    site.sql("UPDATE users SET blocked_ms = NULL, role = 'admin', scope = 'all' WHERE name = 'ann'")


def post(browser: Browser, path: str, **fields: str) -> Answer:
    return browser.post(path, {"form_token": browser.form_token("/account"), **fields})


def link_of(answer: Answer) -> str:
    """Path of the link that a page shows."""
    found = re.search(r'value="http://[^/"]+(/password/[\w-]{43})"', answer.text)
    assert found is not None, answer.text
    return found[1]


def choose(site: Site, link: str, password: str = NEW_PASSWORD, **more: str) -> Answer:
    return site.browser().post(link, {"password": password, "again": password, **more})


def user_of(site: Site, name: str) -> tuple[object, ...] | None:
    found = site.rows(f"SELECT role, scope, blocked_ms FROM users WHERE name = '{name}'")
    return found[0] if found else None


def test_an_administrator_adds_a_user_who_chooses_a_password(site: Site) -> None:
    """Without mail the page shows the link, once."""
    boss = site.browser("boss")
    shown = post(boss, "/users", name="Jo ", mail="jo@example.org", **RIGHTS)
    assert shown.status == 200
    link = link_of(shown)
    assert link not in boss.get("/users").text + boss.get("/users/jo").text
    assert "Invited" in boss.get("/users/jo").text
    page = site.browser().get(link)
    assert (page.status, ">Choose a password<" in page.text, page.headers["x-robots-tag"][:7]) == (200, True, "noindex")
    assert site.browser().sign_in("jo", "").status == 401
    done = choose(site, link)
    assert (done.status, done.headers["location"]) == (303, "/sign-in?done=password")
    jo = site.browser()
    assert jo.sign_in("jo", NEW_PASSWORD).status == 303
    assert [jo.get(path).status for path in ("/shops/acme/shop-1", "/shops/acme/shop-2", "/users")] == [200, 404, 403]
    assert [row[0] for row in site.rows("SELECT what FROM audit WHERE tenant = 'acme' ORDER BY id")] == [
        *("user.add", "sign-in.wrong", "user.password", "sign-in")
    ]


def test_a_link_works_once_and_not_for_ever(site: Site) -> None:
    boss = site.browser("boss")
    link = link_of(post(boss, "/users/clerk/link"))
    newer = link_of(post(boss, "/users/clerk/link"))
    assert site.browser().get(link).status == 404  # the newer one ended it
    assert choose(site, newer).status == 303
    assert choose(site, newer).status == 404
    assert site.browser().get(newer).status == 404
    last = link_of(post(boss, "/users/clerk/link"))
    site.sql("UPDATE user_links SET expires_ms = 1")
    assert [site.browser().get(last).status, choose(site, last).status] == [404, 404]
    assert site.browser().sign_in("clerk", NEW_PASSWORD).status == 303


def test_a_used_link_signs_everybody_out_and_names_no_other_user(site: Site) -> None:
    """A link sets the password of its user only, whatever else the form contains."""
    clerk = site.browser("clerk")
    link = link_of(post(site.browser("boss"), "/users/clerk/link"))
    fields = {"user": "ann", "name": "ann", "username": "ann", "role": "admin", "sites": "all", "reach": "all"}
    assert choose(site, link, **fields).status == 303
    assert clerk.get("/account").status == 303
    assert user_of(site, "clerk") == ("editor", "acme/shop-2", None)
    assert site.browser().sign_in("ann", NEW_PASSWORD).status == 401
    assert site.browser().sign_in("ann", PASSWORD).status == 303


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", None, f"at least {SHORTEST} characters"),
        ("aaaaaaaaaaaa", None, f"at least {FEWEST_DIFFERENT} different"),
        ("Password2026!", None, "one of the most frequent"),
        ("clerkclerk", None, "same as your name"),
        (NEW_PASSWORD, "something else", "passwords differ"),
    ],
)
def test_a_weak_password_uses_no_link_up(site: Site, password: str, again: str | None, said: str) -> None:
    link = link_of(post(site.browser("boss"), "/users/clerk/link"))
    refused = site.browser().post(link, {"password": password, "again": password if again is None else again})
    assert (refused.status, said in refused.text) == (400, True)
    assert site.browser().get(link).status == 200


def test_an_administrator_of_a_tenant_sees_its_users_alone(site: Site) -> None:
    """Others, and users of all shops, are answered as if nobody had the name."""
    boss, ann = site.browser("boss"), site.browser("ann")
    assert re.findall(r'href="/users/([a-z]+)"', boss.get("/users").text) == ["boss", "clerk", "otto"]
    assert {"ann", "nell", "boss"} <= set(re.findall(r'href="/users/([a-z]+)"', ann.get("/users").text))
    nobody = boss.get("/users/nix")
    for name in ("ann", "nell", "ed"):
        answer = boss.get(f"/users/{name}")
        assert (answer.status, re.sub(rf"\b{name}\b", "nix", answer.text)) == (404, nobody.text)
        for action in ("rights", "mail", "link", "block", "unblock", "second-factor", "remove"):
            assert post(boss, f"/users/{name}/{action}", sure="yes", **RIGHTS).status == 404
    assert site.rows("SELECT count(*) FROM user_links") == [(0,)]
    assert site.rows("SELECT count(*) FROM users WHERE blocked_ms IS NULL AND name IN ('ann', 'nell', 'ed')") == [(3,)]


@pytest.mark.parametrize(
    ("reach", "sites"),
    [("all", ""), ("other/*", ""), ("some", "other/branch-1"), ("some", "acme/shop-1\nother/*"), ("some", "all")],
)
def test_an_administrator_gives_no_right_beyond_the_own_ones(site: Site, reach: str, sites: str) -> None:
    boss = site.browser("boss")
    rights = {"role": "admin", "reach": reach, "sites": sites}
    for path, name in (("/users", "eve"), ("/users/clerk/rights", ""), ("/users/boss/rights", "")):
        refused = post(boss, path, name=name, **rights)
        assert (refused.status, "only shops that you may see" in refused.text) == (400, True)
    assert user_of(site, "eve") is None
    assert user_of(site, "clerk") == ("editor", "acme/shop-2", None)
    assert user_of(site, "boss") == ("admin", "acme/*", None)


def test_a_form_without_shops_takes_no_user_out_of_the_tenant(site: Site) -> None:
    """A user without shops would be nobody's: no administrator of the tenant could see, block or remove such a user."""
    boss = site.browser("boss")
    for fields in ({}, {"reach": ""}, {"reach": " "}, {"reach": "some", "sites": " , "}):
        for path, name in (("/users", "eve"), ("/users/clerk/rights", "")):
            refused = post(boss, path, name=name, role="viewer", **fields)
            assert (refused.status, "Choose at least one shop" in refused.text) == (400, True), fields
    assert user_of(site, "eve") is None
    assert user_of(site, "clerk") == ("editor", "acme/shop-2", None)


def test_an_invited_user_raises_no_own_right(site: Site) -> None:
    """Neither a viewer, nor an administrator of a single shop."""
    boss = site.browser("boss")
    post(boss, "/users/clerk/rights", role="admin", reach="some", sites="acme/shop-2")
    clerk = site.browser("clerk")
    for sites in ("acme/*", "acme/shop-1", "acme/shop-2 acme/shop-1"):
        answer = post(clerk, "/users/clerk/rights", role="admin", reach="some", sites=sites)
        assert answer.status == 400
    assert post(clerk, "/users/boss/rights", **RIGHTS).status == 404
    assert user_of(site, "clerk") == ("admin", "acme/shop-2", None)
    assert post(site.browser("otto"), "/users/otto/rights", role="admin", reach="all").status == 403


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "A b"}, "for the name"),
        ({"name": ""}, "for the name"),
        ({"name": "oidc:x"}, "for the name"),
        ({"mail": "jo@example.org, eve@example.org"}, "not an email address"),
        ({"mail": "jo@example.org\r\nbcc: eve@example.org"}, "not an email address"),
        ({"role": "root"}, "Choose a role"),
        ({"sites": ""}, "at least one shop"),
        ({"sites": "acme"}, "has the form"),
        ({"sites": "acme/x' OR '1'='1"}, "has the form"),
        ({"name": "nell"}, "taken"),
    ],
)
def test_a_form_with_a_fault_adds_nobody(site: Site, fields: dict[str, str], said: str) -> None:
    before = site.rows("SELECT count(*) FROM users")
    refused = post(site.browser("ann"), "/users", **{"name": "jo", "mail": "", **RIGHTS, **fields})
    assert (refused.status, said in refused.text) == (400, True)
    assert site.rows("SELECT count(*) FROM users") == before


def test_a_blocked_user_is_out_at_once(site: Site) -> None:
    """Sessions, links and shared links end; unblocking brings none of them back."""
    boss, clerk = site.browser("boss"), site.browser("clerk")
    link = link_of(post(boss, "/users/clerk/link"))
    assert post(boss, "/users/clerk/block").headers["location"] == "/users/clerk?done=block"
    assert clerk.get("/account").status == 303
    assert clerk.get("/api/v1/overview").status == 401
    assert site.browser().get(link).status == 404
    refused = site.browser().sign_in("clerk", PASSWORD)
    assert (refused.status, "The name or password is wrong." in refused.text) == (401, True)
    assert post(boss, "/users/clerk/link").status == 400
    assert post(boss, "/users/clerk/unblock").status == 303
    assert clerk.get("/account").status == 303
    assert site.browser().sign_in("clerk", PASSWORD).status == 303


def test_the_last_administrator_of_all_shops_stays(site: Site) -> None:
    ann = site.browser("ann")
    for action, fields in (("block", {}), ("rights", RIGHTS), ("rights", RIGHTS | {"role": "editor"}), ("remove", {})):
        refused = post(ann, f"/users/ann/{action}", **{"sure": "yes", **fields})
        assert (refused.status, "the last administrator" in refused.text) == (400, True)
    assert user_of(site, "ann") == ("admin", "all", None)
    assert ann.get("/users").status == 200
    assert post(ann, "/users", name="ava", role="admin", reach="all").status == 200
    assert post(ann, "/users/ann/block").status == 303
    assert user_of(site, "ava") == ("admin", "all", None)


def test_a_removed_user_is_gone(site: Site) -> None:
    boss, clerk = site.browser("boss"), site.browser("clerk")
    assert post(boss, "/users/clerk/remove").status == 400
    assert user_of(site, "clerk") is not None
    assert post(boss, "/users/clerk/remove", sure="yes").headers["location"] == "/users?done=removed"
    assert user_of(site, "clerk") is None
    assert (clerk.get("/account").status, boss.get("/users/clerk").status) == (303, 404)


def test_new_rights_hold_at_once_and_end_links(site: Site) -> None:
    """A link that an administrator of acme made opens nothing once its user may see more than acme."""
    link = link_of(post(site.browser("boss"), "/users/clerk/link"))
    clerk = site.browser("clerk")
    assert clerk.get("/shops/acme/shop-2/edit").status == 200
    ann = site.browser("ann")
    assert post(ann, "/users/clerk/rights", role="viewer", reach="all").status == 303
    assert clerk.get("/shops/acme/shop-2/edit").status == 403
    assert site.browser().get(link).status == 404


def test_an_address_that_an_owner_has_set_receives_no_link_of_more_shops(site: Site) -> None:
    """The attack: an administrator of acme sets an own address for a user, waits until the user may see all shops, and
    asks for a link that sets the password. Fewer shops, or another role, keep the address.
    """
    boss, ann = site.browser("boss"), site.browser("ann")

    def mail() -> object:
        return site.rows("SELECT mail FROM users WHERE name = 'clerk'")[0][0]

    for sites, kept in (("acme/*", None), ("acme/shop-2", "eve@example.org"), ("acme/shop-2 other/branch-1", None)):
        assert post(boss, "/users/clerk/mail", mail="eve@example.org").status == 303
        answer = post(ann, "/users/clerk/rights", role="admin", reach="some", sites=sites)
        assert mail() == kept
        assert answer.headers["location"] == f"/users/clerk?done={'rights' if kept else 'rights-mail'}"
        page = ann.get(answer.headers["location"]).text
        assert ("The email address was deleted" in page) == (kept is None)
        post(ann, "/users/clerk/rights", role="admin", reach="some", sites="acme/shop-2")
    assert post(boss, "/users/clerk/mail", mail="eve@example.org").status == 303
    assert post(ann, "/users/clerk/rights", role="admin", reach="all").headers["location"].endswith("rights-mail")
    assert mail() is None
    assert ("clerk, admin, sites: all, address deleted",) in site.rows("SELECT detail FROM audit WHERE who = 'ann'")
    assert [post(boss, f"/users/clerk/{name}", mail="eve@example.org").status for name in ("mail", "link")] == [404] * 2


def test_a_user_who_moves_to_another_tenant_shows_its_shops_to_nobody_else(site: Site) -> None:
    """The former tenant's administrator reads that the user was changed, the new one's which shops the user got."""
    ann = site.browser("ann")
    assert post(ann, "/users/clerk/rights", role="editor", reach="some", sites="other/branch-1").status == 303
    assert user_of(site, "clerk") == ("editor", "other/branch-1", None)
    entries = site.rows("SELECT tenant, detail FROM audit WHERE what = 'user.rights' ORDER BY tenant")
    assert entries == [
        ("acme", "clerk, sites: of others"),
        ("other", "clerk, editor, sites: other/branch-1"),
    ]
    assert "branch-1" not in site.browser("boss").get("/audit").text
    assert post(ann, "/users/boss/rights", role="admin", reach="all").status == 303
    assert site.rows("SELECT tenant, detail FROM audit WHERE detail LIKE 'boss%' ORDER BY detail") == [
        (None, "boss, admin, sites: all"),
        ("acme", "boss, sites: of others"),
    ]


def test_a_stolen_session_of_an_administrator_changes_no_own_sign_in(site: Site) -> None:
    """Otherwise the page of the user would do without the password what the account page does with it."""
    boss = site.browser("boss")
    site.sql(
        "INSERT INTO second_factors (user_id, since_ms, last_step, wrong)"
        " SELECT id, 1, 0, 0 FROM users WHERE name = 'boss'"
    )
    try:
        page = boss.get("/users/boss").text
        for action in ("link", "second-factor"):
            refused = post(boss, f"/users/boss/{action}")
            assert (refused.status, "Your account" in refused.text) == (400, True), action
            assert f'action="/users/boss/{action}"' not in page
        assert site.rows("SELECT count(*) FROM second_factors") == [(1,)]
        for password in ("", "wrong password"):
            refused = post(boss, "/users/boss/mail", mail="eve@example.org", password=password)
            assert (refused.status, "The password is wrong" in refused.text) == (400, True)
        assert site.rows("SELECT mail FROM users WHERE name = 'boss'") == [(None,)]
        assert site.rows("SELECT count(*) FROM user_links") == [(0,)]
        assert post(boss, "/users/boss/mail", mail="boss@example.org", password=PASSWORD).status == 303
        assert site.rows("SELECT mail FROM users WHERE name = 'boss'") == [("boss@example.org",)]
    finally:
        site.sql("DELETE FROM second_factors")


def test_many_wrong_links_have_to_wait(site: Site) -> None:
    """By address; a right one does not count."""
    link = link_of(post(site.browser("boss"), "/users/clerk/link"))
    for _ in range(7):
        assert site.browser().get(link).status == 200
    codes = [site.browser().get(f"/password/{'x' * 43}").status for _ in range(6)]
    assert codes == [404] * 5 + [429]
    assert choose(site, link).status == 429


def test_a_user_of_another_service_gets_no_password(site: Site) -> None:
    site.sql(
        "INSERT INTO users (name, password_hash, role, scope, created_ms, loopback_only)"
        " VALUES ('oidc:jo', '', 'viewer', 'acme/shop-1', 1, false)"
    )
    boss = site.browser("boss")
    assert "another service" in boss.get("/users/oidc:jo").text
    assert post(boss, "/users/oidc:jo/link").status == 400
    assert site.browser().sign_in("oidc:jo", "").status == 401
    assert post(boss, "/users/oidc:jo/block").status == 303


def test_links_are_in_the_store_as_hashes_alone(site: Site) -> None:
    link = link_of(post(site.browser("boss"), "/users/clerk/link"))
    with open_store(site.location) as store:
        store.engine.dispose()
    file = site.location.file
    content = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert link.removeprefix("/password/").encode() not in content
