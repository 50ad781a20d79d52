"""Contrast of the page's colours, by day, by night and on paper."""

import re

import pytest

from central.reports.rendering.page import STYLE

COLOURS = ("ink", "faint", "warning", *(f"series-{index}" for index in range(6)))


def palettes() -> dict[str, dict[str, str]]:
    """Colours by name: light, dark, printed."""
    day, _, rest = STYLE.read_text("utf-8").partition("@media (prefers-color-scheme: dark) {")
    night, _, rest = rest.partition("\n}\n")
    printed = rest.partition("@media print {")[2]
    found = {name: dict(re.findall(r"--([\w-]+): (#\w{6})", text)) for name, text in (("light", day), ("dark", night))}
    return {**found, "print": dict(re.findall(r"--([\w-]+): (#\w{6})", printed))}


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", ["light", "dark", "print"])
@pytest.mark.parametrize("name", COLOURS)
def test_text_stands_out_from_its_ground(palette: str, name: str) -> None:
    """At least 4.5 : 1, level AA, on the page and on what is tinted."""
    colours = palettes()[palette]
    grounds = ["warning-wash"] if name == "warning" else ["paper", "wash"]
    for ground in grounds:
        darker, lighter = sorted((luminance(colours[name]), luminance(colours[ground])))
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (palette, name, ground)
