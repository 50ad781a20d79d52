"""What a shop prints: the sign at the door and the badges of staff. Paper is white in light and dark."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from edge.kiosk.screen.notice import notice_facts
from edge.screen.notice.door_sign import door_sign_pdf
from edge.screen.notice.page import page_texts
from edge.settings.settings import parse_settings_text
from edge.tools.badge_sheet import BadgeSheetOptions, badge_sheet_pdf
from tests.pictures.browser import Picture, decode, write_picture
from tests.pictures.player import SETTINGS

WIDTH_PX = 760


def write_paper(folder: Path, names: Sequence[str]) -> None:
    """Write `door-sign` and `badge`."""
    if "door-sign" in names:
        facts = notice_facts(parse_settings_text(SETTINGS, Path("vitrina.toml")))
        write_picture(_first_sheet(door_sign_pdf([page_texts("en", facts)], "A5")), folder / "door-sign.webp", WIDTH_PX)
    if "badge" in names:
        sheet = _first_sheet(badge_sheet_pdf(BadgeSheetOptions(count=4)))
        write_picture(sheet[: len(sheet) // 2], folder / "badge.webp", WIDTH_PX)


def _first_sheet(pdf: bytes) -> Picture:
    command = ["pdftoppm", "-png", "-r", "110", "-f", "1", "-l", "1", "-"]
    return decode(subprocess.run(command, input=pdf, capture_output=True, check=True).stdout)
