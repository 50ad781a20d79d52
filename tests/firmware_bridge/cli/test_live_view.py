"""The live display of a kit."""

import io
import re
from math import nan

import pytest

from firmware_bridge.cli.live_view import KitLiveView
from firmware_bridge.cli.sparkline import Sparkline
from firmware_bridge.kits import registry
from firmware_bridge.live_reader import TimedSample
from firmware_bridge.samples import Kit, Sample
from firmware_bridge.vitals import VitalSignsEstimator

CONTROL = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|\r")


def render_view(seconds: float, *, moves: bool, colours: bool = False, width: int = 72, silent_s: float = 0.0) -> str:
    """The output for a kit with all signals at 10 samples a second, then silence."""
    out, kit = io.StringIO(), registry.make("csv_lines", {})
    view = KitLiveView(out, kit, "/dev/pts/7", 100.0, moves=moves, colours=colours, width=lambda: width)
    vitals = VitalSignsEstimator()
    for n in range(int(seconds * 10)):
        at_s = 100 + n / 10
        sample = Sample(at_s, eda_us=4 + n / 100, pulse=n % 8 / 8, ibi_ms=800.0 if n % 8 == 0 else nan)
        view.add_samples([TimedSample(at_s, sample, vitals.process_sample(at_s, sample))], at_s)
    for n in range(int(silent_s * 4)):
        view.add_samples([], 100 + seconds + n / 4)
    return out.getvalue()


def last_drawing(text: str) -> list[str]:
    return CONTROL.sub("", text.rsplit("\x1b[7A", 1)[-1]).splitlines()


def test_without_a_terminal_one_line_per_second_is_printed() -> None:
    """Without any control sequence."""
    lines = render_view(4.15, moves=False).splitlines()
    assert [line.split(" s ")[0].strip() for line in lines] == ["1.0", "2.0", "3.0", "4.0"]
    assert "eda 4.400 uS  contact yes  quality 1.00  responses 0  hr -  10.2/s  lost 0  bad 0" in lines[-1]
    assert not CONTROL.search("".join(lines))


def test_on_a_terminal_the_display_is_redrawn_in_place() -> None:
    """Each drawing covers the previous one. Lines are shorter than the terminal is wide, so that none wraps."""
    text = render_view(5, moves=True)
    assert text.count("\x1b[7A") == text.count("CSV lines") - 1 > 10
    lines = last_drawing(text)
    assert lines[0].startswith("CSV lines at /dev/pts/7   0:04")
    assert lines[1].startswith("skin     4.4")
    assert "on the skin   quality 1.00   responses 0" in lines[1]
    assert lines[2].endswith(" 60 s")
    assert "▇█ 6 s" in lines[4] or "█" in lines[4]
    assert lines[-1] == "Ctrl-C ends"
    assert all(len(line) < 30 for line in last_drawing(render_view(5, moves=True, width=30)))


def test_colours_are_used_only_if_asked_for() -> None:
    """The text is the same without them."""
    assert "\x1b[32mon the skin" in render_view(2, moves=True, colours=True)
    assert not re.search(r"\x1b\[\d+m", render_view(2, moves=True))


def test_a_silent_kit_shows_no_old_values() -> None:
    """After three seconds."""
    assert "no data" in render_view(2, moves=False, silent_s=5).splitlines()[-1]
    assert any("no data" in line for line in last_drawing(render_view(2, moves=True, silent_s=5)))


@pytest.mark.parametrize("moves", [False, True])
def test_a_kit_that_reports_no_contact_has_no_contact_line(moves: bool) -> None:
    """A sketch of `csv_lines` may print a pulse only."""
    out, kit, vitals = io.StringIO(), registry.make("csv_lines", {}), VitalSignsEstimator()
    view = KitLiveView(out, kit, "/dev/pts/7", 0.0, moves=moves, colours=False, width=lambda: 72)
    for n in range(20):
        sample = Sample(n / 10, pulse=n % 8 / 8)
        view.add_samples([TimedSample(n / 10, sample, vitals.process_sample(n / 10, sample))], n / 10)
    assert "lost 0" in out.getvalue()
    assert not re.search("contact|quality|responses", out.getvalue())


def test_a_note_is_shown_beside_the_values() -> None:
    """For example the reason why no samples arrive."""
    out = io.StringIO()
    kit: Kit = registry.make("grove", {})
    view = KitLiveView(out, kit, "/dev/pts/7", 0.0, moves=False, colours=False)
    view.show_note("the port is gone", 2.0)
    assert out.getvalue().endswith("the port is gone\n")


def test_a_sparkline_fills_its_height_from_the_smallest_to_the_greatest_value() -> None:
    """Missing values are blanks, noise below the least span stays in the middle, the newest value is at the right."""
    line = Sparkline(8.0, 1.0)
    for at_s, value in ((0.5, 0.0), (3.5, nan), (5.5, 5.0), (7.5, 10.0)):
        line.add(at_s, value)
    assert line.render(8.0, 8) == "▁    ▅ █"
    line.add(16.0, 3.0)
    line.add(16.4, 3.1)
    assert set(line.render(16.5, 8).strip()) <= set("▄▅")
    assert Sparkline(8.0, 1.0).render(8.0, 4) == "    "
