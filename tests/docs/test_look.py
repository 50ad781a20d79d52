"""What a reader of a page cannot read or reach is found, and the pages of the builder have no such faults."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
api = pytest.importorskip("playwright.sync_api", reason="playwright is missing: make setup")
from tests.docs import look  # noqa: E402

LONG = "a_long_word_without_a_place_to_break_" * 12
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 40"><text y="20" font-size="11">small</text></svg>'
FAULTY = f"""<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><body>
<div class="sidebar-tree"><a href="gone.html">x</a></div><article><h1>Title</h1><h3>Skipped</h3>
<pre style="overflow: hidden">{LONG}</pre><table><tr><td>{LONG}</td></tr></table>
<p style="font-size: 11px">Small</p><a href="#nowhere">anchor</a>
<img src="drawing.svg" alt="A drawing" width="358"><img src="gone.png"></article></body></html>"""
DOCUMENTS = {
    "docs/index.md": "# First page\n\nRead about [masks](shop/masks.md).\n\n"
    "```{toctree}\n:hidden:\nevidence/cameras\nshop/masks\n```\n",
    "docs/shop/masks.md": f"# Wide masks\n\nMasks hide areas.\n\n```sh\n{LONG}\n```\n\n"
    f"| `{LONG}` | wide |\n|---|---|\n| cell | {LONG} |\n\n- {LONG}\n\n![A drawing](drawing.svg)\n",
    "docs/shop/drawing.svg": DRAWING,
    "docs/evidence/cameras.md": "# About masks\n\nMasks, measured: masks.\n",
}


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of three pages with wide content."""
    if find_spec("sphinx") is None:
        pytest.skip("the site needs Python 3.11 or newer")
    root = tmp_path_factory.mktemp("documents")
    for name, text in DOCUMENTS.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    command = [sys.executable, str(ROOT / "docs" / "build_site.py"), "--root", str(root), "--out", str(root / "site")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return root / "site"


def test_each_fault_of_a_page_is_found(browser: "Browser", tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(FAULTY, encoding="utf-8")
    (tmp_path / "drawing.svg").write_text(DRAWING, encoding="utf-8")
    faults = look.find_faults(tmp_path, ["page.html"], browser)
    found = {(fault.kind, fault.what.partition(":")[0]) for fault in faults if fault.width in (0, 390)}
    assert found == {
        ("page scrolls sideways", next(fault.what for fault in faults if fault.kind == "page scrolls sideways")),
        ("cut off", "pre"),
        ("cut off", "table"),
        ("cut off", "td"),
        ("letters below 12 px", "P 11 px p"),
        ("letters below 12 px", "drawing.svg 4.1 px"),
        ("heading skipped", "h3"),
        ("target below 24 px", "a"),
        ("image without words", "gone.png"),
        ("image missing", "gone.png"),
        ("link leads nowhere", "gone.html"),
        ("link leads nowhere", "gone.png"),
        ("anchor leads nowhere", "#nowhere"),
        ("reported by the browser", "Failed to load resource"),
    }


def test_wide_content_scrolls_inside_a_page(browser: "Browser", built: Path) -> None:
    """Code, a table, a list and a drawing that are wider than a phone, on a page of the builder."""
    assert look.find_faults(built, ["index.html", "shop/masks.html"], browser) == []


def test_the_search_lists_guides_before_measurements(browser: "Browser", built: Path) -> None:
    """It works without a server. Both titles have the word, and that of the measurements is first in the alphabet."""
    tab = browser.new_page()
    tab.goto((built / "index.html").as_uri())
    tab.fill("input.sidebar-search", "masks")
    tab.press("input.sidebar-search", "Enter")
    results = tab.locator("#search-results li > a")
    results.nth(1).wait_for()
    links = [results.nth(place).get_attribute("href") or "" for place in range(2)]
    tab.close()
    assert [link.partition(".html")[0] for link in links] == ["shop/masks", "evidence/cameras"]
