"""What a kit gives, for people."""

import io
import re
from math import nan

from firmware_bridge.cli.live_view import LiveView
from firmware_bridge.cli.sparkline import Sparkline
from firmware_bridge.kits import registry
from firmware_bridge.live_reader import TimedSample
from firmware_bridge.samples import Kit, Sample
from firmware_bridge.vitals import VitalSignsEstimator

CONTROL = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|\r")


def shown(seconds: float, *, moves: bool, colours: bool = False, width: int = 72, silent_s: float = 0.0) -> str:
    """A strap's worth of a kit with everything at 10 samples a second, then silence."""
    out, kit = io.StringIO(), registry.make("csv_lines", {})
    picture = LiveView(out, kit, "/dev/pts/7", 100.0, moves=moves, colours=colours, width=lambda: width)
    vitals = VitalSignsEstimator()
    for n in range(int(seconds * 10)):
        at_s = 100 + n / 10
        sample = Sample(at_s, eda_us=4 + n / 100, pulse=n % 8 / 8, ibi_ms=800.0 if n % 8 == 0 else nan)
        picture.add([TimedSample(at_s, sample, vitals.process_sample(at_s, sample))], at_s)
    for n in range(int(silent_s * 4)):
        picture.add([], 100 + seconds + n / 4)
    return out.getvalue()


def last_picture(text: str) -> list[str]:
    return CONTROL.sub("", text.rsplit("\x1b[7A", 1)[-1]).splitlines()


def test_elsewhere_than_on_a_terminal_it_is_a_line_a_second() -> None:
    """Without any control sequence."""
    lines = shown(4.15, moves=False).splitlines()
    assert [line.split(" s ")[0].strip() for line in lines] == ["1.0", "2.0", "3.0", "4.0"]
    assert "eda 4.400 uS  contact yes  quality 1.00  responses 0  hr -  10.2/s  lost 0  bad 0" in lines[-1]
    assert not CONTROL.search("".join(lines))


def test_on_a_terminal_it_stands_still() -> None:
    """Each picture is drawn over the one before; no line is as wide as the terminal, where it would become two."""
    text = shown(5, moves=True)
    assert text.count("\x1b[7A") == text.count("CSV lines") - 1 > 10
    lines = last_picture(text)
    assert lines[0].startswith("CSV lines at /dev/pts/7   0:04")
    assert lines[1].startswith("skin     4.4")
    assert "on the skin   quality 1.00   responses 0" in lines[1]
    assert lines[2].endswith(" 60 s")
    assert "▇█ 6 s" in lines[4] or "█" in lines[4]
    assert lines[-1] == "Ctrl-C ends"
    assert all(len(line) < 30 for line in last_picture(shown(5, moves=True, width=30)))


def test_colours_only_where_they_are_wanted() -> None:
    """The words say the same."""
    assert "\x1b[32mon the skin" in shown(2, moves=True, colours=True)
    assert not re.search(r"\x1b\[\d+m", shown(2, moves=True))


def test_a_kit_that_is_silent_shows_no_old_values() -> None:
    """After three seconds."""
    assert "nothing comes" in shown(2, moves=False, silent_s=5).splitlines()[-1]
    assert any("nothing comes" in line for line in last_picture(shown(2, moves=True, silent_s=5)))


def test_what_keeps_samples_from_coming_is_said() -> None:
    """Beside the picture."""
    out = io.StringIO()
    kit: Kit = registry.make("grove", {})
    picture = LiveView(out, kit, "/dev/pts/7", 0.0, moves=False, colours=False)
    picture.add_note("the port is gone", 2.0)
    assert out.getvalue().endswith("the port is gone\n")


def test_a_sparkline_fills_its_height_from_least_to_greatest() -> None:
    """Holes are blanks, noise below the least span stays in the middle, and the newest is at the right."""
    line = Sparkline(8.0, 1.0)
    for at_s, value in ((0.5, 0.0), (3.5, nan), (5.5, 5.0), (7.5, 10.0)):
        line.add(at_s, value)
    assert line.drawn(8.0, 8) == "▁    ▅ █"
    line.add(16.0, 3.0)
    line.add(16.4, 3.1)
    assert set(line.drawn(16.5, 8).strip()) <= set("▄▅")
    assert Sparkline(8.0, 1.0).drawn(8.0, 4) == "    "
