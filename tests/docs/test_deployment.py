"""docs/central/deployment.md: drawing and table have the ports of the settings, and the page shows the drawing."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from edge.settings.pages import ConsoleSettings
from edge.settings.player import PlayerSettings
from edge.settings.section import SettingsSection

FOLDER = Path(__file__).parents[2] / "docs" / "central"
PAGE = (FOLDER / "deployment.md").read_text(encoding="utf-8")
DRAWING = ElementTree.fromstring((FOLDER / "deployment.svg").read_text(encoding="utf-8"))
SPACE = "{http://www.w3.org/2000/svg}"


def words() -> list[str]:
    return [text.text or "" for text in DRAWING.iter(f"{SPACE}text")]


REFERENCE = (FOLDER.parent / "reference/central-settings.md").read_text(encoding="utf-8")
SECRET = re.compile(r"(?m)^### `(\[[\w.]+\] (?:\w*password_file|\w*secret_file|key|key_file|fleet_keys))`$")


@pytest.mark.parametrize("section", [ConsoleSettings, PlayerSettings])
def test_ports_of_the_kiosk_are_in_the_drawing_and_on_the_page(section: type[SettingsSection]) -> None:
    port = str(section.model_fields["port"].default)
    assert any(port in text for text in words())
    assert port in PAGE


def test_the_page_shows_the_drawing_and_says_what_is_in_it() -> None:
    """Whoever cannot see it, or reads the repository as text, has the same in words."""
    ((words_of_it, file),) = re.findall(r"!\[([^]]+)\]\(([^)]+)\)", PAGE)
    assert file == "deployment.svg"
    assert "firewall" in words_of_it
    assert DRAWING.get("aria-label")


def test_words_of_the_drawing_can_be_read_on_a_phone() -> None:
    """At 358 px, the width of a page on a phone of 390 px, the smallest words are 8 px high."""
    width = float((DRAWING.get("viewBox") or "").split()[2])
    style = DRAWING.find(f"{SPACE}style")
    assert style is not None
    smallest = min(int(size) for size in re.findall(r"(?:font: |font-size: )(\d+)px", style.text or ""))
    assert smallest * 358 / width >= 8


def test_each_secret_of_the_settings_is_in_the_table() -> None:
    """With where it is, what it protects, when it ends, and how to change it."""
    table = PAGE.partition("## Who needs which secret")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| ")]
    assert {len(row) for row in rows} == {4}
    assert all(cell.strip() for row in rows for cell in row)
    named = " ".join(row[0] for row in rows)
    secrets = SECRET.findall(REFERENCE)
    assert len(secrets) >= 9
    assert [name for name in secrets if f"`{name}`" not in named] == []


def test_the_ends_in_the_table_are_those_of_the_program() -> None:
    pytest.importorskip("sqlalchemy", reason="the central server's packages are missing: make setup")
    from central.store.sessions import ABSOLUTE_MS, IDLE_MS
    from central.store.tokens import MOST_DAYS
    from edge.messages.enrolment import VALID_MS

    for end in (
        f"after {MOST_DAYS:,} days",
        f"after at most {MOST_DAYS:,} days",
        f"after {VALID_MS // 3_600_000} hours",
        f"after {IDLE_MS // 3_600_000} hours without use, at the latest after {ABSOLUTE_MS // 86_400_000} days",
    ):
        assert end in PAGE
