"""Reports in a terminal and in a pipe."""

import io
import os
import pty
import re
from collections.abc import Callable
from functools import partial

import pytest
from rich.cells import cell_len

from central.languages.language import ENGLISH
from central.reports.rendering.block_plot import PLAIN, block_plot
from central.reports.rendering.sheet import Screen, column_widths, stream_screen
from central.reports.rendering.terminal import comparison_text, experiment_text, report_text, trend_text
from edge.intended_purpose import Use, purpose
from tests.central.reports.examples import report, reports
from tests.central.reports.honest import forbidden
from tests.central.reports.verdict_examples import comparisons, experiments, trends

RENDERED: dict[str, Callable[[Screen], str]] = {
    **{f"report-{name}": partial(report_text, made) for name, made in reports().items()},
    **{f"experiment-{name}": partial(experiment_text, made) for name, made in experiments().items()},
    **{f"comparison-{name}": partial(comparison_text, made) for name, made in comparisons().items()},
    **{f"trend-{name}": partial(trend_text, made) for name, made in trends().items()},
}
every_text = pytest.mark.parametrize("render", RENDERED.values(), ids=RENDERED)


def test_the_end_of_an_experiment_has_columns_once_it_has_come() -> None:
    """A comparison has no end: its interval is named as one, and nothing holds at any time."""
    columns = "Interval at any time, 95 %", "Interval at the end, 95 %", "95 % interval", "p, adjusted"
    pipe = Screen(is_terminal=False)
    shown = {
        "open": experiment_text(experiments()["open"], pipe),
        "at-end": experiment_text(experiments()["at-end"], pipe),
        "comparison": comparison_text(comparisons()["shown"], pipe),
    }
    found = {name: [column for column in columns if column in text.splitlines()[-5]] for name, text in shown.items()}
    assert found == {"open": [columns[0]], "at-end": [*columns[:2], columns[3]], "comparison": [*columns[2:]]}


@pytest.mark.parametrize("width", [60, 80, 120])
@every_text
def test_no_line_is_wider_than_the_terminal(render: Callable[[Screen], str], width: int) -> None:
    """Nothing wraps, nothing is cut off."""
    text = render(Screen(width=width))
    assert max(map(cell_len, text.splitlines())) <= width
    assert "\x1b" not in text
    assert forbidden(text) == []


@every_text
def test_a_pipe_gets_plain_lines(render: Callable[[Screen], str]) -> None:
    """No colour, no box, each sentence on one line, so that it can be searched."""
    text = render(Screen(is_terminal=False))
    assert not re.search("[\x1b\u2500-\u259f\u00a0]", text)


def test_a_sentence_in_a_pipe_is_one_line() -> None:
    """Whatever its length."""
    first = report_text(report(name="n" * 120), Screen(is_terminal=False)).splitlines()[0]
    assert first.endswith("in 12 shops.")


def test_colour_goes_to_a_terminal_alone() -> None:
    """And not where NO_COLOR is set, or the terminal has none."""
    parent, child = pty.openpty()
    try:
        with os.fdopen(child, "w") as terminal:
            assert stream_screen(terminal, {"TERM": "xterm"}).colour
            assert not stream_screen(terminal, {"TERM": "xterm", "NO_COLOR": "1"}).colour
            assert stream_screen(terminal, {"NO_COLOR": "1"}).is_terminal
            assert not stream_screen(terminal, {"TERM": "dumb"}).colour
    finally:
        os.close(parent)
    assert not stream_screen(io.StringIO(), {"TERM": "xterm"}).is_terminal
    coloured = report_text(report(), Screen(width=80, colour=True))
    assert "\x1b[1;34m" in coloured
    plain = re.sub("\x1b\\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in plain.splitlines()] == report_text(report(), Screen(width=80)).splitlines()


def test_the_picture_has_its_axes() -> None:
    """Shares at the side from 0, seconds below, a dot on the floor for what was not told."""
    lines = block_plot(reports()["lone-second"].curve, 80, PLAIN)
    assert lines[0].startswith("  25 %")
    assert lines[-3].lstrip().startswith("0 %")
    assert lines[-1].split() == ["0", "s", "5", "10", "15", "20", "25"]
    assert "......" in lines[-3]
    assert any("*" in line and ":" in line for line in lines)


def test_a_long_advert_fits_and_an_empty_one_has_no_picture() -> None:
    """600 seconds share columns."""
    assert max(map(len, block_plot(reports()["long"].curve, 80))) <= 80
    assert block_plot(reports()["long"].curve, 40)[-1].split() == ["0", "s", "120", "240", "360", "480"]
    assert block_plot([], 80) == []


def test_first_and_last_shops_are_shown_by_the_difference_to_their_other_ads() -> None:
    """Five and five; the number between them is told."""
    text = report_text(reports()["long"], Screen(width=120))
    assert "50 shops between the first 5 and the last 5." in text
    shops = [
        re.split(r" {2,}", line)[:2] for line in text.splitlines() if re.match(r"[a-z-]+\d? +[−\d]+\.\d +\d", line)
    ]
    beside = [float(value.replace("−", "-")) for _, value in shops]
    assert len(beside) == 10
    assert beside == sorted(beside, reverse=True)
    assert beside[0] > 0 > beside[-1]


def test_names_cannot_colour_or_turn_the_terminal() -> None:
    """Escape sequences, markup and marks of direction are text."""
    text = report_text(report(name="\x1b[31mred[/bold]\u202eabc"), Screen(width=80, colour=True))
    assert "\x1b[31m" not in text
    assert "red[/bold]abc" in text


def test_columns_without_room_are_left_out_from_the_right() -> None:
    """The others have their words whole."""
    columns, cells = ("Number", "Mean", "Told share"), [["Smiled", "16.0 %", "93 %"]]
    assert column_widths(columns, cells, 80) == [6, 6, 10]
    assert column_widths(columns, cells, 23) == [6, 6, 5]
    assert column_widths(columns, cells, 20) == [6, 6]


def test_simulated_data_are_marked_first() -> None:
    """Before any number."""
    assert report_text(reports()["simulated"], Screen()).startswith("SIMULATED")
    assert trend_text(trends()["empty"], Screen(is_terminal=False)).startswith("SIMULATED")


@every_text
def test_each_text_ends_with_the_intended_purpose_of_its_use(render: Callable[[Screen], str]) -> None:
    """The mark above says which one it is."""
    text = render(Screen(is_terminal=False))
    use: Use = "research" if ENGLISH("mark.research") in text else "shop"
    assert text.endswith(f"Intended purpose\n{purpose(use, 'en')}\n")


def test_research_has_its_own_purpose() -> None:
    assert purpose("research", "en") in report_text(reports()["research"], Screen(is_terminal=False))
