"""What the Git history of a checkout says about measured tables."""

from dataclasses import dataclass
from pathlib import Path
from subprocess import CalledProcessError

from tests.evidence.tables import Origin, Table, read_figures, read_origin
from tests.git_changes import git

DIGITS = 8
"""Of a commit, in the documents."""


@dataclass(frozen=True, slots=True)
class Age:
    """A table with the origin of its figures, if known. `newer`: commits that changed its sources since then; None if
    the history lacks the origin.
    """

    table: Table
    origin: Origin | None
    newer: int | None


def find_commit(root: Path) -> str | None:
    """The commit that is checked out; None outside a Git checkout."""
    return _try_git(root, "rev-parse", f"--short={DIGITS}", "HEAD") if _is_top_of_checkout(root) else None


def is_changed(root: Path) -> bool:
    """True if files other than documents differ from the commit. A run writes documents while it measures."""
    return bool(_try_git(root, "status", "--porcelain", "--", ".", ":!docs", ":!*.md"))


def why_no_history(root: Path) -> str:
    """Why the ages of the tables cannot be counted; empty if they can."""
    if not _is_top_of_checkout(root):
        return "this is not a Git checkout"
    if _try_git(root, "rev-parse", "--is-shallow-repository") == "true":
        return "this clone is shallow"
    return ""


def find_ages(root: Path, tables: tuple[Table, ...]) -> list[Age]:
    """All tables, with the newest first. Without a history, ages are unknown."""
    is_known = not why_no_history(root)
    ages = [_age_of(root, table, is_known) for table in tables]
    return sorted(ages, key=lambda age: age.origin.day if age.origin else "", reverse=True)


def _age_of(root: Path, table: Table, is_known: bool) -> Age:
    origin = _origin_of(root, table, is_known)
    if origin is None or not is_known:
        return Age(table, origin, None)
    count = _try_git(root, "rev-list", "--count", f"{origin.commit}..HEAD", "--", *table.sources)
    return Age(table, origin, int(count) if count is not None else None)


def _origin_of(root: Path, table: Table, is_known: bool) -> Origin | None:
    if table.figures:
        return _origin_of_figures(root, table.figures) if is_known else None
    return read_origin((root / table.page).read_text(encoding="utf-8"), table.name)


def _origin_of_figures(root: Path, file: str) -> Origin | None:
    """The oldest commit from which on a model's file has had its present figures."""
    now, origin = read_figures((root / file).read_text(encoding="utf-8")), None
    history = git(root, "log", f"--abbrev={DIGITS}", "--format=%h %as", "--", file).splitlines()
    for commit, day in map(str.split, history):
        text = _try_git(root, "show", f"{commit}:{file}")
        if text is None or read_figures(text) != now:
            break
        origin = Origin(commit, day)
    return origin


def _is_top_of_checkout(root: Path) -> bool:
    """An unpacked archive within another project's checkout has no history of its own."""
    top = _try_git(root, "rev-parse", "--show-toplevel")
    return top is not None and Path(top).resolve() == root.resolve()


def _try_git(root: Path, *arguments: str) -> str | None:
    """Output of a Git command without line end; None if it fails or Git is not installed."""
    try:
        return git(root, *arguments).strip()
    except (CalledProcessError, FileNotFoundError):
        return None
