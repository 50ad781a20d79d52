"""An editor makes a playlist on the pages and sends it: the rows of `playlist push`, and no more rights than before."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import text

from central.cli.main import main
from central.exit_codes import DONE
from central.store.creatives import set_creative
from central.store.database import open_store
from central.store.playlists import wanted_by_site
from central.store.sales import SalesDay, store_days
from central.store.scope import Scope
from central.store.users import Role, add_user
from edge.playlist.arm_days import day_arm
from tests.central.web.people import PASSWORD, QUICK, Site, fill
from tests.doubles.made_films import make_film, needs_ffmpeg
from tests.doubles.web import Answer, Browser, web_server

FILM = b"\0\0\0\x20ftypisom" + bytes(40)
DIGEST, OTHER = "a" * 64, "b" * 64
NEW = "/playlists/new"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Pages of a store in which two more editors see one shop each of acme and of other."""
    folder: Path = tmp_path_factory.mktemp("drafts")
    location = fill(folder)
    with open_store(location) as store, store.engine.begin() as connection:
        for user, scope in (("one", "acme/shop-1"), ("eve", "other/*")):
            add_user(connection, user, QUICK.hash(PASSWORD), Role.EDITOR, Scope.parse(scope))
    (folder / "media").mkdir()
    with web_server(location, media=folder / "media") as port:
        yield Site(port, location)


@pytest.fixture
def site(pages: Site) -> Site:
    """The same pages without a playlist. `a` and `b` of acme and `own` of other have a video."""
    media = pages.location.file.parent.parent / "media"
    with open_store(pages.location) as store:
        for name, digest in (("acme/a", DIGEST), ("acme/b", OTHER), ("other/own", DIGEST)):
            (media / digest).write_bytes(FILM)
            set_creative(store, name, {"sha256": digest, "duration_ms": 10_000, "name": None})
        with store.engine.begin() as connection:
            emptied = "name LIKE 'playlist%' OR name IN ('experiments', 'audit', 'lift_plans', 'arm_days')"
            tables = connection.exec_driver_sql(f"SELECT name FROM sqlite_master WHERE type = 'table' AND ({emptied})")
            for (table,) in tables.fetchall():
                connection.exec_driver_sql(f"DELETE FROM {table}")
            connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'playlists'")
            connection.exec_driver_sql("UPDATE users SET scope = 'all', role = 'editor' WHERE name = 'ed'")
    return pages


class Drafter:
    """A user who makes a draft by its forms, as a browser without scripts sends them."""

    def __init__(self, site: Site, user: str = "ed", **fields: str) -> None:
        self.browser: Browser = site.browser(user)
        self.token = {"form_token": self.browser.form_token("/account")}
        answer = self.post(NEW, {"kind": "playlist", "tenant": "acme", **fields})
        self.begun = answer
        self.path = answer.headers.get("location", "")

    def post(self, path: str, form: dict[str, str]) -> Answer:
        return self.browser.post(path, {**self.token, **form})

    def revision(self) -> str:
        return field(self.browser.get(self.path), "revision")

    def step(self, form: dict[str, str], step: str = "", **changed: str) -> Answer:
        return self.post(self.path + step, {"revision": self.revision(), "do": "save", **form, **changed})

    def with_ads(self, *names: str, **weights: str) -> "Drafter":
        self.step({"do": "add", **{f"add.{name}": "on" for name in names}})
        self.step({f"weight.{name}": weights.get(name, "1") for name in names})
        return self

    def for_shops(self, *names: str) -> "Drafter":
        self.step({f"site.{name}": "on" for name in names}, "/shops")
        return self

    def review(self) -> Answer:
        return self.browser.get(f"{self.path}/review")

    def send(self, review: Answer | None = None, **changed: str) -> Answer:
        shown = review or self.review()
        return self.post(
            f"{self.path}/send", {"seen": field(shown, "seen"), "newest": field(shown, "newest"), **changed}
        )


def field(page: Answer, name: str) -> str:
    """Value of a hidden field; "" without it."""
    _, found, rest = page.text.partition(f'name="{name}" value="')
    return rest.partition('"')[0] if found else ""


def text_of(page: str) -> str:
    """Text of a page in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def wanted(site: Site) -> dict[str, int]:
    with open_store(site.location) as store, store.engine.begin() as connection:
        return wanted_by_site(connection)


def test_an_editor_chooses_ads_and_shops_checks_and_sends(site: Site) -> None:
    editor = Drafter(site).with_ads("a", "b", b="2").for_shops("shop-0", "shop-1")
    assert "2 shops" in editor.review().text
    sent = editor.send()
    assert (sent.status, sent.headers["location"]) == (303, "/playlists/version?version=1&sent=1")
    assert wanted(site) == {"acme/shop-0": 1, "acme/shop-1": 1}
    ((content, who),) = site.rows("SELECT content, who FROM playlists")
    assert [(each["id"], each["sha256"], each.get("weight")) for each in json.loads(str(content))["creatives"]] == [
        ("a", DIGEST, None),
        ("b", OTHER, 2),
    ]
    assert who == "ed"
    ((kind, detail),) = site.rows("SELECT what, detail FROM audit WHERE what LIKE 'playlist%'")
    assert (kind, detail) == ("playlist.push", "version 1 to acme/shop-0, acme/shop-1")
    page = editor.browser.get("/playlists/version?version=1&sent=1")
    assert "The playlist was sent to 2 shops" in page.text
    assert editor.browser.get(editor.path).status == 404


def drafts(site: Site) -> list[tuple[object, ...]]:
    return site.rows("SELECT id, revision, content FROM playlist_drafts ORDER BY id")


def nothing_sent(site: Site) -> bool:
    return site.rows("SELECT * FROM playlists") == [] and wanted(site) == {}


def test_a_page_that_is_only_opened_stores_and_sends_nothing(site: Site) -> None:
    page = site.browser("ed").get(f"{NEW}?creative=acme/a")
    assert page.status == 200
    assert 'name="creative" value="a"' in page.text
    assert drafts(site) == []
    assert nothing_sent(site)


def test_an_ad_of_the_link_is_in_the_new_playlist(site: Site) -> None:
    editor = Drafter(site, creative="a")
    assert 'name="weight.a"' in editor.browser.get(editor.path).text


@pytest.mark.parametrize("link", ["other/own", "acme/none", "nobody/a", 'acme/"><script>'])
def test_a_link_to_an_ad_of_somebody_else_shows_nothing_of_it(site: Site, link: str) -> None:
    page = site.browser("one").get(f"{NEW}?creative={link}".replace('"', "%22").replace(">", "%3E"))
    assert page.status in (200, 400, 404)
    assert DIGEST[:12] not in page.text
    assert "<script>" not in page.text


def test_a_viewer_and_a_form_without_token_change_nothing(site: Site) -> None:
    editor = Drafter(site).with_ads("a").for_shops("shop-0")
    before, review = drafts(site), editor.review()
    form = {"seen": field(review, "seen"), "newest": field(review, "newest")}
    viewer = site.browser("vi")
    token = {"form_token": viewer.form_token("/account")}
    for path in (NEW, editor.path, f"{editor.path}/shops", f"{editor.path}/send", f"{editor.path}/delete"):
        assert viewer.post(path, {**token, **form}).status == 403
        assert editor.browser.post(path, form).status == 403
    assert viewer.get(editor.path).status == 403
    assert drafts(site) == before
    assert nothing_sent(site)


def test_a_draft_is_seen_changed_and_sent_by_its_user_only(site: Site) -> None:
    editor = Drafter(site).with_ads("a").for_shops("shop-0")
    before, review = drafts(site), editor.review()
    other = Drafter(site, "ann")
    for step in ("", "/shops", "/review", "/day", "/playlist.toml", "/frames/a"):
        assert other.browser.get(editor.path + step).status == 404
    sent = {"seen": field(review, "seen"), "newest": "0", "revision": "0", "do": "save"}
    for step in ("", "/shops", "/send", "/delete"):
        assert other.post(editor.path + step, sent).status == 404
    assert [each for each in drafts(site) if each in before] == before
    assert nothing_sent(site)


@pytest.mark.parametrize("name", ["shop-0", "*", "../other/branch-0", "shop-1' OR '1'='1", "none"])
def test_an_editor_of_one_shop_sends_to_no_other_shop(site: Site, name: str) -> None:
    editor = Drafter(site, "one").with_ads("a")
    answer = editor.step({f"site.{name}": "on", "do": "next"}, "/shops")
    assert answer.status == 400
    assert editor.review().status == 303
    assert nothing_sent(site)


def test_all_shops_are_those_that_the_user_may_see_when_the_playlist_is_sent(site: Site) -> None:
    editor = Drafter(site, "one").with_ads("a")
    editor.step({"everywhere": "on"}, "/shops")
    assert editor.send().status == 303
    assert wanted(site) == {"acme/shop-1": 1}


def test_a_user_who_loses_a_shop_can_no_longer_send_to_it(site: Site) -> None:
    editor = Drafter(site).with_ads("a").for_shops("shop-0", "shop-1")
    review = editor.review()
    site.sql("UPDATE users SET scope = 'acme/shop-1' WHERE name = 'ed'")
    assert editor.send(review).status == 400
    assert nothing_sent(site)
    site.sql("UPDATE users SET scope = 'other/*' WHERE name = 'ed'")
    assert editor.send(review).status == 404
    site.sql("UPDATE users SET scope = 'all', role = 'viewer' WHERE name = 'ed'")
    assert editor.send(review).status == 403
    assert nothing_sent(site)


def test_an_ad_of_another_tenant_and_a_forged_video_are_not_taken(site: Site) -> None:
    editor = Drafter(site)
    before = drafts(site)
    assert editor.step({"do": "add", "add.own": "on"}).status == 404
    assert editor.step({"do": "add", "add.a": "on", "add.none": "on"}).status == 404
    assert drafts(site) == before
    editor.with_ads("a").for_shops("shop-0")
    editor.step({"weight.a": "1", "sha256.a": OTHER, "sha256": OTHER, "bytes.a": "1", "type.a": "text/html"})
    editor.send()
    ((content,),) = site.rows("SELECT content FROM playlists")
    assert json.loads(str(content))["creatives"][0]["sha256"] == DIGEST
    assert Drafter(site, tenant="other").begun.status == 303
    assert Drafter(site, "one", tenant="other").begun.status == 404


def test_a_form_of_an_older_state_is_not_saved(site: Site) -> None:
    """Two tabs, or the back button: what the other tab has saved stays."""
    editor = Drafter(site).with_ads("a")
    old = editor.revision()
    editor.step({"weight.a": "3"})
    answer = editor.step({"weight.a": "7"}, revision=old)
    assert answer.headers["location"] == f"{editor.path}?stale=1"
    page = editor.browser.get(f"{editor.path}?stale=1")
    assert "changed in another tab" in page.text
    assert 'name="weight.a" value="3"' in page.text
    for forged in ("", "-1", "x", "9" * 400):
        assert "stale" in editor.step({"weight.a": "7"}, revision=forged).headers["location"]


def test_a_playlist_that_somebody_else_sent_meanwhile_is_shown_and_not_overwritten(site: Site) -> None:
    mine, hers = (Drafter(site, user).with_ads("a").for_shops("shop-0", "shop-1") for user in ("ed", "ann"))
    review = mine.review()
    hers.step({"do": "add", "add.b": "on"})
    assert hers.send().status == 303
    refused = mine.send(review)
    assert refused.status == 409
    assert "Nothing was sent" in refused.text
    assert "Version 1 was sent to some of these shops" in refused.text
    assert wanted(site) == {"acme/shop-0": 1, "acme/shop-1": 1}
    assert mine.send(refused).status == 303
    assert wanted(site) == {"acme/shop-0": 2, "acme/shop-1": 2}
    assert mine.send(refused).status == 404  # once only


def test_a_fault_is_shown_beside_its_field_and_is_not_sent(site: Site) -> None:
    editor = Drafter(site).with_ads("a").for_shops("shop-0")
    faulty = {"weight.a": "x" * 300, "open.a": "always", "from.a": "2026-12-24", "until.a": "tomorrow", "do": "next"}
    assert editor.step(faulty).headers["location"].endswith("?check=1")
    page = editor.browser.get(f"{editor.path}?check=1").text
    for name in ("weight", "open", "until"):
        assert f'id="fault-creative-0-{name}"' in page
        assert f'aria-describedby="fault-creative-0-{name}"' in page
    assert editor.review().headers["location"].endswith("?check=1")
    editor.step({"weight.a": "1", "from.a": "2026-12-24", "until.a": "2026-12-01"})
    assert "The last day is before the first day." in editor.browser.get(f"{editor.path}?check=1").text
    assert nothing_sent(site)


def test_markup_and_control_characters_are_shown_as_text(site: Site) -> None:
    site.sql("UPDATE creatives SET name = '<script>alert(1)</script>\u202e' WHERE key = 'acme/a'")
    site.sql("UPDATE sites SET name = '<img src=x onerror=1>' WHERE key = 'acme/shop-0'")
    editor = Drafter(site, kind="experiment").with_ads("a", "b").for_shops("shop-0")
    editor.step({"name.0": '"><script>x</script>', "seed.0": "<b>", "end.0": "'\"><i>"})
    for step in ("", "?check=1", "/shops", "/review", "/day"):
        text = editor.browser.get(editor.path + step).text
        assert "<script>" not in text
        assert "<img src=x" not in text
        assert "\u202e" not in text
    site.sql("UPDATE sites SET name = NULL")


def test_too_long_lists_are_refused(site: Site) -> None:
    editor = Drafter(site)
    before = drafts(site)
    assert editor.step({f"site.{'x' * 20}{number}": "on" for number in range(4_000)}, "/shops").status in (400, 413)
    assert editor.step({f"add.{number}": "on" for number in range(3_500)}).status in (400, 413)
    assert editor.step({"do": "arm.9999"}).status == 400
    assert editor.step({"do": "drop.x"}).status == 400
    assert editor.step({"do": "nothing"}).status == 400
    assert drafts(site) == before


def test_a_user_keeps_the_last_twenty_drafts(site: Site) -> None:
    first = Drafter(site)
    for _ in range(20):
        first.post(NEW, {"kind": "playlist", "tenant": "acme"})
    assert len(drafts(site)) == 20


def test_a_draft_is_listed_by_the_names_of_its_ads_with_its_shops_where_its_kind_starts(site: Site) -> None:
    with open_store(site.location) as store:
        set_creative(store, "acme/a", {"name": "Spring <b>sale</b>"})
    editor = Drafter(site).with_ads("a", "b").for_shops("shop-0", "shop-1")
    experiment = Drafter(site, kind="experiment")
    eve = Drafter(site, "eve", tenant="other")
    for page in (NEW, "/playlists"):
        shown = editor.browser.get(page).text
        assert "Spring &lt;b&gt;sale&lt;/b&gt;</bdi>, <bdi>b</bdi>" in shown
        assert "Playlist · 2 shops · Last change:" in shown.replace("\u00a0", " ")
        assert editor.path in shown
        assert experiment.path not in shown
        assert eve.path not in shown
    of_experiments = editor.browser.get("/experiments/new").text
    assert experiment.path in of_experiments
    assert "Experiment · no shop chosen yet" in of_experiments
    assert editor.path not in of_experiments
    assert "/playlists/drafts/" not in site.browser("vi").get("/playlists").text


def test_the_review_shows_weights_shares_and_what_stops(site: Site) -> None:
    editor = Drafter(site).with_ads("a", "b", b="3").for_shops("shop-0")
    shown = text_of(editor.review().text)
    assert "a 1 25 % b 3 75 %" in shown.replace("\u00a0", " ")
    assert "These shops now play their own playlist. It stops." in shown
    editor.send()
    later = Drafter(site).with_ads("b").for_shops("shop-0")
    assert "Version 1 stops in these shops. This playlist replaces it." in text_of(later.review().text)


def test_the_review_says_that_only_the_ads_of_an_experiment_play(site: Site) -> None:
    only = "Only the ads of the experiment play, in turn. No other ad plays in these shops."
    editor = Drafter(site, kind="experiment").for_shops("shop-0")
    editor.step({"do": "add", "add.a": "on", "add.b": "on"})
    assert only in text_of(editor.review().text)
    assert only not in text_of(Drafter(site).with_ads("a").for_shops("shop-0").review().text)


def test_undo_sends_the_content_of_before_as_a_new_version(site: Site) -> None:
    editor = Drafter(site).with_ads("a").for_shops("shop-0", "shop-1")
    editor.send()
    Drafter(site).with_ads("b").for_shops("shop-0", "shop-1").send()
    page = editor.browser.get("/playlists/version?version=2")
    form = {"version": "2", "seen": field(page, "seen")}
    answer = editor.post("/playlists/undo", form)
    assert answer.headers["location"] == "/playlists/version?version=3&sent=1"
    contents = [content for (content,) in site.rows("SELECT content FROM playlists ORDER BY id")]
    assert contents[2] == contents[0] != contents[1]
    assert wanted(site) == {"acme/shop-0": 3, "acme/shop-1": 3}
    assert site.rows("SELECT who, what FROM audit WHERE what = 'playlist.undo'") == [("ed", "playlist.undo")]
    assert editor.post("/playlists/undo", form).status == 409  # once only


def test_undo_is_refused_without_the_film_and_without_sight_of_all_its_shops(site: Site) -> None:
    editor = Drafter(site).with_ads("a").for_shops("shop-0", "shop-1")
    editor.send()
    Drafter(site).with_ads("b").for_shops("shop-0", "shop-1").send()
    seen = field(editor.browser.get("/playlists/version?version=2"), "seen")
    one = Drafter(site, "one")
    assert "only some of the shops" in one.browser.get("/playlists/version?version=2").text
    assert one.post("/playlists/undo", {"version": "2", "seen": seen}).status == 403
    assert Drafter(site, "eve", tenant="other").post("/playlists/undo", {"version": "2", "seen": seen}).status == 404
    (site.location.file.parent.parent / "media" / DIGEST).unlink()
    refused = editor.post("/playlists/undo", {"version": "2", "seen": seen})
    assert refused.status == 409
    assert "no longer on this server" in refused.text
    assert wanted(site) == {"acme/shop-0": 2, "acme/shop-1": 2}


def test_an_experiment_gets_its_ads_its_end_and_what_it_can_find(site: Site) -> None:
    editor = Drafter(site, kind="experiment", creative="a")
    editor.step({"do": "add", "add.b": "on"})
    editor.step({"name.0": "e12", "end.0": "2099-12-01", "ad.0.0.a": "a", "ad.0.0.b": "b", "weight.a": "0"})
    editor.step({"everywhere": "on"}, "/shops")
    review = editor.browser.get(f"{editor.path}/review?experiment=1")
    assert review.status == 200
    assert editor.send(review).status == 303
    ((content,),) = site.rows("SELECT content FROM playlists")
    (experiment,) = json.loads(str(content))["experiments"]
    assert experiment == {"id": "e12", "arms": {"a": ["a"], "b": ["b"]}, "until": "2099-12-01"}
    assert [each["weight"] for each in json.loads(str(content))["creatives"]] == [0, 0]
    assert site.rows("SELECT key FROM experiments") == [("acme/e12",)]


def send_experiment(site: Site, user: str, end: str) -> None:
    editor = Drafter(site, user, kind="experiment").with_ads("a", "b")
    editor.step({"name.0": "e12", "end.0": end, "ad.0.0.a": "a", "ad.0.0.b": "b"})
    assert editor.for_shops("shop-1").send().status == 303


def test_an_editor_of_one_shop_plans_no_end_of_the_experiment_of_all_shops(site: Site) -> None:
    """A moved end never decides, so one shop could spoil the experiment of the others."""
    send_experiment(site, "one", "2099-11-01")
    assert site.rows("SELECT key FROM experiments") == []
    send_experiment(site, "ed", "2099-12-01")
    planned = site.rows("SELECT planned_day, former_day FROM experiments")
    send_experiment(site, "one", "2099-12-24")
    assert site.rows("SELECT planned_day, former_day FROM experiments") == planned


def test_the_plan_names_the_user_who_sent_the_experiment(site: Site) -> None:
    send_experiment(site, "ed", "2099-12-01")
    assert site.rows("SELECT named_by FROM experiments") == [("ed",)]


def test_the_review_says_what_an_experiment_finds_until_its_end(site: Site) -> None:
    editor = Drafter(site, kind="experiment").with_ads("a", "b")
    editor.step({"everywhere": "on"}, "/shops")
    review = editor.browser.get(f"{editor.path}/review?experiment=1").text
    assert "With 5 shops until" in review
    assert "points or more in 80 of 100 cases" in review


DAYS = {"rhythm.0": "day", "start.0": "2099-01-05", "end.0": "2099-02-01", "ad.0.0.on": "a"}


def by_day(site: Site, user: str = "ed") -> Drafter:
    editor = Drafter(site, user, kind="experiment", unit="day", creative="a")
    editor.step({"do": "add", "add.b": "on"})
    return editor


def test_an_experiment_by_day_shows_its_calendar_and_stores_its_plan(site: Site) -> None:
    """The kiosks' own rule draws it, and `lift` finds it."""
    editor = by_day(site)
    editor.step({"name.0": "e13", **DAYS})
    editor.step({"everywhere": "on"}, "/shops")
    review = editor.browser.get(f"{editor.path}/review?experiment=1")
    assert "Which arm on which day: e13" in review.text
    assert "28 days, 14 of each arm in each shop" in review.text
    assert review.text.count('<td class="arm') == 5 * 28
    assert "What the experiment can find" not in review.text
    sent = editor.send(review)
    version = editor.browser.get(sent.headers["location"])
    assert (sent.status, version.status) == (303, 200)
    assert "off: –" in version.text
    assert "The arm changes every day · First day" in version.text
    ((content,),) = site.rows("SELECT content FROM playlists")
    (experiment,) = json.loads(str(content))["experiments"]
    assert experiment == {
        "id": "e13", "arms": {"on": ["a"], "off": []}, "until": "2099-02-01", "unit": "day", "from": "2099-01-05"
    }  # fmt: skip
    plans = site.rows("SELECT experiment, last_day - first_day, run_days, against, seed, who FROM lift_plans")
    assert plans == [("e13", 27, 1, "off", "e13", "ed")]
    first = site.rows("SELECT min(first_day) FROM lift_plans")[0][0]
    assert isinstance(first, int)
    of_first = f"SELECT s.site, a.arm FROM arm_days a JOIN sites s ON s.id = a.site_id WHERE day = {first}"
    drawn = [(f"shop-{n}", day_arm(("e13", "e13", f"shop-{n}"), ["on", "off"], 0, 1)) for n in range(5)]
    assert sorted(site.rows(of_first), key=str) == drawn


def test_faults_of_an_experiment_by_day_are_shown_in_words(site: Site) -> None:
    editor = by_day(site)
    form = {**DAYS, "name.0": "e13"}
    editor.step({**form, "start.0": "2099-01-05", "end.0": "2099-01-30"})
    page = editor.browser.get(f"{editor.path}?check=1").text
    assert "2 arms by day need 14 days or a multiple. Choose 2099-01-18 or 2099-02-01 as the last day." in page
    editor.step({**form, "start.0": "9999-12-30", "end.0": "9999-12-31"})
    assert editor.browser.get(f"{editor.path}?check=1").status == 200  # there is no later last day
    editor.step({**form, "start.0": "2026-01-05", "end.0": "2026-02-01"})
    assert "The first day must be after today" in editor.browser.get(f"{editor.path}?check=1").text
    editor.step({"everywhere": "on"}, "/shops")
    assert editor.browser.get(f"{editor.path}/review").headers["location"] == f"{editor.path}?check=1"
    editor.step({**form, "ad.0.0.on": "", "start.0": "2099-01-05", "end.0": "2099-02-01"})
    assert "at most one of them may have no ad" in unescape(editor.browser.get(f"{editor.path}?check=1").text)
    twice = by_day(site)
    twice.step({"do": "experiment"})
    twice.step({**form, "name.1": "e14", "ad.1.0.a": "a", "ad.1.0.b": "b", "end.1": "2099-02-01"})
    assert "is also in another experiment" in unescape(twice.browser.get(f"{twice.path}?check=1").text)


def test_an_editor_of_one_shop_stores_no_plan_by_day(site: Site) -> None:
    """The plan is about all shops of the owner, so one shop could spoil the experiment of the others."""
    editor = by_day(site, "one")
    editor.step({"name.0": "e13", **DAYS})
    editor.step({"everywhere": "on"}, "/shops")
    review = editor.browser.get(f"{editor.path}/review?experiment=1")
    assert "central stores no plan" in review.text
    assert editor.send(review).status == 303
    assert site.rows("SELECT count(*) FROM lift_plans") == [(0,)]


def sell(site: Site, **shops: tuple[str, ...]) -> None:
    """One day of sales of some products in each shop, given as tenant_shop."""
    with open_store(site.location) as store, store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM sales_days")
        for key, products in shops.items():
            place = dict(zip(("tenant", "site"), key.replace("_", "-").split("-", 1), strict=True))
            number = connection.execute(text("SELECT id FROM sites WHERE tenant = :tenant AND site = :site"), place)
            of_site = number.scalar_one()
            store_days(connection, [SalesDay(of_site, name, 20_000, 40, 40.0, 80.0) for name in products], 1)


def sold_by_day(site: Site, user: str = "ed") -> Drafter:
    """A draft with an experiment by day. acme sells three products, and the other tenant a secret one."""
    sell(site, acme_shop_0=("bread", "cola & <lime>"), acme_shop_1=("milk",), other_branch_0=("secret",))
    editor = by_day(site, user)
    editor.step({"name.0": "e13", **DAYS})
    editor.step({"everywhere": "on"}, "/shops")
    return editor


PRODUCTS = "SELECT product, placebos FROM lift_plans"


def test_the_review_names_the_product_that_decides_and_the_others(site: Site) -> None:
    """Stored where `playlist push --product` stores it. A later send shows the choice, and may change it."""
    editor = sold_by_day(site)
    review = editor.review()
    assert re.findall(r'<option value="([^"]*)"', review.text) == ["", "bread", "cola &amp; &lt;lime&gt;", "milk"]
    assert editor.send(review, product="cola & <lime>", **{"placebo.milk": "on", "placebo.bread": "on"}).status == 303
    assert site.rows(PRODUCTS) == [("cola & <lime>", '["bread", "milk"]')]
    again = sold_by_day(site)
    shown = again.review()
    assert re.findall(r'<option value="([^"]*)" selected', shown.text) == ["cola &amp; &lt;lime&gt;"]
    assert re.findall(r'name="placebo.([^"]*)" checked', shown.text) == ["bread", "milk"]
    assert '<option value="">' not in shown.text
    assert again.send(shown, product="cola & <lime>", **{"placebo.milk": "on"}).status == 303
    assert site.rows(PRODUCTS) == [("cola & <lime>", '["milk"]')]


@pytest.mark.parametrize("form", [{"product": "secret"}, {"placebo.secret": "on"}, {"product": "no-such-product"}])
def test_a_product_of_another_tenant_is_not_found(site: Site, form: dict[str, str]) -> None:
    editor = sold_by_day(site)
    assert "secret" not in editor.review().text
    assert editor.send(None, **form).status == 404
    assert nothing_sent(site)
    assert site.rows(PRODUCTS) == []


def test_a_user_of_one_shop_chooses_no_product_of_the_tenant(site: Site) -> None:
    editor = sold_by_day(site, "one")
    review = editor.review()
    assert "Which sales decide?" not in review.text
    assert editor.send(review, product="milk").status == 404
    assert nothing_sent(site)


def test_the_product_that_decides_is_not_also_one_that_the_ads_cannot_move(site: Site) -> None:
    editor = sold_by_day(site)
    answer = editor.send(editor.review(), product="milk", **{"placebo.milk": "on"})
    assert answer.status == 400
    assert "the same product to decide and as one that the ads cannot move" in text_of(answer.text)
    assert re.findall(r'<option value="([^"]*)" selected', answer.text) == ["milk"]
    assert nothing_sent(site)


def two_by_day(site: Site) -> Drafter:
    """A draft with two experiments by day."""
    sell(site, acme_shop_0=("bread", "milk"))
    editor = by_day(site)
    editor.step({"do": "experiment"})
    second = {"name.1": "e14", "rhythm.1": "day", "start.1": "2099-01-05", "end.1": "2099-02-01", "ad.1.0.a": "b"}
    editor.step({"name.0": "e13", **DAYS, **second})
    editor.step({"everywhere": "on"}, "/shops")
    return editor


def test_plans_with_other_products_keep_them(site: Site) -> None:
    """One choice would replace the product of each plan, so that another product decides an experiment."""
    assert two_by_day(site).send().status == 303
    with open_store(site.location) as store, store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE lift_plans SET product = 'milk' WHERE experiment = 'e13'")
        connection.exec_driver_sql("UPDATE lift_plans SET product = 'bread' WHERE experiment = 'e14'")
    again = two_by_day(site)
    review = again.review()
    assert again.send(review, product="milk").status == 404
    assert again.send(review).status == 303
    assert site.rows("SELECT product FROM lift_plans ORDER BY experiment") == [("milk",), ("bread",)]


def test_without_sales_or_an_experiment_by_day_there_is_no_product_to_choose(site: Site) -> None:
    sell(site)
    editor = by_day(site)
    editor.step({"name.0": "e13", **DAYS})
    editor.step({"everywhere": "on"}, "/shops")
    assert "No sales are stored" in editor.review().text
    plain = Drafter(site).with_ads("a").for_shops("shop-0")
    assert "Which sales decide?" not in plain.review().text


def test_a_plan_that_has_started_has_no_product_to_choose(site: Site) -> None:
    editor = sold_by_day(site)
    assert editor.send(product="milk").status == 303
    with open_store(site.location) as store, store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE lift_plans SET first_day = 20000")
    again = sold_by_day(site)
    assert "Which sales decide?" not in again.review().text


def test_the_pages_send_the_bytes_that_the_command_sends(site: Site, tmp_path: Path) -> None:
    """Row, content and planned end: of the page, of the file that it offers, and of the version's file."""
    editor = Drafter(site, kind="experiment").with_ads("a", "b").for_shops("shop-0")
    values = {"weight.a": "0", "muted.a": "on", "open.b": "Mo-Fr 09:00-20:00", "from.b": "2026-12-01", "weight.b": "4"}
    editor.step({**values, "name.0": "e12", "end.0": "2099-12-01", "ad.0.0.a": "a", "ad.0.0.b": "b", "rotate": "2"})
    (tmp_path / "draft.toml").write_bytes(editor.browser.get(f"{editor.path}/playlist.toml").body)
    editor.send()
    (tmp_path / "version.toml").write_bytes(editor.browser.get("/playlists/version.toml?version=1").body)
    data = site.location.file.parent
    config = tmp_path / "central.toml"
    config.write_text(f'[central]\ndata = "{data}"\nmedia = "{data.parent / "media"}"\n')
    for name in ("draft.toml", "version.toml"):
        words = ["playlist", "push", str(tmp_path / name), "--site", "acme/shop-0", "--config", str(config)]
        assert main(words) == DONE
    contents = site.rows("SELECT content FROM playlists ORDER BY id")
    assert len(contents) == 3
    assert len(set(contents)) == 1
    assert [what for (what,) in site.rows("SELECT what FROM audit WHERE what LIKE 'playlist%'")] == [
        "playlist.push"
    ] * 3


def upload(editor: Drafter, name: str, film: bytes, **fields: str) -> Answer:
    """The form with a video as browsers send it."""
    given = {**editor.token, "revision": editor.revision(), "id": name, **fields}
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in given.items()
    ]
    head = b'--x\r\nContent-Disposition: form-data; name="film"; filename="a.mp4"\r\nContent-Type: video/mp4\r\n\r\n'
    origin = f"http://{editor.browser.host}:{editor.browser.port}"
    headers = {"content-type": "multipart/form-data; boundary=x", "origin": origin}
    body = b"".join(parts) + head + film + b"\r\n--x--\r\n"
    return editor.browser.send("POST", f"{editor.path}/film", headers, body)


@needs_ffmpeg
def test_an_uploaded_video_becomes_an_ad_of_the_draft(site: Site, tmp_path: Path) -> None:
    editor = Drafter(site)
    assert "this file goes to the kiosks of all chosen shops" in editor.browser.get(editor.path).text
    film = make_film(tmp_path / "new.mp4", 1.0).read_bytes()
    assert upload(editor, "new_one", film).status == 303
    page = editor.browser.get(editor.path)
    assert 'name="weight.new_one"' in page.text
    assert editor.browser.get(f"{editor.path}/frames/new_one").headers["content-type"] == "image/jpeg"
    assert ("creative.film", "acme/new_one") in site.rows("SELECT what, detail FROM audit")
    site.sql("DELETE FROM creatives WHERE creative = 'new_one'")


@pytest.mark.parametrize("name", ["a", "../a", "UPPER", ""])
def test_an_upload_under_a_taken_or_impossible_name_is_refused(site: Site, name: str) -> None:
    editor, before = Drafter(site), site.rows("SELECT * FROM creatives")
    assert upload(editor, name, FILM).status == 400
    assert site.rows("SELECT * FROM creatives") == before


def test_an_upload_that_is_no_video_or_comes_from_the_wrong_user_is_refused(site: Site) -> None:
    before = site.rows("SELECT * FROM creatives")
    assert upload(Drafter(site), "fake", b"<html><script>alert(1)</script></html>").status == 400
    assert upload(Drafter(site), "fake", FILM, form_token="0" * 64).status == 403
    assert upload(Drafter(site, "one"), "fake", FILM).status == 403  # may see one shop only
    assert site.rows("SELECT * FROM creatives") == before


def test_a_day_is_read_as_germans_write_it(site: Site) -> None:
    editor = Drafter(site).with_ads("a").for_shops("shop-0")
    editor.step({"weight.a": "1", "from.a": "24.12.2026", "until.a": "2026-12-31"})
    toml = editor.browser.get(f"{editor.path}/playlist.toml").text
    assert "from = 2026-12-24\nuntil = 2026-12-31" in toml
    for path in (editor.path, f"{editor.path}/day?day=24.12.2026"):
        page = editor.browser.get(path, **{"accept-language": "de"}).text
        assert '<span class="form">TT.MM.JJJJ</span>' in page
        assert 'value="24.12.2026"' in page
    editor.step({"weight.a": "1", "from.a": '24.13.<b>"'})
    assert (
        'aria-invalid="true" aria-describedby="fault-creative-0-from"'
        in editor.browser.get(f"{editor.path}?check=1").text
    )
