"""Pages that compare: adverts beside each other, experiments, trends of a tag; and the page of the kiosks."""

import json
import re
from pathlib import Path

import pytest

from central.languages.language import find_language
from central.reports.rendering.sequence_plot import sequence_figure
from central.store.database import open_store
from central.store.sums import sum_all
from tests.central.reports.html import Document
from tests.central.reports.shops import fleet_of
from tests.central.reports.verdict_examples import difference, experiment, undecided
from tests.central.web.people import Site, fill
from tests.central.web.test_creative_page import text_of
from tests.doubles.web import web_server

PAIR = "/compare?creative=acme/a&creative=acme/b"


def test_two_adverts_are_compared(site: Site) -> None:
    """Their difference with its interval, both curves, and a way to each of them and to the numbers."""
    page = site.browser("vi").get(f"{PAIR}&from=2026-11-03").text
    shown = text_of(page)
    assert "b got more smiles than a, by 6.0 points" in shown
    for words in ("Differences: smiled", "Choose other ads", "Comparison of "):
        assert words in shown
    assert 'href="/creatives/acme/a?from=2026-11-03"' in page
    answer = site.browser("vi").get("/compare.csv?creative=acme/a&creative=acme/b")
    assert answer.headers["content-disposition"] == 'attachment; filename="comparison.csv"'
    assert "a" in answer.text
    assert site.rows("SELECT who, detail FROM audit ORDER BY id DESC LIMIT 1") == [
        ("vi", "comparison acme/a acme/b as csv")
    ]
    assert site.browser("vi").get("/compare.csv?creative=acme/a").status == 400
    assert site.browser("vi").get("/compare.pdf?creative=acme/a").status == 400
    assert site.browser("vi").get("/compare?creative=acme/a&creative=other/own").status == 400


@pytest.mark.parametrize(
    ("language", "seen", "heading", "why"),
    [
        ("en", "Seen by at least", "What this comparison does not show", "while “a” and “b” played, not why"),
        ("de", "Bei mindestens", "Was dieser Vergleich nicht zeigt", "„a“ und „b“"),
        ("ru", "Увидели не менее чем", "Чего это сравнение не показывает", "«a» и «b»"),
    ],
)
def test_a_comparison_answers_without_the_pages_of_its_ads(
    site: Site, language: str, seen: str, heading: str, why: str
) -> None:
    """How many saw each ad, which seconds are named, and what it does not show, each once."""
    page = site.browser("vi").get(PAIR, **{"accept-language": language}).text
    shown = text_of(page)
    assert shown.count(seen) == 2
    assert shown.count(find_language(language)("moment.few_shops")) == 2
    assert shown.count(heading) == 1
    assert why in shown
    assert shown.count(find_language(language)("limit.opinion")) == 1


def test_a_comparison_names_the_seconds_of_each_ad(tmp_path: Path) -> None:
    """Or says that none is named. Each limit of one ad has its name."""
    high = (0.1, 0.1, 0.1, 0.1, 0.4, 0.1, 0.1, 0.1)
    messages = fleet_of(12, 4, lambda shop, _: {"up": 0.14 + 0.001 * shop}, prefix="up-", curve=high)
    messages += fleet_of(12, 4, lambda shop, _: {"flat": 0.1 + 0.001 * shop}, prefix="flat-", curve=(0.1,) * 8)
    location = fill(tmp_path)
    with open_store(location) as store:
        assert store.write_messages(messages).rejections == []
        sum_all(store)
    with web_server(location) as port:
        shown = text_of(Site(port, location).browser("vi").get("/compare?creative=acme/up&creative=acme/flat").text)
    assert "Second 4: +30 points" in shown
    assert "No second clearly differs" in shown


def test_fewer_than_two_are_chosen_first(site: Site) -> None:
    for path in ("/compare", "/compare?creative=acme/a", "/compare?creative=acme/a&creative=acme/a"):
        page = site.browser("vi").get(path).text
        assert re.findall(r'name="creative" value="([^"]+)"', page) == ["acme/a", "acme/b", "other/own"]
        assert page.count(" checked") == (path != "/compare")
    assert 'value="acme/a"' not in site.browser("nell").get("/compare").text


@pytest.fixture(scope="module")
def with_experiment(site: Site) -> Site:
    """The site with an experiment of `x`, which is ahead, and `y`."""
    arms = {"x": "long", "y": "short"}
    levels = {"x": 0.3, "y": 0.2}
    messages = fleet_of(
        6, 9, lambda shop, day: {n: v + 0.01 * shop for n, v in levels.items()}, prefix="lab-", arms=arms
    )
    with open_store(site.location) as store:
        store.write_messages(messages)
        sum_all(store)
    return site


def test_an_experiment_says_whether_there_is_a_winner(with_experiment: Site) -> None:
    """In the list and on its page, with its arms and how it stood day by day."""
    browser = with_experiment.browser("vi")
    listed = browser.get("/experiments").text
    assert "id=e1" in listed
    assert "vitrina-central creative placebo" in listed
    assert "/experiments/show?tenant=acme&amp;id=e1" in listed
    page = browser.get("/experiments/show?tenant=acme&id=e1").text
    shown = text_of(page)
    assert re.search(r"x draws more smiles than y, by|Too early: no end is planned. x leads by", shown)
    for words in ("x − y, day by day", "Smiled, by arm", "No end was planned"):
        assert words in shown
    assert 'href="/creatives/acme/x"' in page
    assert browser.get("/experiments/show.csv?tenant=acme&id=e1").status == 200
    assert browser.get("/experiments/show?id=nix").status == 404
    assert browser.get("/experiments/show?id=").status == 400
    hidden = with_experiment.browser("otto")
    assert "id=e1" not in hidden.get("/experiments").text
    assert hidden.get("/experiments/show?tenant=acme&id=e1").status == 404


def test_only_an_editor_is_led_from_the_winner_to_the_next_playlist(
    with_experiment: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nobody where the ads differ before a video can have an effect, as they do here from second 0 on."""
    link, path = 'href="/playlists/new?creative=acme/x"', "/experiments/show?tenant=acme&id=e1"
    assert link not in with_experiment.browser("ed").get(path).text
    monkeypatch.setattr("central.reports.first_second.CONTROL_ALPHA", 0.0)
    shown = [link in with_experiment.browser(name).get(path).text for name in ("ed", "vi")]
    assert shown == [True, False]


def test_a_comparison_of_two_arms_leaves_the_decision_to_the_experiment(with_experiment: Site) -> None:
    """Of ads that are in no experiment together it says nothing."""
    browser = with_experiment.browser("vi")
    page = browser.get("/compare?creative=acme/x&creative=acme/y&measure=attention_s").text
    assert "also in the experiment “e1”. This comparison may cover other days and shops" in text_of(page)
    assert "/experiments/show?tenant=acme&amp;id=e1&amp;measure=attention_s" in page
    found = json.loads(browser.get("/compare.json?creative=acme/x&creative=acme/y").text)
    assert found["experiments"] == ["e1"]
    assert "in the experiment" not in text_of(browser.get("/compare?creative=acme/a&creative=acme/x").text)


def test_an_experiment_is_planned_before_its_first_play(with_experiment: Site) -> None:
    """From the page of the experiments, by its own people; who may see one shop has that one."""
    browser = with_experiment.browser("vi")
    assert 'href="/plan"' in browser.get("/experiments").text
    page = browser.get("/plan?tenant=acme&sites=20&days=14&people=60&difference=1.5").text
    shown = text_of(page)
    assert re.search(
        r"Shops: 20. Days: 14. People per shop, day and ad: 60. With these numbers, 80 of 100 experiments"
        r" detect [\w ]+ [\d.]+ points",
        shown,
    )
    assert "detect a difference of 1.5 points" in shown
    assert 'name="sites" type="number"' in page
    assert re.findall(r'step="any" value="([^"]*)"', page) == ["60", "1.5"]
    assert browser.get("/plan?tenant=acme&sites=0").status == 400
    assert browser.get("/plan?tenant=none").status == 404
    assert 'id="tenant"' in with_experiment.browser("ann").get("/plan").text
    own = text_of(with_experiment.browser("vi").get("/plan?tenant=acme&measure=attention_s").text)
    assert "Measure: Viewing time" in own


def test_an_editor_plans_the_end_of_an_experiment(with_experiment: Site) -> None:
    """Before it comes, and who may see all of its shops; a viewer gets no form."""
    site, path, show = with_experiment, "/experiments/plan", "/experiments/show?tenant=acme&id=e1"
    assert "/experiments/plan" not in site.browser("vi").get(show).text
    site.sql(
        "INSERT INTO users (name, password_hash, role, scope, created_ms, loopback_only)"
        " SELECT 'eva', password_hash, role, 'acme/lab-1', 0, loopback_only FROM users WHERE name = 'ed'"
    )

    def plan(name: str, day: str, token: str = "", experiment: str = "e1") -> int:
        browser = site.browser(name)
        fields = {"form_token": token or browser.form_token("/account"), "tenant": "acme", "id": experiment, "day": day}
        return browser.post(path, fields).status

    assert "/experiments/plan" not in site.browser("eva").get(show).text
    assert [plan(name, "2027-01-10") for name in ("vi", "otto", "eva")] == [403] * 3
    browser = site.browser("ed")
    assert "/experiments/plan" in browser.get(f"{show}&measure=attention_s").text
    with_winner = browser.get(show).text
    assert "This experiment has a winner, so it needs no planned end." in text_of(with_winner)
    assert "/experiments/plan" not in with_winner
    for day, status in (("2026-11-04", 400), ("x", 400), ("", 400), ("2027-01-10", 303), ("2027-01-20", 303)):
        assert plan("ed", day) == status, day
    assert plan("ed", "2027-01-10", experiment="nix") == 404
    assert plan("ed", "2027-02-01", token="0") == 403
    shown = text_of(browser.get(show).text)
    assert "The planned end is 20 Jan 2027." in shown
    assert "It was originally 10 Jan 2027" in shown
    assert site.rows("SELECT who, what, detail FROM audit WHERE what = 'experiment.plan' ORDER BY id") == [
        ("ed", "experiment.plan", "acme/e1 2027-01-10"),
        ("ed", "experiment.plan", "acme/e1 2027-01-20"),
    ]


def test_a_tag_is_followed_from_week_to_week(site: Site) -> None:
    """With the first days of its adverts, marked in the plot."""
    site.sql("UPDATE creatives SET tag = 'shoes', name = 'Spring' WHERE creative = 'a'")
    browser = site.browser("vi")
    assert "/trends?tenant=acme&amp;tag=shoes" in browser.get("/trends").text
    shown = text_of(browser.get("/trends?tenant=acme&tag=shoes").text)
    assert "shoes, week of 2 Nov 2026: smiled 14.0 %" in shown
    assert "2 Nov 2026: first day of Spring" in shown
    assert browser.get("/trends.csv?tag=shoes").status == 200
    assert browser.get("/trends?tag=nix").status == 404
    assert "shoes" not in site.browser("nell").get("/trends").text
    assert site.browser("nell").get("/trends?tag=shoes").status == 404
    site.sql("UPDATE creatives SET tag = NULL, name = NULL WHERE creative = 'a'")


def test_the_fleet_says_which_playlist_plays(site: Site) -> None:
    """And which one is on its way. Without playlists there is no such column."""
    assert "Playlist Version" not in text_of(site.browser("vi").get("/fleet").text)
    site.sql("INSERT INTO playlist_sites (site, version) VALUES ('acme/shop-1', 12)")
    payload = b'{"playlist": 11}'.hex()
    site.sql(f"UPDATE devices SET state_payload = x'{payload}' WHERE key = 'acme/shop-1/door'")
    shown = text_of(site.browser("vi").get("/fleet").text)
    assert re.search(r"Playlist .*11 version 12 pending", shown)
    kiosks = site.browser("vi").get("/api/v1/fleet?tenant=acme").text
    assert '"playlist":11,"wanted_playlist":12' in kiosks
    site.sql("DELETE FROM playlist_sites")
    site.sql("UPDATE devices SET state_payload = NULL WHERE key = 'acme/shop-1/door'")


def test_the_fleet_counts_kiosks_on_which_staff_are_not_declared(site: Site) -> None:
    """The count chooses them, on the page and in the API."""
    payload = b'{"reasons": ["staff: not declared"]}'.hex()
    site.sql(f"UPDATE devices SET state_payload = x'{payload}' WHERE key = 'acme/shop-1/door'")
    page = site.browser("vi").get("/fleet").text
    assert "1 staff not declared" in text_of(page)
    assert 'href="/fleet?staff=undeclared"' in page
    chosen = site.browser("vi").get("/fleet?staff=undeclared").text
    assert re.findall(r"<b><bdi>([^<]+)</bdi></b>", chosen) == ["shop-1"]
    found = json.loads(site.browser("vi").get("/api/v1/fleet?staff=undeclared").text)
    assert (found["staff_undeclared"], [kiosk["site"] for kiosk in found["kiosks"]]) == (1, ["shop-1"])
    site.sql("UPDATE devices SET state_payload = NULL WHERE key = 'acme/shop-1/door'")
    assert "staff not declared" not in text_of(site.browser("vi").get("/fleet").text)


def test_kiosks_that_need_a_hand_stand_first(site: Site) -> None:
    """Each with its shop, its alerts and what to do; the quarantine is for administrators alone."""
    site.sql("UPDATE devices SET state = 'sensing', received_ms = 4102444800000")
    site.sql("UPDATE devices SET state = 'offline' WHERE key = 'acme/shop-3/door'")
    site.sql(
        "INSERT INTO quarantine (received_ms, device, topic, reason, detail, version, digest, payload, bytes)"
        " VALUES (1, 'acme/shop-3/door', 't', 'junk', '', '0', x'00', x'00', 1)"
    )
    page = site.browser("ann").get("/fleet").text
    shops = re.findall(r"<b><bdi>([^<]+)</bdi></b>", page)
    assert shops[0] == "shop-3"
    assert shops[1:] == sorted(shops[1:], key=lambda shop: (shop.startswith("branch"), shop)) or "lab-0" in shops
    assert "1 of " in text_of(page)
    assert "junk 1 message" in text_of(page)
    assert "junk" not in site.browser("vi").get("/fleet").text
    assert re.findall(r"<b><bdi>([^<]+)</bdi></b>", site.browser("otto").get("/fleet").text) == ["shop-1"]
    only = site.browser("vi").get("/fleet?state=offline").text
    assert re.findall(r"<b><bdi>([^<]+)</bdi></b>", only) == ["shop-3"]
    assert 'http-equiv="refresh"' not in page
    assert '<meta http-equiv="refresh" content="60">' in site.browser("vi").get("/fleet?reload=60").text
    assert site.browser("vi").get("/fleet?reload=1").status == 400


def test_a_difference_is_drawn_day_by_day() -> None:
    """Two looks make a band; nothing is drawn of what was not told."""
    figure = sequence_figure([experiment(), experiment(winner=None, difference=undecided())])
    assert figure is not None
    for plot in figure.plots:
        assert Document(plot).named("path")
    assert len(figure.tables[0].rows) == 2
    assert sequence_figure([experiment(difference=None)]) is None
    equal = difference(mean=0.0, sequence_low=None, sequence_high=None, winner=None)
    assert sequence_figure([experiment(winner=None, difference=equal)]) is not None
    assert sequence_figure([experiment(measure="attention_s")]) is None
