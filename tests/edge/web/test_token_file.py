"""Secrets of the pages: a new one at each start of the kiosk, for its user alone."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from edge.web.token_file import NEW_TOKEN, TokenFileError, read_shared_token, read_token, renew_token, token_path


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


def test_the_printed_command_makes_a_token_of_a_fleet(tmp_path: Path) -> None:
    """Each time another one. The kiosk reads it and leaves the file as it is."""
    made = [subprocess.check_output(["sh", "-c", NEW_TOKEN], text=True) for _ in range(2)]
    assert made[0] != made[1]
    path = tmp_path / "play-token"
    path.write_text(made[0])
    path.chmod(0o640)
    assert read_shared_token(path, "playback") == made[0].strip()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_token_of_a_fleet_is_never_made_by_a_kiosk(tmp_path: Path) -> None:
    with pytest.raises(
        TokenFileError, match=r"playback: .*play-token cannot be read \(No such file.*\)\. Copy the token"
    ):
        read_shared_token(tmp_path / "play-token", "playback")
    assert not (tmp_path / "play-token").exists()
    (tmp_path / "play-token").write_text("too short\n")
    with pytest.raises(
        TokenFileError, match=r"does not contain a token\. A token has 43 letters\. Make one: openssl rand"
    ):
        read_shared_token(tmp_path / "play-token", "playback")
