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
