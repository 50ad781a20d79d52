"""The mutation tester itself, on a few mutants: those that must die, one that cannot, and one that nobody looks for."""

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
    """The command on the mutants named by a piece of text: its exit status, and what it printed."""
    options = [option for text in only for option in ("--only", text)]
    command = [sys.executable, "-m", "tests.mutants", *options, "--tests", *tests]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout


def test_a_bound_that_is_moved_is_noticed() -> None:
    """A constant, comparisons, a largest that becomes a smallest. What changes nothing survives, and is known to."""
    status, printed = mutants(*DEADLY, "bisect_left(counted")
    assert printed == f"{len(DEADLY) + 1} mutants, {len(DEADLY)} killed, 1 equivalent\n"
    assert status == 0


def test_what_no_test_looks_for_is_reported() -> None:
    """By name, and the command fails."""
    status, printed = mutants("if bound < k: -> if bound <= k:", tests=("test_people.py",))
    assert printed.splitlines() == [
        "1 mutants, 0 killed, 0 equivalent",
        "survived: disclosure.release_window: if bound < k: -> if bound <= k:",
    ]
    assert status == 1
