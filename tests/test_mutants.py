"""The mutation tester itself, on mutants that must die, one that cannot, and one that no test looks for."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FAST = ("test_edges.py", "test_disclosure.py", "test_people.py")
DEADLY = (
    "LONGEST_S = 600.0 -> LONGEST_S = 601.0",
    "if bound < k: -> if bound <= k:",
    "max(seen_until, stay.end_s) -> min(seen_until, stay.end_s)",
    "people.of_window(windows) < k_reaction -> people.of_window(windows) <= k_reaction",
    "while first < len(counted): -> while first <= len(counted):",
)


def mutants(*only: str, tests: tuple[str, ...] = FAST) -> tuple[int, str]:
    """Runs the command on the mutants whose name contains a text. Returns its exit status and output."""
    options = [option for text in only for option in ("--only", text)]
    command = [sys.executable, "-m", "tests.mutants", *options, "--tests", *tests]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout


def test_moved_bounds_are_killed() -> None:
    """A constant, comparisons, a maximum that becomes a minimum. The equivalent mutant survives, as listed."""
    status, printed = mutants(*DEADLY, "bisect_left(counted")
    assert printed == f"{len(DEADLY) + 1} mutants, {len(DEADLY)} killed, 1 equivalent\n"
    assert status == 0


def test_surviving_mutant_is_reported() -> None:
    """The report names the mutant, and the command fails."""
    status, printed = mutants("if bound < k: -> if bound <= k:", tests=("test_people.py",))
    assert printed.splitlines() == [
        "1 mutants, 0 killed, 0 equivalent",
        "survived: disclosure.release_window: if bound < k: -> if bound <= k:",
    ]
    assert status == 1
