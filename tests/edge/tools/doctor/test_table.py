"""Findings as lines for people and as values for programs."""

import io

import pytest
from rich.console import Console

from edge.tools.doctor.finding import Finding, fault, good, untried, warning
from edge.tools.doctor.table import as_json, show, verdict

GOOD = good("camera", "[camera] gives 1280x720, 15 pictures a second.")
LOOSE = warning("secrets", "vitrina.toml can be read by others.", "chmod 600 vitrina.toml")
BROKEN = fault(
    "broker", "mqtt.example.org:8883 cannot be reached (Connection refused), " + 5 * "and so on ", "Is it on?"
)
LEFT = untried("speed", "see detector")


def shown(finding: Finding, *, terminal: bool, colours: bool = False) -> str:
    file = io.StringIO()
    console = Console(file=file, width=100, force_terminal=terminal, no_color=not colours, highlight=False)
    show(console, finding)
    return file.getvalue()


def test_a_file_gets_a_line_for_each() -> None:
    """However long: somebody greps in it. What stands in brackets is text."""
    assert shown(GOOD, terminal=False) == "✓ camera: [camera] gives 1280x720, 15 pictures a second.\n"
    assert shown(LOOSE, terminal=False) == ("! secrets: vitrina.toml can be read by others. → chmod 600 vitrina.toml\n")
    assert shown(BROKEN, terminal=False).count("\n") == 1
    assert shown(LEFT, terminal=False) == "– speed: not tried: see detector\n"


def test_a_terminal_gets_columns_that_fit() -> None:
    """The cure stands below, by itself."""
    lines = shown(BROKEN, terminal=True).splitlines()
    assert len(lines) == 3
    assert all(len(line) <= 100 for line in lines)
    assert lines[0].startswith("✗ broker       mqtt.example.org:8883")
    assert lines[1].startswith(15 * " ")
    assert lines[2].split() == ["→", "Is", "it", "on?"]


def test_colours_are_for_a_terminal_that_wants_them() -> None:
    assert "\x1b[31m✗" in shown(BROKEN, terminal=True, colours=True)
    assert "\x1b" not in shown(BROKEN, terminal=True)
    assert "\x1b" not in shown(BROKEN, terminal=False, colours=True)


@pytest.mark.parametrize(
    ("findings", "says"),
    [
        ([GOOD, LEFT], "all well"),
        ([GOOD, LOOSE], "nothing to mend, 1 to look at"),
        ([BROKEN], "1 thing to mend"),
        ([BROKEN, BROKEN, LOOSE, BROKEN, LEFT], "3 things to mend, 1 to look at"),
    ],
)
def test_the_last_line(findings: list[Finding], says: str) -> None:
    assert verdict(findings) == says


def test_a_program_sees_what_is_broken_and_what_is_unknown() -> None:
    """A warning breaks nothing."""
    told = as_json([GOOD, LOOSE, BROKEN, LEFT])
    assert [(each["ok"], each["level"]) for each in told] == [
        (True, "ok"),
        (True, "warning"),
        (False, "error"),
        (None, "untried"),
    ]
    assert told[1] == {
        "part": "secrets",
        "ok": True,
        "level": "warning",
        "text": "vitrina.toml can be read by others.",
        "cure": "chmod 600 vitrina.toml",
    }
