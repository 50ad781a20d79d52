"""Page of one creative: the numbers of its report, its film second by second, and its exports."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from central.films import probe_film
from central.films.media import store_film
from central.reports.rendering.strip import jpeg_size
from central.store.creatives import set_creative
from central.store.database import open_store
from tests.central.web.people import Site

A = "/creatives/acme/a"


def text_of(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))).replace("\u00a0", " ")


@pytest.fixture
def film(site: Site, tmp_path: Path) -> str:
    """Digest of a film of four seconds that is kept as that of `a`."""
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        pytest.skip("ffmpeg is not installed: apt-get install ffmpeg")
    path = tmp_path / "a.mp4"
    source = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=5:duration=4", "-pix_fmt", "yuv420p"]
    subprocess.run([ffmpeg, "-v", "error", *source, str(path)], check=True)
    assert probe_film(path).duration_s == 4.0
    digest = store_film(path, site.location.file.parent.parent / "media")
    with open_store(site.location) as store:
        set_creative(store, "acme/a", {"sha256": digest, "name": "Spring"})
    return digest


def test_the_page_says_what_the_report_says(site: Site) -> None:
    """Finding with interval and base, curve with an area a second, each with its numbers; shops; what is not said."""
    browser = site.browser("vi")
    page = browser.get(A).text
    shown = text_of(page)
    assert "smiled 14.0 % of the time (95 %: 10.1 to 17.9 %), in 5 shops." in shown
    assert "Based on 300 visits and 15 shop days, 2 Nov 2026 to 4 Nov 2026." in shown
    assert len(re.findall('type="radio" name="second"', page)) == 3
    assert "14.0 % smiled" in shown
    for words in ("Smiles by shop", "Visits by hour of the day", "Peak", "What this report does not show", "shop-4"):
        assert words in shown
    assert re.search(r"mean of 3 s, highest in seconds 0 to 2", shown)
    assert "These screens on these days: how long people looked" in shown
    assert "plays of this ad" in shown
    assert "To say how many visits saw the ad, quote “Seen by” at the top." in shown
    assert "of watchers were analysed for at least 1 s" in shown
    assert "Analysed in this second" in shown
    assert page.count("<svg") == page.count('role="img"')
    assert page.count("Numbers behind this plot") >= 3


def test_the_page_begins_with_the_visits_that_saw_the_ad(site: Site) -> None:
    """It is estimated, it is of visits, and what counts everybody stands apart."""
    shown = text_of(site.browser("vi").get(A).text)
    shown = shown[shown.index("Ads / a") :]
    first = re.search(r"Seen by at least ([\d,]+) visits A visit counts if it looked at the ad for 1 s or more.", shown)
    assert first
    assert first.start() < shown.index("smiled 14.0 % of the time")
    assert "Estimated: about" in shown
    assert "reached" not in shown
    own, screens = shown.split("These screens on these days", 1)
    assert "visits in front of the screens" in screens
    assert "visits in front of the screens" not in own
    assert "of visits are reported" in own
    german = text_of(site.browser("vi").get(A, **{"accept-language": "de"}).text)
    assert "Diese Bildschirme an diesen Tagen" in german


def test_filters_choose_days_and_shops(site: Site) -> None:
    """They stay in the form, and in the links to exports and to the comparison."""
    page = site.browser("vi").get(f"{A}?from=2026-11-03&site=shop-1&site=shop-2").text
    assert "In these 2 shops" in text_of(page)
    assert 'value="2026-11-03"' in page
    assert re.findall(r'name="site" value="([^"]+)" checked', page) == ["shop-1", "shop-2"]
    assert "report.csv?from=2026-11-03&amp;site=shop-1&amp;site=shop-2" in page
    assert site.browser("vi").get(f"{A}?from=2026-11-05&to=2026-11-03").status == 400
    assert site.browser("vi").get(f"{A}?form=2026-11-05").status == 400
    assert site.browser("vi").get("/creatives/acme/nix").status == 404


def test_the_film_stands_under_the_curve(site: Site, film: str) -> None:
    """Pictures come from this server, once for each film, and the page holds none of them itself."""
    browser = site.browser("vi")
    page = browser.get(A).text
    assert "data:image" not in page
    addresses = sorted(set(re.findall(r'(?:href|src)="([^"]+/frames/[^"]+)"', page)))
    assert addresses == [f"{A}/frames/{second}?{film[:12]}" for second in range(3)]
    picture = browser.get(addresses[1])
    assert picture.headers["content-type"] == "image/jpeg"
    assert "immutable" in picture.headers["cache-control"]
    assert jpeg_size(picture.body) == (320, 180)
    for path in ("9", "600", "601", "1.5", "-1", "x" * 40):
        assert browser.get(f"{A}/frames/{path}").status == 404
    assert "data:image/jpeg" in browser.get(f"{A}/report.html").text
    site.sql("UPDATE creatives SET sha256 = NULL, name = NULL WHERE creative = 'a'")
    assert "/frames/" not in browser.get(A).text


def test_a_film_that_is_gone_takes_nothing_from_the_numbers(site: Site) -> None:
    site.sql(f"UPDATE creatives SET sha256 = '{'0' * 64}' WHERE creative = 'a'")
    page = site.browser("vi").get(A)
    assert page.status == 200
    assert "/frames/" not in page.text
    site.sql("UPDATE creatives SET sha256 = NULL WHERE creative = 'a'")


def test_exports_are_files_and_stand_in_the_audit_log(site: Site) -> None:
    """The same JSON as that of the API, within the same days and sites."""
    browser = site.browser("otto")
    api = json.loads(browser.get("/api/v1/creatives/acme/a/report?from=2026-11-03").text)
    for kind, start in (("csv", "creative,"), ("json", "{"), ("html", "<!DOCTYPE html>")):
        answer = browser.get(f"{A}/report.{kind}?from=2026-11-03")
        assert answer.headers["content-disposition"] == f'attachment; filename="acme-a.{kind}"'
        assert answer.text.lstrip("\ufeff").startswith(start) or kind == "csv"
        if kind == "json":
            assert json.loads(answer.text) | {"generated": ""} == api | {"generated": ""}
    entries = site.rows("SELECT who, what, detail FROM audit WHERE what = 'export' ORDER BY id")
    assert entries[-3:] == [("otto", "export", f"report acme/a as {kind}") for kind in ("csv", "json", "html")]


def test_the_list_leads_to_the_page(site: Site) -> None:
    page = site.browser("vi").get("/creatives?from=2026-11-03&search=a").text
    assert f'href="{A}?from=2026-11-03"' in page


def test_the_page_has_the_steps_of_the_trade_in_faces_and_says_what_is_not_computed(site: Site) -> None:
    browser = site.browser("vi")
    shown = text_of(browser.get(A).text)
    answer = json.loads(browser.get(f"/api/v1{A}/impressions").text)
    for words in ("Gross impressions (faces)", "Opportunity to see (faces)", "Likelihood to see (faces)"):
        assert words in shown
    assert f"Counted in published reactions: {answer['exposed']}" in shown
    assert f"Share of voice: {100 * answer['share_of_voice']:.1f} % of the play time" in shown
    assert "Visits in view at a moment. No interval: fewer than four days" in shown
    assert "Plays × multiplier is not gross impressions" in shown
    assert shown.count("not computed") == 2
    assert "Nobody is recognised" in shown
    assert answer["refused"] == ["audience_by_age", "audience_by_sex", "reach", "frequency"]
    assert answer["counted"] == "faces"
