"""Single sign-on, as users do it and as attackers do."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc import jws
from joserfc.jwk import OctKey

from central.oidc.provider import Provider as Client
from central.oidc_settings import OidcSection
from central.store.sessions import EXTERNAL_MS
from tests.central.web.people import COOKIE, PASSWORD, Site, fill
from tests.doubles.provider import CLIENT, SECRET, Provider, new_key, running_provider, signed
from tests.doubles.web import FORM, Answer, Browser, web_server

ADMINS, STAFF = "vitrina-admins", "acme-staff"
SETTINGS: dict[str, Any] = {
    "client_id": CLIENT,
    "name": "Acme",
    "roles": {ADMINS: "admin", STAFF: "viewer"},
    "sites": {ADMINS: ["all"], STAFF: ["acme/*"]},
}
OIDC_COOKIE = f"{COOKIE}-oidc"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as made:
        yield made


@pytest.fixture(scope="module")
def site(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    location = fill(tmp_path_factory.mktemp("oidc"))
    with web_server(location, single_sign_on=client_of(provider)) as port:
        yield Site(port, location)


@pytest.fixture(autouse=True)
def _as_before(site: Site, provider: Provider) -> Iterator[None]:
    yield
    provider.reset()
    site.sql("DELETE FROM sign_in_attempts")


def client_of(provider: Provider, **changes: Any) -> Client:
    return Client(OidcSection(issuer=provider.issuer, **{**SETTINGS, **changes}), SECRET)


def start(browser: Browser, following: str = "") -> str:
    """Address of the provider to which the button leads."""
    answer = browser.get(f"/oidc/start{f'?next={following}' if following else ''}")
    assert answer.status == 303
    return answer.headers["location"]


def sign_in(browser: Browser, provider: Provider, subject: str, *groups: str, **claims: Any) -> Answer:
    address = start(browser)
    given = {"groups": list(groups), "preferred_username": subject, **claims}
    return browser.get(f"/oidc/callback{provider.sign_in(address, subject, **given)}")


def refusal(answer: Answer) -> str:
    """Code of the sentence on the sign-in page, to which a refused person comes."""
    parts = urlsplit(answer.headers["location"])
    assert (answer.status, parts.path) == (303, "/sign-in"), answer.headers
    return dict(parse_qsl(parts.query))["refused"]


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/creatives").status == 200


def test_a_person_signs_in_with_the_role_and_the_sites_of_the_groups(site: Site, provider: Provider) -> None:
    browser = site.browser()
    assert "Sign in with Acme" in browser.get("/sign-in?next=/method").text
    address = start(browser, "/method")
    query = dict(parse_qsl(urlsplit(address).query))
    assert query["redirect_uri"] == f"http://127.0.0.1:{site.port}/oidc/callback"
    assert query["scope"] == "openid profile"
    answer = browser.get(f"/oidc/callback{provider.sign_in(address, 's-1', groups=[STAFF], preferred_username='Otto')}")
    assert (answer.status, answer.headers["location"]) == (303, "/method")
    (line,) = [line for line in answer.cookies if line.startswith(f"{COOKIE}=")]
    assert "HttpOnly" in line
    assert OIDC_COOKIE not in browser.cookies
    assert is_signed_in(browser)
    assert site.rows("SELECT name, role, scope, password_hash FROM users WHERE name LIKE 'oidc:otto%'") == [
        ("oidc:otto", "viewer", "acme/*", "")
    ]
    assert browser.get("/creatives/other/own").status == 404
    assert browser.get("/audit").status == 403


def test_role_and_sites_follow_the_groups_and_end_with_them(site: Site, provider: Provider) -> None:
    first, second = site.browser(), site.browser()
    assert sign_in(first, provider, "mia", ADMINS).headers["location"] == "/"
    assert first.get("/audit").status == 200
    assert sign_in(second, provider, "mia", STAFF).status == 303
    assert first.get("/audit").status == 403  # the older session, too
    assert refusal(sign_in(site.browser(), provider, "mia")) == "no_access"
    assert not is_signed_in(first)
    assert not is_signed_in(second)
    assert site.rows("SELECT role, scope FROM users WHERE name = 'oidc:mia'") == [("viewer", "")]
    assert refusal(sign_in(site.browser(), provider, "nobody", "another-group")) == "no_access"
    assert site.rows("SELECT count(*) FROM users WHERE name = 'oidc:nobody'") == [(0,)]


def test_a_name_makes_nobody_a_user_of_that_name(site: Site, provider: Provider) -> None:
    """Neither one with a password nor one of the same provider: only the subject counts."""
    assert (
        sign_in(site.browser(), provider, "s-7", STAFF, preferred_username="ann", email="ann@acme.example").status
        == 303
    )
    assert sign_in(site.browser(), provider, "s-8", STAFF, preferred_username="ann").status == 303
    names = [str(name) for (name,) in site.rows("SELECT name FROM users WHERE name LIKE '%ann%' ORDER BY id")]
    assert names[:2] == ["ann", "oidc:ann"]
    assert names[2].startswith("oidc:ann~")
    assert site.rows("SELECT role, scope FROM users WHERE name = 'ann'") == [("admin", "all")]


def test_a_user_of_single_sign_on_has_no_password(site: Site, provider: Provider) -> None:
    browser = site.browser()
    sign_in(browser, provider, "pia", STAFF)
    for password in ("", PASSWORD):
        assert site.browser().sign_in("oidc:pia", password).status == 401
    page = browser.get("/account").text
    assert "Change your password at the provider." in page
    assert 'name="old"' not in page
    fields = {"form_token": browser.form_token("/account"), "old": "", "new": "another phrase"}
    assert browser.post("/account/password", fields).status == 400


def without(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


def changed(**values: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda claims: {**claims, **values}


def aged(seconds: int) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A token of a provider whose clock is so many seconds ahead."""
    return lambda claims: {**claims, "iat": claims["iat"] + seconds, "exp": claims["exp"] + seconds}


@pytest.mark.parametrize(
    "change",
    [
        *(changed(**{name: "other"}) for name in ("nonce", "iss", "aud", "azp", "exp", "iat")),
        *(without(name) for name in ("nonce", "iss", "aud", "exp", "iat", "sub")),
        changed(aud=["vitrina", "other"]),
        changed(aud=[]),
        changed(exp=float("nan")),
        changed(sub=""),
        changed(sub=7),
        aged(180),
        aged(-241),
    ],
)  # fmt: skip
def test_a_token_with_a_wrong_claim_signs_nobody_in(
    site: Site, provider: Provider, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    provider.change = change
    browser = site.browser()
    assert refusal(sign_in(browser, provider, "eve", ADMINS)) == "invalid"
    assert not is_signed_in(browser)
    assert "failed a check" in browser.get("/sign-in?refused=invalid").text


@pytest.mark.parametrize(
    "change", [aged(110), aged(-170), changed(aud=["vitrina", "other"], azp="vitrina"), changed(aud=["vitrina"])]
)
def test_a_clock_that_differs_by_less_than_two_minutes_is_fine(
    site: Site, provider: Provider, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    provider.change = change
    assert sign_in(site.browser(), provider, "tim", STAFF).headers["location"] == "/"


def unsigned(provider: Provider, claims: Mapping[str, Any]) -> str:
    token = signed(claims, provider.key, "RS256").split(".")
    return f"eyJhbGciOiJub25lIn0.{token[1]}."


def by_public_key(provider: Provider, claims: Mapping[str, Any]) -> str:
    """HS256 with the public key as the secret, by hand: libraries refuse to make it."""
    secret = OctKey.import_key(b"x" * 32, {"kid": "first"})
    head, body, _ = signed(claims, secret, "HS256").split(".")
    mac = hmac.new(provider.key.as_pem(private=False), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{urlsafe(mac)}"


def urlsafe(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def by_client_secret(provider: Provider, claims: Mapping[str, Any]) -> str:
    return signed(claims, OctKey.import_key(SECRET.ljust(32).encode(), {"kid": "first"}), "HS256")


def by_another_key(provider: Provider, claims: Mapping[str, Any]) -> str:
    return signed(claims, new_key("first"), "RS256")


def altered(provider: Provider, claims: Mapping[str, Any]) -> str:
    head, _, signature = signed(claims, provider.key, "RS256").split(".")
    return f"{head}.{signed({**claims, 'groups': [ADMINS]}, provider.key, 'RS256').split('.')[1]}.{signature}"


def with_a_key_inside(provider: Provider, claims: Mapping[str, Any]) -> str:
    own = new_key("own")
    header = {"alg": "RS256", "jwk": own.as_dict(private=False)}
    token: str = jws.serialize_compact(header, json.dumps(claims), own, algorithms=["RS256"])
    return token


@pytest.mark.parametrize(
    "sign",
    [
        unsigned,
        by_public_key,
        by_client_secret,
        by_another_key,
        altered,
        with_a_key_inside,
        lambda *_: "a.b.c",
        lambda *_: "",
    ],
)
def test_a_token_that_the_provider_has_not_signed_signs_nobody_in(
    site: Site, provider: Provider, sign: Callable[[Provider, dict[str, Any]], str]
) -> None:
    provider.sign = sign
    browser = site.browser()
    assert refusal(sign_in(browser, provider, "eve", STAFF)) == "invalid"
    assert not is_signed_in(browser)


def test_a_code_counts_once(site: Site, provider: Provider) -> None:
    browser = site.browser()
    address = start(browser)
    kept = browser.cookies[OIDC_COOKIE]
    query = provider.sign_in(address, "kim", groups=[STAFF])
    assert browser.get(f"/oidc/callback{query}").headers["location"] == "/"
    provider.requests.clear()
    thief = Browser(site.port, {OIDC_COOKIE: kept})  # even with the cookie of that browser
    assert refusal(thief.get(f"/oidc/callback{query}")) == "stale"
    assert provider.requests == []
    assert not is_signed_in(thief)


def test_a_response_counts_only_in_the_browser_that_started(site: Site, provider: Provider) -> None:
    """Otherwise an attacker signs a victim in as the attacker, or uses a stolen code."""
    victim, attacker = site.browser(), site.browser()
    query = provider.sign_in(start(victim), "kim", groups=[ADMINS])
    assert refusal(attacker.get(f"/oidc/callback{query}")) == "stale"
    start(attacker)
    assert refusal(attacker.get(f"/oidc/callback{query}")) == "stale"
    assert not is_signed_in(attacker)
    content, _, _ = victim.cookies[OIDC_COOKIE].partition(".")
    forger = Browser(site.port, {OIDC_COOKIE: f"{content}.{'0' * 64}"})
    assert refusal(forger.get(f"/oidc/callback{query}")) == "stale"


def test_a_code_of_another_sign_in_is_refused(site: Site, provider: Provider) -> None:
    """PKCE: whoever injects a stolen code into an own sign-in has not its verifier."""
    victim, attacker = site.browser(), site.browser()
    code = dict(parse_qsl(provider.sign_in(start(victim), "kim", groups=[ADMINS])[1:]))["code"]
    own = dict(parse_qsl(provider.sign_in(start(attacker), "eve")[1:]))
    answer = attacker.get(f"/oidc/callback?code={code}&state={own['state']}&iss={provider.issuer}")
    assert refusal(answer) == "invalid"
    assert not is_signed_in(attacker)


def test_a_response_of_another_provider_is_refused_before_its_code_is_sent(site: Site, provider: Provider) -> None:
    """Mix-up: a code of an honest provider must not reach another one."""
    for issuer in ("&iss=https://evil.example", ""):
        browser = site.browser()
        query = provider.sign_in(start(browser), "kim", groups=[STAFF]).partition("&iss=")[0]
        provider.requests.clear()
        assert refusal(browser.get(f"/oidc/callback{query}{issuer}")) == "invalid"
        assert provider.requests == []


@pytest.mark.parametrize(
    "following",
    ["//evil.example", "https://evil.example/", "/%5Cevil.example", "javascript:1", "/%0d%0ax", "/" + "a" * 2_000],
)
def test_nobody_is_sent_elsewhere(site: Site, provider: Provider, following: str) -> None:
    browser = site.browser()
    query = provider.sign_in(start(browser, following), "kim", groups=[STAFF])
    assert browser.get(f"/oidc/callback{query}").headers["location"] == "/"


def test_what_the_provider_states_about_an_error_is_not_shown(site: Site, provider: Provider) -> None:
    browser = site.browser()
    state = dict(parse_qsl(urlsplit(start(browser)).query))["state"]
    query = f"?error=access_denied&error_description=Call+555-1234&state={state}&iss={provider.issuer}"
    assert refusal(browser.get(f"/oidc/callback{query}")) == "denied"
    assert "555" not in browser.get("/sign-in?refused=denied").text
    assert "555" not in browser.get("/sign-in?refused=555-1234").text


@pytest.mark.parametrize("query", ["", "?code=1", "?state=1", "?state=%ff&code=1", "?code=1&code=2&state=1"])
def test_a_response_to_nothing_is_refused(site: Site, query: str) -> None:
    assert refusal(site.browser().get(f"/oidc/callback{query}")) in ("stale", "invalid")


def test_many_refused_responses_have_to_wait(site: Site, provider: Provider) -> None:
    """Each costs the provider a request."""
    provider.change = changed(nonce="other")
    codes = [refusal(sign_in(site.browser(), provider, "eve", STAFF)) for _ in range(6)]
    assert codes == ["invalid"] * 5 + ["wait"]


def test_new_keys_of_the_provider_are_fetched(site: Site, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("central.oidc.provider.AGAIN_S", 0.0)
    assert sign_in(site.browser(), provider, "kim", STAFF).headers["location"] == "/"
    provider.key = new_key("second")
    assert sign_in(site.browser(), provider, "kim", STAFF).headers["location"] == "/"


def test_groups_come_from_the_userinfo_endpoint_if_the_token_has_none(site: Site, provider: Provider) -> None:
    provider.change, provider.userinfo = without("groups"), {"sub": "uma", "groups": [STAFF]}
    assert sign_in(site.browser(), provider, "uma").headers["location"] == "/"
    provider.userinfo = {"sub": "somebody else", "groups": [ADMINS]}
    assert refusal(sign_in(site.browser(), provider, "uma")) == "invalid"
    provider.userinfo = {"sub": "uma"}
    assert refusal(sign_in(site.browser(), provider, "uma")) == "no_access"


def test_who_signs_out_can_sign_out_at_the_provider_too(site: Site, provider: Provider) -> None:
    browser = site.browser()
    sign_in(browser, provider, "kim", STAFF)
    answer = browser.post("/sign-out", {"form_token": browser.form_token("/account")})
    assert answer.headers["location"] == "/oidc/sign-out"
    assert not is_signed_in(browser)
    page = browser.get("/oidc/sign-out").text
    assert f"{provider.issuer}/end?client_id=vitrina&amp;post_logout_redirect_uri=http%3A%2F%2F127.0.0.1" in page


def log_out(site: Site, token: str, **headers: str) -> int:
    given = {"content-type": FORM, **headers}
    return Browser(site.port).send("POST", "/oidc/back-channel-logout", given, f"logout_token={token}").status


def test_the_provider_ends_all_sessions_of_a_person(site: Site, provider: Provider) -> None:
    browser, other = site.browser(), site.browser()
    sign_in(browser, provider, "lea", STAFF)
    sign_in(other, provider, "leo", STAFF)
    changes: list[dict[str, Any]] = [
        {"aud": "other"},
        {"events": {}},
        {"nonce": "x"},
        {"exp": 1},
        {"iss": "https://evil.example"},
    ]
    for wrong in changes:
        assert log_out(site, provider.logout_token("lea", **wrong)) == 400
    assert log_out(site, "") == log_out(site, unsigned(provider, {"sub": "lea"})) == 400
    assert log_out(site, provider.logout_token("lea"), origin="https://evil.example") == 403
    assert is_signed_in(browser)
    assert log_out(site, provider.logout_token("lea")) == log_out(site, provider.logout_token("nobody")) == 200
    assert not is_signed_in(browser)
    assert is_signed_in(other)


def test_a_blocked_user_is_refused(site: Site, provider: Provider) -> None:
    sign_in(site.browser(), provider, "bob", STAFF)
    site.sql("UPDATE users SET blocked_ms = 1 WHERE name = 'oidc:bob'")
    browser = site.browser()
    assert refusal(sign_in(browser, provider, "bob", STAFF)) == "no_access"
    assert not is_signed_in(browser)
    assert site.rows(
        "SELECT who, detail, tenant FROM audit WHERE what = 'sign-in.refused' ORDER BY id DESC LIMIT 1"
    ) == [("oidc:bob", "blocked", "acme")]


def test_a_session_of_single_sign_on_ends_after_half_a_day(site: Site, provider: Provider) -> None:
    browser = site.browser()
    sign_in(browser, provider, "max", STAFF)
    now_ms = int(time.time() * 1000)
    site.sql(f"UPDATE sessions SET created_ms = {now_ms - EXTERNAL_MS + 60_000}")
    assert is_signed_in(browser)
    site.sql(f"UPDATE sessions SET created_ms = {now_ms - EXTERNAL_MS - 1_000}")
    assert not is_signed_in(browser)


def test_with_only_passwords_count_on_this_machine_alone(site: Site, provider: Provider) -> None:
    names = ("vitrina.example.org",)
    with web_server(
        site.location, single_sign_on=client_of(provider, only=True), behind_proxy=True, hosts=names
    ) as port:
        browser = Browser(port, host=names[0])
        far = {"x-forwarded-for": "192.0.2.7", "origin": f"https://{names[0]}:{port}"}
        page = browser.get("/sign-in", **far).text
        assert "Sign in with Acme" in page
        assert 'name="password"' not in page
        token = Browser.form_token(browser, "/sign-in")
        fields = {"form_token": token, "name": "ann", "password": PASSWORD, "next": ""}
        assert browser.post("/sign-in", fields, **far).status == 403
        near = {**far, "x-forwarded-for": "127.0.0.1"}
        assert browser.post("/sign-in", fields, **near).status == 303


def test_without_the_section_there_is_no_single_sign_on(tmp_path_factory: pytest.TempPathFactory) -> None:
    with web_server(fill(tmp_path_factory.mktemp("plain"))) as port:
        browser = Browser(port)
        assert "/oidc/" not in browser.get("/sign-in").text
        for path in ("/oidc/start", "/oidc/callback", "/oidc/sign-out"):
            assert browser.get(path).status == 404
        assert browser.post("/oidc/back-channel-logout", {}).status == 404


def test_a_provider_that_does_not_answer_is_reported(site: Site) -> None:
    gone = Client(OidcSection(issuer="http://127.0.0.1:1", **SETTINGS), SECRET)
    with web_server(site.location, single_sign_on=gone) as port:
        for _ in range(2):
            assert refusal(Browser(port).get("/oidc/start")) == "unreachable"
        assert "does not answer" in Browser(port).get("/sign-in?refused=unreachable").text
