"""The second factor: set up, asked for, used up, lost and reset; and those who try to pass without it."""

import re
from collections.abc import Iterator

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.clock import now_ms
from central.store.attempts import LIMIT, WINDOW_MS
from central.store.second_factors import MOST_WRONG, RECOVERY_CODES
from central.web.second_factor import STEP_S, matching_steps, new_totp_secret
from tests.central.web.people import COOKIE, PASSWORD, Site
from tests.doubles.web import Answer, Browser, web_server


@pytest.fixture(autouse=True)
def _no_factor(site: Site) -> Iterator[None]:
    yield
    for table in ("second_factors", "second_factor_secrets", "recovery_codes", "sign_in_steps", "sign_in_attempts"):
        site.sql(f"DELETE FROM {table}")
    site.sql("DELETE FROM sessions")
    site.sql("DELETE FROM known_browsers")


def post(browser: Browser, path: str, **fields: str) -> Answer:
    return browser.post(path, {"form_token": browser.form_token("/account"), **fields})


def field(answer: Answer, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found is not None, answer.text
    return found[1]


def code_at(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(now_ms() // 1000 + steps * STEP_S)


def set_up(site: Site, name: str = "vi") -> tuple[str, list[str]]:
    """Sets the second factor of a user up. Gives its secret and the recovery codes. The code of this step is used."""
    browser = site.browser(name)
    page = post(browser, "/account/second-factor", password=PASSWORD)
    assert page.status == 200
    secret = field(page, "secret")
    fields = {"secret": secret, "proof": field(page, "proof"), "code": code_at(secret)}
    done = post(browser, "/account/second-factor/confirm", **fields)
    codes = re.findall(r"<code>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})</code>", done.text)
    assert (done.status, len(codes)) == (200, RECOVERY_CODES)
    return secret, codes


def password_step(site: Site, name: str = "vi") -> Browser:
    """A browser in which the right password was entered."""
    browser = site.browser()
    answer = browser.sign_in(name, PASSWORD, "/method")
    assert (answer.status, answer.headers["location"]) == (303, "/sign-in/code?next=%2Fmethod")
    assert COOKIE not in browser.cookies
    return browser


def enter(browser: Browser, code: str) -> Answer:
    token = browser.form_token("/sign-in/code?next=/method")
    return browser.post("/sign-in/code", {"form_token": token, "code": code, "next": "/method"})


def set_back(site: Site) -> None:
    """Lets the code of this step be used once more, as if it were a later one."""
    site.sql("UPDATE second_factors SET last_step = 0")


def test_a_password_alone_signs_nobody_in(site: Site) -> None:
    secret, _ = set_up(site)
    set_back(site)
    browser = password_step(site)
    assert [browser.get(path).status for path in ("/", "/account", "/api/v1/overview")] == [303, 303, 401]
    answer = enter(browser, code_at(secret))
    assert (answer.status, answer.headers["location"]) == (303, "/method")
    assert browser.get("/account").status == 200
    assert site.rows("SELECT detail FROM audit WHERE what = 'sign-in' ORDER BY id DESC LIMIT 1") == [
        ("password, code",)
    ]


def test_a_code_works_once(site: Site) -> None:
    """Nor does the one of an earlier step, so nobody uses a code that they saw somebody type."""
    secret, _ = set_up(site)
    set_back(site)
    code = code_at(secret)
    assert enter(password_step(site), code).status == 303
    replayed = enter(password_step(site), code)
    assert (replayed.status, "was used before" in replayed.text) == (401, True)
    assert enter(password_step(site), code_at(secret, -1)).status == 401
    assert enter(password_step(site), code_at(secret, 1)).status == 303


def test_a_recovery_code_works_once(site: Site) -> None:
    _, (first, second, *_) = set_up(site)
    assert enter(password_step(site), first.upper().replace("-", " ")).status == 303
    assert enter(password_step(site), first).status == 401
    browser = password_step(site)
    assert enter(browser, second).status == 303
    assert f"{RECOVERY_CODES - 2} recovery codes are left" in browser.get("/account").text


def test_a_step_signs_in_once_and_not_without_its_cookie(site: Site) -> None:
    _, codes = set_up(site)
    browser = password_step(site)
    step = dict(browser.cookies)
    token = browser.form_token("/sign-in/code")
    stranger = site.browser()
    assert stranger.post("/sign-in/code", {"form_token": token, "code": codes[0]}).status == 403
    assert enter(browser, codes[0]).status == 303
    again = Browser(site.port, step).post("/sign-in/code", {"form_token": token, "code": codes[1]})
    assert (again.status, again.headers["location"]) == (303, "/sign-in")
    old = password_step(site)
    token = old.form_token("/sign-in/code")
    site.sql("UPDATE sign_in_steps SET made_ms = 1")
    assert old.post("/sign-in/code", {"form_token": token, "code": codes[2]}).headers["location"] == "/sign-in"
    assert old.get("/sign-in/code").status == 403


def test_codes_have_to_wait_as_passwords_do(site: Site) -> None:
    """Five a minute for an account, over all its steps. After twenty wrong ones in a row only a recovery code works."""
    secret, codes = set_up(site)
    set_back(site)
    browser = password_step(site)
    assert [enter(browser, "000000").status for _ in range(LIMIT)] == [401] * LIMIT
    assert enter(password_step(site), code_at(secret)).status == 429
    site.sql(f"UPDATE second_factors SET wrong = {MOST_WRONG - 1}")
    site.sql(f"UPDATE sign_in_attempts SET at_ms = at_ms - {WINDOW_MS}")
    assert enter(browser, "000000").status == 401
    assert enter(browser, code_at(secret)).status == 401
    assert enter(browser, codes[0]).status == 303
    assert enter(password_step(site), code_at(secret)).status == 303


def test_blocking_and_a_new_password_end_the_step(site: Site) -> None:
    _, codes = set_up(site)
    browser = password_step(site)
    token = browser.form_token("/sign-in/code")
    site.sql("UPDATE users SET blocked_ms = 1 WHERE name = 'vi'")
    fields = {"form_token": token, "code": codes[0]}
    assert browser.post("/sign-in/code", fields).headers["location"] == "/sign-in"
    site.sql("UPDATE users SET blocked_ms = NULL")
    assert len(site.rows("SELECT 1 FROM recovery_codes")) == RECOVERY_CODES


def test_a_stolen_session_changes_no_second_factor(site: Site) -> None:
    """Each step needs the password; a secret that no page of the session has shown is refused."""
    secret = new_totp_secret()
    browser = site.browser("vi")
    assert post(browser, "/account/second-factor", password="wrong password").status == 400
    own = field(post(site.browser("ed"), "/account/second-factor", password=PASSWORD), "proof")
    for proof in ("", "0" * 64, own):
        fields = {"secret": secret, "proof": proof, "code": code_at(secret)}
        refused = post(browser, "/account/second-factor/confirm", **fields)
        assert (refused.status, "has expired" in refused.text) == (400, True)
    assert site.rows("SELECT 1 FROM second_factors") == []
    set_up(site)
    browser = site.browser("vi")
    for step in ("codes", "remove", ""):
        assert post(browser, f"/account/second-factor/{step}".rstrip("/"), password="wrong password").status == 400
    assert len(site.rows("SELECT 1 FROM second_factors")) == 1
    assert post(browser, "/account/second-factor/remove", password=PASSWORD).status == 303
    assert site.rows("SELECT 1 FROM second_factors") == site.rows("SELECT 1 FROM second_factor_secrets") == []


def test_setting_it_up_ends_other_sessions_and_needs_a_right_code(site: Site) -> None:
    other, browser = site.browser("vi"), site.browser("vi")
    page = post(browser, "/account/second-factor", password=PASSWORD)
    fields = {"secret": field(page, "secret"), "proof": field(page, "proof")}
    wrong = post(browser, "/account/second-factor/confirm", code="000000", **fields)
    assert (wrong.status, "This code is wrong" in wrong.text) == (400, True)
    code = code_at(fields["secret"])
    assert post(browser, "/account/second-factor/confirm", code=code, **fields).status == 200
    assert (browser.get("/account").status, other.get("/account").status) == (200, 303)


def test_new_recovery_codes_replace_the_old_ones(site: Site) -> None:
    _, old = set_up(site)
    page = post(site.browser("vi"), "/account/second-factor/codes", password=PASSWORD)
    new = re.findall(r"<code>([^<]+)</code>", page.text)
    assert len(set(new) | set(old)) == 2 * RECOVERY_CODES
    assert enter(password_step(site), old[0]).status == 401
    assert enter(password_step(site), new[0]).status == 303


def test_an_administrator_resets_it(site: Site) -> None:
    set_up(site, "otto")
    assert post(site.browser("ann"), "/users/otto/second-factor").status == 303
    answer = site.browser().sign_in("otto", PASSWORD)
    assert (answer.status, answer.headers["location"]) == (303, "/shops/acme/shop-1")


def test_after_a_restore_a_recovery_code_signs_in(site: Site) -> None:
    """Backups do not contain the secrets of apps, and the second factor stays on."""
    secret, codes = set_up(site)
    set_back(site)
    site.sql("DELETE FROM second_factor_secrets")
    browser = password_step(site)
    assert enter(browser, code_at(secret)).status == 401
    assert enter(browser, codes[0]).status == 303
    assert "restored from a backup" in browser.get("/account").text


@pytest.mark.parametrize(("rule", "kept"), [("optional", ()), ("administrators", ("ann",)), ("all", ("ann", "vi"))])
def test_who_must_have_one_sets_it_up_first(site: Site, rule: str, kept: tuple[str, ...]) -> None:
    """The account page stays open, and the API answers 403."""
    with web_server(site.location, second_factor=rule) as port:
        for name in ("ann", "vi"):
            browser = Browser(port, {COOKIE: site.session_of(name)})
            page = browser.get("/creatives")
            is_kept = name in kept
            assert (page.status, page.headers.get("location", "")) == (
                (303, "/account#second-factor") if is_kept else (200, "")
            )
            assert browser.get("/api/v1/overview").status == (403 if is_kept else 200)
            refused = post(browser, "/alerts/snooze", place="acme/shop-1", code="kiosk.silent", hours="2")
            assert (refused.headers.get("location") == "/account#second-factor") is is_kept
            assert browser.get("/account").status == 200
        set_up(site, "ann")
        assert Browser(port, {COOKIE: site.session_of("ann")}).get("/creatives").status == 200
        site.sql("UPDATE users SET password_hash = '' WHERE name = 'ed'")  # signs in with another service
        assert Browser(port, {COOKIE: site.session_of("ed")}).get("/creatives").status == 200


@given(st.integers(10**9, 2**40), st.integers(-3, 3))
def test_a_code_is_of_this_step_or_its_neighbours(at_s: int, apart: int) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    step = at_s // STEP_S + apart
    found = matching_steps(secret, pyotp.TOTP(secret).generate_otp(step), at_s * 1000)
    assert (step in found) is (abs(apart) <= 1)


@given(st.text(max_size=12))
def test_other_text_is_no_code(text: str) -> None:
    steps = matching_steps("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", text, 1_000_000)
    assert steps == [] or re.fullmatch(r"\s*([0-9]\s*){6}", text)
