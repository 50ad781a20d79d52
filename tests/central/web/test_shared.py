"""A link that shares one experiment shows this experiment alone, and only to who has a valid link."""

import asyncio
import logging
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from starlette.exceptions import HTTPException

from central.clock import DAY_MS, now_ms
from central.reports import answers
from central.store.database import open_store
from central.store.sums import sum_all
from central.store.tables.messages import metadata
from central.web.report_lane import ReportLane
from central.web.report_queue import QueueBounds
from tests.central.reports.shops import fleet_of
from tests.central.web.people import Site
from tests.central.web.test_creative_page import text_of
from tests.doubles.web import Answer, Browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium

SHOW = "/experiments/show?tenant=acme&id=e1"
LATER = (date.fromordinal(719_163 + now_ms() // DAY_MS) + timedelta(days=60)).isoformat()
BIDI = "\u202e"


@pytest.fixture(scope="module")
def shop(site: Site) -> Site:
    """The site with an experiment of two named ads, and editors of the whole tenant, of one shop and of another."""
    arms = {"x": "long", "y": "short"}
    messages = fleet_of(6, 9, lambda n, _: {"x": 0.3 + 0.01 * n, "y": 0.2 + 0.01 * n}, prefix="lab-", arms=arms)
    with open_store(site.location) as store:
        store.write_messages(messages)
        sum_all(store)
    site.sql(f"UPDATE creatives SET name = 'Spring <b>film</b>{BIDI}' WHERE key = 'acme/x'")
    for name, role, scope in (
        ("ina", "editor", "acme/*"),
        ("eva", "editor", "acme/lab-1"),
        ("oda", "editor", "other/*"),
    ):
        site.sql(
            "INSERT INTO users (name, password_hash, role, scope, created_ms, loopback_only)"
            f" SELECT '{name}', password_hash, '{role}', '{scope}', 0, loopback_only FROM users WHERE name = 'ed'"
        )
    return site


@pytest.fixture(autouse=True)
def fresh(shop: Site) -> None:
    """No attempts, links and looks of another test, and a planned end in two months."""
    day = date.fromisoformat(LATER).toordinal() - 719_163
    with open_store(shop.location) as store, store.engine.begin() as connection:
        for table in ("sign_in_attempts", "shared_links", "shared_link_days", "experiment_looks", "experiments"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql(
            "INSERT INTO experiments (key, planned_day, named_ms, measure, named_by)"
            f" VALUES ('acme/e1', {day}, 1793491200000, 'smile', 'ann')"
        )


def share(shop: Site, name: str = "ina", **fields: str) -> Answer:
    browser = shop.browser(name)
    given = {"form_token": browser.form_token("/account"), "tenant": "acme", "id": "e1", **fields}
    return browser.post("/experiments/share", given)


def link_of(answer: Answer) -> str:
    found = re.search(r'value="http://127\.0\.0\.1:\d+(/shared/[\w-]{43})"', answer.text)
    assert found is not None, answer.text
    return found[1]


def opened(shop: Site, path: str, **headers: str) -> Answer:
    return Browser(shop.port).get(path, **headers)


def lasting(answer: Answer) -> tuple[int, dict[str, str], bytes]:
    """An answer without its time."""
    return answer.status, {k: v for k, v in answer.headers.items() if k != "date"}, answer.body


def test_a_reader_without_an_account_sees_the_experiment_its_plan_first(shop: Site) -> None:
    made = share(shop)
    assert made.status == 200
    answer = opened(shop, link_of(made))
    text = text_of(answer.text)
    assert answer.status == 200
    assert "draws more smiles than y" in text
    assert text.index("Planned end") < text.index("draws more smiles")
    assert re.search(r"Fingerprint of this plan: [0-9a-f]{12}…", text)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"].startswith("noindex")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"
    assert not answer.cookies


def test_its_page_leads_to_no_other_page(shop: Site) -> None:
    """Nothing is linked, nothing can be sent, nobody is named."""
    page = opened(shop, link_of(share(shop))).text
    assert re.findall(r'(?:href|src|action)="(?!/static/|#)([^"]*)"', page) == []
    assert "<form" not in page
    assert "<nav" not in page
    for hidden in ("ina", "ann", "lab-1", "<b>film", BIDI):
        assert not re.search(rf"(?<!\w){re.escape(hidden)}(?!\w)", page), hidden


def test_nothing_in_the_request_changes_what_a_link_shows(shop: Site) -> None:
    """Neither another experiment, a measure, a day or a shop, nor who is signed in in this browser."""
    path = link_of(share(shop))
    plain = lasting(opened(shop, path))
    for query in (
        "?id=e2&tenant=other",
        "?measure=attention_s",
        "?at=2026-11-03",
        "?from=2026-11-03&to=2026-11-04",
        "?site=acme/lab-1",
        "?id=%3Cscript%3E&x=" + "y" * 3_000,
    ):
        assert lasting(opened(shop, path + query)) == plain, query
    assert lasting(shop.browser("nell").get(path)) == plain
    assert opened(shop, path, authorization="Bearer vit_none").body == plain[2]


def wrong_tokens(token: str) -> tuple[str, ...]:
    return (
        "x",
        "A" * 43,
        token[:-1],
        f"{token}A",
        token.swapcase(),
        f"{token}%00",
        f"{token}%20",
        "%e2%80%ae",
        "%ff",
        "a" * 5_000,
        f"{token};x",
        f"{token}.json",
    )


def test_every_token_that_opens_nothing_gets_the_same_answer(shop: Site) -> None:
    """Unknown, malformed, expired and revoked ones."""
    token = link_of(share(shop)).rpartition("/")[2]
    expired, revoked = (link_of(share(shop)) for _ in range(2))
    shop.sql(f"UPDATE shared_links SET expires_ms = {now_ms() - 1} WHERE id = 2")
    shop.sql("UPDATE shared_links SET revoked_ms = 1 WHERE id = 3")
    answers = set()
    for path in (*(f"/shared/{wrong}" for wrong in wrong_tokens(token)), expired, revoked):
        shop.sql("DELETE FROM sign_in_attempts")
        status, headers, body = lasting(opened(shop, path))
        answers.add((status, tuple(sorted(headers.items())), body))
    ((status, fields, body),) = answers
    assert status == 404
    assert b"There is no such page." in body
    assert dict(fields)["referrer-policy"] == "no-referrer"
    assert opened(shop, f"/shared/{token}").status == 200


@pytest.mark.parametrize(
    "path", ["/shared/{}/", "/shared//{}", "/shared/{}/experiments", "/shared/%2e%2e%2f{}", "/shared/"]
)
def test_no_other_path_opens_a_link(shop: Site, path: str) -> None:
    token = link_of(share(shop)).rpartition("/")[2]
    answer = opened(shop, path.format(token))
    assert answer.status == 404
    assert "e1" not in answer.text


def test_tokens_cannot_be_tried_in_numbers(shop: Site) -> None:
    """After five wrong ones in a minute an address waits, with a valid link too. A valid one is never counted."""
    path = link_of(share(shop))
    assert [opened(shop, path).status for _ in range(7)] == [200] * 7
    assert [opened(shop, f"/shared/{'B' * 42}{n}").status for n in range(7)] == [404] * 5 + [429] * 2
    waiting = opened(shop, path)
    assert waiting.status == 429
    assert 1 <= int(waiting.headers["retry-after"]) <= 60
    assert shop.rows("SELECT count(*) FROM sign_in_attempts") == [(5,)]


def test_other_methods_say_nothing_about_a_token(shop: Site) -> None:
    path, unknown = link_of(share(shop)), f"/shared/{'C' * 43}"
    browser = Browser(shop.port)
    for method in ("OPTIONS", "POST", "PUT", "DELETE", "PATCH"):
        for headers in ({}, {"origin": f"http://127.0.0.1:{shop.port}"}, {"origin": "http://evil.example"}):
            assert lasting(browser.send(method, path, headers)) == lasting(browser.send(method, unknown, headers))
            assert browser.send(method, path, headers).status in (403, 405)
    head = browser.send("HEAD", path)
    assert (head.status, head.body) == (200, b"")
    assert shop.rows("SELECT * FROM shared_link_days") == []
    assert shop.rows("SELECT * FROM experiment_looks") == []


@pytest.mark.parametrize(
    ("name", "fields", "status"),
    [
        ("vi", {}, 403),
        ("eva", {}, 403),
        ("otto", {}, 403),
        ("oda", {}, 404),
        ("oda", {"tenant": "other"}, 404),
        ("ina", {"form_token": "0"}, 403),
        ("ina", {"id": "e2"}, 404),
        ("ina", {"id": "<script>alert(1)</script>"}, 404),
        ("ina", {"id": f"e1{BIDI}"}, 404),
        ("ina", {"id": "e1\n"}, 400),
        ("ina", {"id": "e" * 3_000}, 400),
        ("ina", {"days": "0"}, 400),
        ("ina", {"days": "91"}, 400),
        ("ina", {"days": "x"}, 400),
        ("ina", {"after_end": "perhaps"}, 400),
    ],
)
def test_nobody_else_makes_a_link(shop: Site, name: str, fields: dict[str, str], status: int) -> None:
    """Nor does a form with other values."""
    answer = share(shop, name, **fields)
    assert answer.status == status
    assert "<script>alert" not in answer.text
    assert shop.rows("SELECT count(*) FROM shared_links") == [(0,)]


def test_another_origin_makes_and_revokes_no_link(shop: Site) -> None:
    link_of(share(shop))
    browser = shop.browser("ina")
    fields = {"form_token": browser.form_token("/account"), "tenant": "acme", "id": "e1", "link": "1"}
    for path in ("/experiments/share", "/experiments/unshare"):
        assert browser.post(path, fields, origin="http://evil.example").status == 403
    assert shop.rows("SELECT count(*), count(revoked_ms) FROM shared_links") == [(1, 0)]


def test_a_link_is_revoked_by_an_editor_of_the_whole_tenant(shop: Site) -> None:
    """The next request finds nothing, though the answer is kept. Nobody else revokes it."""
    path = link_of(share(shop))
    assert opened(shop, path).status == 200

    def revoke(name: str, **fields: str) -> int:
        browser = shop.browser(name)
        given = {"form_token": browser.form_token("/account"), "tenant": "acme", "id": "e1", "link": "1", **fields}
        return browser.post("/experiments/unshare", given).status

    assert [revoke(name) for name in ("vi", "eva", "oda")] == [403, 403, 404]
    assert [revoke("ina", **wrong) for wrong in ({"link": "2"}, {"link": "x"}, {"id": "e2"})] == [404, 400, 404]
    assert opened(shop, path).status == 200
    assert 'aria-label="Revoke link 1"' in shop.browser("ina").get(SHOW).text
    assert revoke("ina") == 303
    assert opened(shop, path).status == 404
    assert 'aria-label="Revoke link 1"' not in shop.browser("ina").get(SHOW).text


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM users WHERE name = 'ida'",
        "UPDATE users SET role = 'viewer' WHERE name = 'ida'",
        "UPDATE users SET scope = 'acme/lab-1 other/*' WHERE name = 'ida'",
        "UPDATE users SET created_ms = 9000000000000 WHERE name = 'ida'",  # another user with this number and name
    ],
)
def test_a_link_ends_with_the_user_who_made_it(shop: Site, change: str) -> None:
    shop.sql("DELETE FROM users WHERE name = 'ida'")
    shop.sql(
        "INSERT INTO users (name, password_hash, role, scope, created_ms, loopback_only)"
        " SELECT 'ida', password_hash, 'editor', 'acme/*', 0, loopback_only FROM users WHERE name = 'ed'"
    )
    path = link_of(share(shop, "ida"))
    assert opened(shop, path).status == 200
    shop.sql(change)
    assert opened(shop, path).status == 404
    assert "Revoke link" not in text_of(shop.browser("ina").get(SHOW).text)


def test_nobody_looks_early_where_the_owner_says_so(shop: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the planned end is over everywhere there is the plan alone, and no look is recorded. Then results are."""
    path = link_of(share(shop, after_end="true"))
    for query in ("", "?at=2026-11-03", f"?at={LATER}", "?after_end=false"):
        answer = opened(shop, path + query, date="Fri, 01 Jan 2100 00:00:00 GMT")
        text = text_of(answer.text)
        assert "The results are shown after the planned end." in text
        assert "Planned end" in text
        assert not re.search(r"draws|leads|Too early|points more|\d\s?%|<svg", answer.text)
    assert shop.rows("SELECT * FROM experiment_looks") == []
    assert shop.rows("SELECT openings FROM shared_link_days") == [(4,)]
    last_ms = (date.fromisoformat(LATER).toordinal() - 719_163 + 1) * DAY_MS + DAY_MS // 2
    shop.sql(f"UPDATE shared_links SET expires_ms = {last_ms + DAY_MS}")
    for at_ms, shows in ((last_ms - 1, False), (last_ms, True)):
        monkeypatch.setattr("central.web.pages.shared.now_ms", lambda at_ms=at_ms: at_ms)
        assert ("draws more smiles" in text_of(opened(shop, path).text)) is shows
    shop.sql("UPDATE experiments SET former_day = planned_day, planned_day = planned_day + 30")
    assert "draws more smiles" not in text_of(opened(shop, path).text)


def test_results_after_the_end_need_a_planned_end(shop: Site) -> None:
    shop.sql("DELETE FROM experiments")
    answer = share(shop, after_end="true")
    assert answer.status == 400
    assert "no end is planned for e1" in text_of(answer.text)
    assert "No end is planned." in text_of(opened(shop, link_of(share(shop))).text)


def test_a_link_shows_the_planned_measure(shop: Site) -> None:
    shop.sql("UPDATE experiments SET measure = 'attention_s'")
    text = text_of(opened(shop, link_of(share(shop))).text)
    assert "more smiles" not in text
    assert re.search(r"Decided by\s+Viewing time", text)


def test_no_token_stays_anywhere(shop: Site, caplog: pytest.LogCaptureFixture) -> None:
    """Not in the store, a log line, or another page."""
    caplog.set_level(logging.DEBUG)
    token = link_of(share(shop)).rpartition("/")[2]
    assert opened(shop, f"/shared/{token}").status == 200
    assert token not in opened(shop, f"/shared/{token}").text
    for table in metadata.sorted_tables:
        assert token not in str(shop.rows(f"SELECT * FROM {table.name}")), table.name
    assert token not in caplog.text
    for path in (SHOW, "/audit", "/account"):
        assert token not in shop.browser("ann").get(path).text
    assert token not in shop.browser("ina").get(SHOW).text


def test_openings_are_counted_by_day_without_the_reader(shop: Site) -> None:
    shop.sql("DELETE FROM audit")
    path = link_of(share(shop))
    for _ in range(3):
        assert opened(shop, path).status == 200
    rows = shop.rows("SELECT who, what, detail, address, tenant FROM audit ORDER BY id")
    today = date.fromordinal(719_163 + now_ms() // DAY_MS).isoformat()
    assert rows == [
        ("ina", "experiment.share", "acme/e1 for 14 days", "127.0.0.1", "acme"),
        ("shared link", "experiment.shared", f"acme/e1 link 1 on {today}: openings 3", "", "acme"),
    ]


def test_each_day_with_a_look_is_counted_once_without_who(shop: Site) -> None:
    """By the page, an export, the API and a shared link. Only administrators see who planned the end."""
    shop.sql("INSERT INTO experiment_looks (key, day) VALUES ('acme/e1', 20000), ('acme/e1', 20001), ('acme/e', 20002)")
    day = now_ms() // DAY_MS
    token = shop.token("looks")
    for browser, path in (
        (shop.browser("vi"), SHOW),
        (shop.browser("vi"), "/experiments/show.csv?tenant=acme&id=e1"),
        (Browser(shop.port), "/api/v1/experiment?tenant=acme&id=e1"),
        (Browser(shop.port), link_of(share(shop))),
    ):
        shop.sql(f"DELETE FROM experiment_looks WHERE day = {day}")
        headers = token if path.startswith("/api") else {}
        assert [browser.get(path, **headers).status for _ in range(2)] == [200, 200]
        assert shop.rows(f"SELECT key, day FROM experiment_looks WHERE day = {day}") == [("acme/e1", day)]
    text = text_of(shop.browser("vi").get(SHOW).text)
    assert "looked at on 3 days before the end. The confidence sequence allows for that." in text
    assert "by ann" not in text
    assert "by ann" in text_of(shop.browser("ann").get(SHOW).text)
    assert "Fingerprint" not in text_of(shop.browser("eva").get(SHOW).text)


def test_the_fingerprint_changes_with_the_plan_alone(shop: Site) -> None:
    def digest() -> str:
        found = re.search(r"<code>([0-9a-f]{64})</code>", shop.browser("vi").get(SHOW).text)
        assert found is not None
        return found[1]

    first = digest()
    assert digest() == first
    shop.sql("UPDATE experiments SET planned_day = planned_day + 1")
    later = digest()
    shop.sql("UPDATE experiments SET measure = 'attention_s'")
    assert len({first, later, digest()}) == 3


def test_an_answer_is_kept_so_that_readers_cost_one_report(shop: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    whole = answers.answer_experiment_by_day

    def counted(*given: Any) -> object:
        made.append(given)
        return whole(*given)

    monkeypatch.setattr("central.reports.answers.answer_experiment_by_day", counted)
    shop.sql("UPDATE experiments SET planned_day = planned_day + 7")  # of which no answer is kept
    paths = [link_of(share(shop)) for _ in range(2)]
    assert {opened(shop, path).status for path in paths for _ in range(3)} == {200}
    assert len(made) == 1


class _Waiting:
    """A request whose reader stays."""

    async def receive(self) -> dict[str, str]:
        await asyncio.Event().wait()
        return {}


def test_strangers_cannot_fill_the_queue_of_reports() -> None:
    """Only so many readers wait at once; the rest is told to come back, and other users have their places."""
    from central.web.shared_answers import MOST_WAITING, SharedAnswer, SharedAnswers

    lane, shared = ReportLane(QueueBounds(1, 16)), SharedAnswers()

    async def crowd() -> list[object]:
        async with lane.queue.wait_for_turn("ann"):
            readers = [
                asyncio.create_task(
                    shared.find_answer(_Waiting(), lane, number, lambda _: SharedAnswer(None))  # type: ignore[arg-type]
                )
                for number in range(MOST_WAITING + 3)
            ]
            while lane.queue.waiting < MOST_WAITING or sum(reader.done() for reader in readers) < 3:
                await asyncio.sleep(0)
        return await asyncio.gather(*readers, return_exceptions=True)

    found = asyncio.run(crowd())
    refused = [each for each in found if isinstance(each, HTTPException)]
    assert [each.status_code for each in refused] == [503] * 3
    assert found.count(SharedAnswer(None)) == MOST_WAITING


def test_an_experiment_has_at_most_twenty_links(shop: Site) -> None:
    browser = shop.browser("ina")
    token = browser.form_token("/account")
    fields = {"form_token": token, "tenant": "acme", "id": "e1"}
    statuses = [browser.post("/experiments/share", fields).status for _ in range(21)]
    assert statuses == [200] * 20 + [400]


def test_the_pages_fit_a_phone_and_axe_finds_nothing_serious(shop: Site, chromium: "Chromium") -> None:
    """The experiment with its links, and what a reader of a link sees before and after."""
    from tests.central.web.chromium import opened as opened_by
    from tests.central.web.chromium import require_fit

    shop.sql("UPDATE creatives SET name = 'Spring film, 20 seconds' WHERE key = 'acme/x'")
    shop.sql("UPDATE experiments SET planned_day = planned_day + 9")  # of which no answer is kept
    link_of(share(shop))
    paths = [SHOW, link_of(share(shop)), link_of(share(shop, after_end="true"))]
    page, said = opened_by(chromium, shop)
    for path in paths:
        require_fit(page, f"http://127.0.0.1:{shop.port}{path}")
    assert said == []
