"""The browser of the demo: opened where there is a display, and gone with the demo."""

import os
from pathlib import Path

import pytest

from edge.tools.demo.page import has_display, missing_player_package, open_pages
from tests.doubles.waiting import wait_until

LINK = "http://127.0.0.1:40001/#token"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A machine with a display, whose Chromium writes down its arguments and stays until it is ended."""
    browser = tmp_path / "chromium"
    browser.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/arguments.$$\nsleep 1000\n')
    browser.chmod(0o755)
    return {"PATH": f"{tmp_path}:{os.environ['PATH']}", "DISPLAY": ":9"}


def opened(folder: Path) -> dict[int, list[str]]:
    """Arguments of each browser by its process."""
    files = folder.glob("arguments.*")
    return {int(file.suffix[1:]): lines for file in files if (lines := file.read_text().splitlines())}


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_player_and_report_are_opened_beside_each_other(environment: dict[str, str], tmp_path: Path) -> None:
    """Each in a window of its own. The token stands on no command line. Nothing is left."""
    report = tmp_path / "report.html"
    with open_pages(LINK, report, environment) as is_open:
        assert is_open
        wait_until(lambda: len(opened(tmp_path)) == 2, "two browsers")
        browsers = opened(tmp_path)
        assert {lines[0] for lines in browsers.values()} == {"--window-position=0,0", "--window-position=960,0"}
        assert not any("token" in line for lines in browsers.values() for line in lines)
        firsts = [Path(lines[-1].removeprefix("--app=file://")) for lines in browsers.values()]
        texts = sorted(first.read_text() for first in firsts)
        assert any(LINK in text for text in texts)
        assert any(report.as_uri() in text for text in texts)
    assert not any(is_running(pid) for pid in browsers)
    assert not any(first.exists() for first in firsts)


def test_without_a_display_or_a_browser_nothing_is_opened(environment: dict[str, str], tmp_path: Path) -> None:
    for less in ({"DISPLAY": ""}, {"PATH": "/nowhere"}):
        with open_pages(LINK, None, {**environment, **less}) as is_open:
            assert not is_open
    assert opened(tmp_path) == {}


def test_a_display_is_that_of_x_or_of_wayland() -> None:
    assert has_display({"DISPLAY": ":0"})
    assert has_display({"WAYLAND_DISPLAY": "wayland-0"})
    assert not has_display({})


def test_the_packages_of_the_player_are_those_of_its_extra() -> None:
    """They are installed where the tests run."""
    assert missing_player_package() is None
