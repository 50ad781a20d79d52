"""The browser of a session's page: opened with a profile of its own, of which nothing stays."""

import sys
from pathlib import Path

import pytest

from edge.chromium import BrowserError
from edge.study_sessions.browser import show_page_link
from tests.doubles.waiting import wait_until

LINK = "http://127.0.0.1:1/#a-token"


def test_a_browser_is_ended_with_the_page_and_its_command_line_has_no_token(tmp_path: Path) -> None:
    program, said = tmp_path / "chromium", tmp_path / "said"
    program.write_text(
        f"#!{sys.executable}\nimport sys, time\nfrom pathlib import Path\n"
        f"Path({str(said)!r} + '.new').write_text('\\n'.join(sys.argv[1:]))\n"
        f"Path({str(said)!r} + '.new').rename({str(said)!r})\ntime.sleep(60)\n"
    )
    program.chmod(0o755)
    told: list[str] = []
    with show_page_link(LINK, "the page", told.append, is_opened=True, environment={"PATH": str(tmp_path)}):
        wait_until(said.exists, "the browser")
        arguments = said.read_text().splitlines()
        (profile,) = [Path(one.partition("=")[2]) for one in arguments if one.startswith("--user-data-dir=")]
        assert LINK in (profile / "start.html").read_text()
        assert profile.stat().st_mode & 0o077 == 0
        assert not [one for one in arguments if "a-token" in one]
    assert (profile.exists(), told) == (False, [])


def test_without_a_browser_the_link_is_told_or_the_option_refused(tmp_path: Path) -> None:
    told: list[str] = []
    with show_page_link(LINK, "the page", told.append, is_opened=False):
        assert told == [f"study: open the page in a browser on this computer: {LINK}"]
    nowhere = {"PATH": str(tmp_path)}
    with (
        pytest.raises(BrowserError, match="omit --browser"),
        show_page_link(LINK, "it", told.append, is_opened=True, environment=nowhere),
    ):
        pass
