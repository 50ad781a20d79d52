"""Output of findings: lines for people, JSON values for programs."""

import io

import pytest
from rich.console import Console

from edge.tools.doctor.finding import DoctorFinding, fault_finding, good_finding, untried_finding, warning_finding
from edge.tools.doctor.table import findings_json, print_finding, summary_line

GOOD = good_finding("camera", "[camera] gives 1280x720, 15 pictures a second.")
LOOSE = warning_finding("secrets", "vitrina.toml can be read by others.", "chmod 600 vitrina.toml")
BROKEN = fault_finding(
    "broker", "mqtt.example.org:8883 cannot be reached (Connection refused), " + 5 * "and so on ", "Is it on?"
)
UNTRIED = untried_finding("speed", "see detector")


def printed(finding: DoctorFinding, *, terminal: bool, colours: bool = False) -> str:
    file = io.StringIO()
    console = Console(file=file, width=100, force_terminal=terminal, no_color=not colours, highlight=False)
    print_finding(console, finding)
    return file.getvalue()


def test_a_file_gets_one_line_per_finding() -> None:
    """Long lines are not wrapped, for grep. Text in brackets is printed as it is."""
    assert printed(GOOD, terminal=False) == "✓ camera: [camera] gives 1280x720, 15 pictures a second.\n"
    assert printed(LOOSE, terminal=False) == (
        "! secrets: vitrina.toml can be read by others. → chmod 600 vitrina.toml\n"
    )
    assert printed(BROKEN, terminal=False).count("\n") == 1
    assert printed(UNTRIED, terminal=False) == "– speed: not tried: see detector\n"


def test_a_terminal_gets_columns_that_fit() -> None:
    """The cure has its own line below."""
    lines = printed(BROKEN, terminal=True).splitlines()
    assert len(lines) == 3
    assert all(len(line) <= 100 for line in lines)
    assert lines[0].startswith("✗ broker       mqtt.example.org:8883")
    assert lines[1].startswith(15 * " ")
    assert lines[2].split() == ["→", "Is", "it", "on?"]


def test_only_a_terminal_with_colours_gets_colours() -> None:
    assert "\x1b[31m✗" in printed(BROKEN, terminal=True, colours=True)
    assert "\x1b" not in printed(BROKEN, terminal=True)
    assert "\x1b" not in printed(BROKEN, terminal=False, colours=True)


@pytest.mark.parametrize(
    ("findings", "line"),
    [
        ([GOOD, UNTRIED], "all well"),
        ([GOOD, LOOSE], "nothing to fix, 1 to check"),
        ([BROKEN], "1 to fix"),
        ([BROKEN, BROKEN, LOOSE, BROKEN, UNTRIED], "3 to fix, 1 to check"),
    ],
)
def test_the_last_line_counts_faults_and_warnings(findings: list[DoctorFinding], line: str) -> None:
    assert summary_line(findings) == line


def test_json_separates_faults_from_untried_parts() -> None:
    """A warning is not a fault: `ok` stays true."""
    values = findings_json([GOOD, LOOSE, BROKEN, UNTRIED])
    assert [(each["ok"], each["level"]) for each in values] == [
        (True, "ok"),
        (True, "warning"),
        (False, "error"),
        (None, "untried"),
    ]
    assert values[1] == {
        "part": "secrets",
        "ok": True,
        "level": "warning",
        "text": "vitrina.toml can be read by others.",
        "cure": "chmod 600 vitrina.toml",
    }
