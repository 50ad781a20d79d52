"""Results of mutation tests: by file, as lines for a terminal, and as the document docs/evidence/mutants.md."""

import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone

from tests.evidence.parts import origin_line
from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.mutate import Mutant

PAGE = "docs/evidence/mutants.md"
HEAD = """# Mutation tests

How much do the tests notice? A mutation test changes one spot of a source file (a comparison, a
bound, a sign, a minimum, an `and` or a `not`), runs the tests of that file, and expects one of them
to fail. The mutant is then *killed*. A *survivor* is a change that no test notices. An *equivalent*
mutant changes nothing that can be observed; `tests/mutation/equivalent.py` has the reason for each.
`tests/mutation/targets.py` lists the tests of each file, and the files that are excluded and why.

This page is written by the command in its last line and never by hand.
"""


@dataclass
class FileResult:
    """Mutants of one file: how many there are, which were tried, and which survived."""

    path: str
    mutants: int
    tried: list[Mutant] = field(default_factory=list)
    survivors: list[Mutant] = field(default_factory=list)

    @property
    def killed(self) -> int:
        return len(self.tried) - len(self.survivors)

    @property
    def unexplained(self) -> list[Mutant]:
        """Survivors that are not listed as equivalent, in the order of the file."""
        return sorted((m for m in self.survivors if not _is_equivalent(m)), key=lambda mutant: mutant.line)

    @property
    def equivalent(self) -> int:
        return len(self.survivors) - len(self.unexplained)

    @property
    def stale(self) -> list[Mutant]:
        """Killed mutants that are listed as equivalent."""
        survived = {mutant.change for mutant in self.survivors}
        return [mutant for mutant in self.tried if _is_equivalent(mutant) and mutant.change not in survived]


@dataclass(frozen=True)
class Run:
    """Conditions of a run, for the reader of its table."""

    command: str
    seconds: float
    sample: int | None
    seed: int
    minutes: float | None = None
    recorded: int = 0  # kills that earlier runs recorded


def _is_equivalent(mutant: Mutant) -> bool:
    return mutant.change in EQUIVALENT.get(mutant.path, {})


def lines(results: Sequence[FileResult]) -> Iterator[str]:
    """Result for a terminal: the sums, and every mutant that needs a look."""
    tried, killed, equivalent = (sum(column) for column in zip(*map(_counts, results), strict=True))
    yield f"{tried} mutants, {killed} killed, {equivalent} equivalent"
    for result in results:
        yield from (f"survived: {mutant.name}" for mutant in result.unexplained)
        yield from (f"killed, though listed as equivalent: {mutant.name}" for mutant in result.stale)


def is_good(results: Iterable[FileResult]) -> bool:
    """Checks that every survivor is listed as equivalent, and that every listed one survived."""
    return not any(result.unexplained or result.stale for result in results)


def document(results: Sequence[FileResult], run: Run) -> str:
    """The whole of docs/evidence/mutants.md."""
    parts = [HEAD, _conditions(results, run), "\n".join(_table(results)), "\n".join(_survivors(results))]
    return "\n".join([*parts, origin_line(PAGE), f"Written by `{run.command}`.", ""])


def _counts(result: FileResult) -> tuple[int, int, int]:
    return len(result.tried), result.killed, result.equivalent


def _conditions(results: Sequence[FileResult], run: Run) -> str:
    tried, of = sum(len(result.tried) for result in results), sum(result.mutants for result in results)
    day = datetime.now(timezone.utc).strftime("%Y-%m-%d")
    limits = [f"at most {run.sample} mutants of each file"] if run.sample is not None else []
    limits += [f"as many of each file as {run.minutes:g} minutes allowed"] if run.minutes is not None else []
    which = f"A sample was tried: {', '.join(limits)}, drawn with seed {run.seed}" if tried < of else "All were tried"
    earlier = (
        f"{run.recorded} of the kills are those of earlier runs over the same source (`--resume`).\n"
        if run.recorded
        else ""
    )
    return (
        f"{which}: {tried} of {of}. {day}, Python {platform.python_version()}, {run.seconds / 60:.0f} minutes.\n"
        "A mutant that makes the tests crash, or take five times their processor time, counts as killed.\n"
        f"{earlier}"
    )


def _table(results: Sequence[FileResult]) -> Iterator[str]:
    yield "| file | tried | of | killed | equivalent | survived |"
    yield "|---|---|---|---|---|---|"
    for result in results:
        yield _row(f"`{result.path}`", result.mutants, *_counts(result))
    sums = [sum(column) for column in zip(*map(_counts, results), strict=True)]
    yield _row("all", sum(result.mutants for result in results), *sums)
    yield ""


def _row(name: str, of: int, tried: int, killed: int, equivalent: int) -> str:
    return f"| {name} | {tried} | {of} | {killed} | {equivalent} | {tried - killed - equivalent} |"


def _survivors(results: Sequence[FileResult]) -> Iterator[str]:
    yield "## Survivors"
    yield ""
    for result in results:
        if result.unexplained:
            yield f"`{result.path}`"
            yield ""
            for mutant in result.unexplained:
                yield f"- {mutant.line}, {mutant.function}: `{mutant.before}` → `{mutant.after}`"
            yield ""
    if not any(result.unexplained for result in results):
        yield "None."
        yield ""
