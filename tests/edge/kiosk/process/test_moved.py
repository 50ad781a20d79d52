"""The mark of a kiosk that moved to another machine."""

from pathlib import Path

import pytest

from edge.cli.errors import exit_code
from edge.exit_codes import BAD_USAGE
from edge.kiosk.process.moved import MovedError, check_not_moved, move_mark_content, move_mark_path
from edge.kiosk.process.systemd import SystemdNotifier
from edge.kiosk.run import KioskService
from edge.settings.settings import Settings
from tests.edge.kiosk.console.test_console import settings


def moved(folder: Path, content: bytes) -> Settings:
    wanted = settings(folder, None)
    move_mark_path(wanted.outbox.path).write_bytes(content)
    return wanted


def test_without_a_mark_a_kiosk_may_run(tmp_path: Path) -> None:
    check_not_moved(settings(tmp_path, None))


def test_a_kiosk_that_moved_does_not_start(tmp_path: Path) -> None:
    wanted = moved(tmp_path, move_mark_content("demo/shop/kiosk", "2026-11-20T10:00:00.000Z", "/srv/kiosk.json"))
    with pytest.raises(MovedError, match=r"demo/shop/kiosk was moved away .*--move /srv/kiosk\.json") as raised:
        KioskService(wanted, SystemdNotifier({})).run()
    assert exit_code(raised.value) == BAD_USAGE
    assert not wanted.outbox.path.exists()


def test_under_another_name_the_machine_is_another_kiosk(tmp_path: Path) -> None:
    check_not_moved(moved(tmp_path, move_mark_content("demo/shop/till", "2026-11-20T10:00:00.000Z", "kiosk.json")))


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"{", b"\xff"])
def test_a_mark_that_cannot_be_read_counts(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(MovedError, match="cannot be read"):
        check_not_moved(moved(tmp_path, content))
