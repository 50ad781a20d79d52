"""Result of `testing.check`: which checks of a kit passed, which failed and how to fix it, and which were skipped."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KitProblem:
    """One failed check of a kit."""

    check: str
    happened: str  # without a full stop at its end
    fix: str


@dataclass(frozen=True, slots=True)
class KitCheckReport:
    """Result of all checks of one kit. `str(report)` is the text for people."""

    kit: str
    passed: tuple[str, ...]
    problems: tuple[KitProblem, ...]
    skipped: tuple[tuple[str, str], ...]  # check, and what it needs

    @property
    def is_good(self) -> bool:
        """True if no check failed. Skipped checks do not count."""
        return not self.problems

    def __str__(self) -> str:
        failed = len({problem.check for problem in self.problems})
        lines = [f"{self.kit}: {len(self.passed)} checks passed, {failed} failed, {len(self.skipped)} skipped"]
        lines += [f"✓ {check}" for check in self.passed]
        for problem in self.problems:
            lines += [f"✗ {problem.check}: {problem.happened}.", f"  Fix: {problem.fix}"]
        lines += [f"– {check}: skipped. {needs}" for check, needs in self.skipped]
        return "\n".join(lines)
