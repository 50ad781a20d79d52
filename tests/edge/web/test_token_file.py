"""Secrets of the pages: a new one at each start of the kiosk, for its user alone."""

import os
import stat
from pathlib import Path

import pytest

from edge.web.token_file import TokenFileError, read_token, renew_token, token_path


def test_each_page_has_a_file_of_its_own_beside_the_outbox() -> None:
    outbox = Path("/var/lib/vitrina/outbox.db")
    assert token_path(outbox, "console") == Path("/var/lib/vitrina/outbox.db.console-token")
    assert token_path(outbox, "console") != token_path(outbox, "player")


def test_a_renewed_token_is_another_and_only_its_user_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("old")
    path.chmod(0o644)
    old = os.umask(0)
    try:
        first, second = renew_token(path, "console"), renew_token(path, "console")
    finally:
        os.umask(old)
    assert first != second == read_token(path, "console")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_in_its_place_leads_nowhere(tmp_path: Path) -> None:
    """A user who may write the folder for a moment cannot make the kiosk write another file."""
    target = tmp_path / "precious"
    target.write_text("stays")
    (tmp_path / "token").symlink_to(target)
    renew_token(tmp_path / "token", "console")
    assert target.read_text() == "stays"
    assert not (tmp_path / "token").is_symlink()


def test_a_token_that_cannot_be_made_names_page_and_file(tmp_path: Path) -> None:
    with pytest.raises(TokenFileError, match=r"console: .*nowhere/token cannot be created .* Nothing was started\."):
        renew_token(tmp_path / "nowhere" / "token", "console")
