"""Pages of a store with shops and users, on a free port."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.central.web.people import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Site]":
    """Pages that all tests of a file share."""
    from tests.central.web.people import Site, fill
    from tests.doubles.web import web_server

    folder: Path = tmp_path_factory.mktemp("web")
    location = fill(folder)
    with web_server(location, media=folder / "media") as port:
        yield Site(port, location)


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    """One browser for all tests of a file."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is missing: make setup")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()
