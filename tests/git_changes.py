"""What git knows of changed files."""

import subprocess
from pathlib import Path


def git(root: Path, *arguments: str) -> str:
    """Standard output of a git command. Raises CalledProcessError."""
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout


def changed_files(root: Path, commit: str, folder: str = ".") -> list[str]:
    """Paths in `folder` that differ from `commit`, by name: changed, new, not committed, removed."""
    names = git(root, "diff", "--name-only", "--no-renames", "-z", commit, "--", folder).split("\0")
    names += git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", folder).split("\0")
    return sorted(set(filter(None, names)))
