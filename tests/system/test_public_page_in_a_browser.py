"""The page behind the QR code in Chromium: on a phone and a desk, in light and dark, with nothing from elsewhere."""

from importlib.resources import files
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.exit_codes import DONE
from edge.screen.notice.public_page import POLICY
from tests.doubles.screen import skip_without_browser

SETTINGS = """[notice]
version = "2026-11"
operator = "Beispiel & Söhne GmbH, Hauptstraße 7, 10115 Berlin"
contact = "privacy@example.org"
legal_basis = "legitimate interests"
languages = ["de", "en"]
"""
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
FAULTS = (
    "axe.run().then(found => found.violations.filter(one => /serious|critical/.test(one.impact)).map(one => one.id))"
)


def test_the_page_fits_each_screen_and_loads_nothing(tmp_path: Path) -> None:
    """Its policy is the strictest one, and Chromium reports nothing that it blocked."""
    skip_without_browser()
    api = pytest.importorskip("playwright.sync_api", reason="playwright is missing: make setup")
    out, config = tmp_path / "screen.html", tmp_path / "vitrina.toml"
    config.write_text(SETTINGS, encoding="utf-8")
    assert main(["notice", "--html", str(out), "--config", str(config)]) == DONE
    assert POLICY == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for width, scheme in ((390, "light"), (1440, "dark")):
            page = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
            seen: list[str] = []
            page.on("request", lambda request, seen=seen: seen.append(request.url))
            page.on("console", lambda message, seen=seen: seen.append(message.text))
            page.goto(out.as_uri())
            assert seen == [out.as_uri()]
            page.evaluate(OPEN_ALL)
            assert page.evaluate("document.documentElement.scrollWidth") == width
            assert page.evaluate("[...document.querySelectorAll('pre')].every(one => one.clientHeight > 20)")
            page.evaluate(axe)
            assert page.evaluate(FAULTS) == []
        browser.close()
