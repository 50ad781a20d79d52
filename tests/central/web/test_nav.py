"""The navigation: one entry for each page, and exactly one marked as the current one."""

import re

import pytest

from tests.central.web.people import Site

CURRENT = re.compile(r'<a href="([^"]+)" aria-current="page">')


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/creatives", "/creatives"),
        ("/creatives/acme/a", "/creatives"),
        ("/compare", "/creatives"),
        ("/shops/acme/shop-1", "/shops"),
        ("/plan?tenant=acme", "/experiments"),
        ("/recommendation", "/recommendation"),
        ("/playlists", "/playlists"),
        ("/fleet?state=silent", "/fleet"),
        ("/method", "/method"),
        ("/account", "/account"),
    ],
)
def test_the_navigation_marks_the_page_of_the_reader_only(site: Site, path: str, marked: str) -> None:
    assert CURRENT.findall(site.browser("ann").get(path).text) == [marked]


def links(page: str) -> dict[str, str]:
    """Labels of the navigation by path."""
    nav = re.findall(r"(?s)<nav.*?</nav>", page)[0]
    return dict(re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', nav))


@pytest.mark.parametrize("code", ["en", "de", "ru"])
def test_the_navigation_has_each_page_that_the_role_may_open_under_a_name_of_its_own(site: Site, code: str) -> None:
    for name, is_admin in (("ann", True), ("vi", False)):
        shown = links(site.browser(name).get("/method", **{"accept-language": code}).text)
        assert len({*shown.values()}) == len(shown)
        assert {"/", "/shops", "/recommendation", "/playlists", "/fleet"} <= shown.keys()
        assert ("/audit" in shown) == is_admin
        assert "/help/index.html" in shown  # which needs the built site: tests/central/web/test_help.py
        pages = [path for path in shown if not path.startswith("/help/")]
        opened = [path for path in pages if code != "en" or site.browser(name).get(path).status in (200, 303)]
        assert opened == pages


@pytest.mark.parametrize(
    ("path", "led"),
    [
        ("/fleet", {"/fleet/enrol", "/fleet/enrolments"}),
        ("/shops", {"/fleet/enrol", "/shops/new"}),
        ("/experiments", {"/lift"}),
        ("/lift", {"/sales", "/lift/plan", "/experiments/new"}),
    ],
)
def test_pages_lead_to_the_next_step_of_an_administrator(site: Site, path: str, led: set[str]) -> None:
    content = re.findall(r"(?s)<main.*?</main>", site.browser("ann").get(path).text)[0]
    assert led <= {*re.findall(r'href="([^"?#]+)', content)}


def test_nobody_sees_a_group_without_a_page(site: Site) -> None:
    assert "Administration</p>" in site.browser("ann").get("/method").text
    assert "Administration</p>" not in site.browser("vi").get("/method").text
