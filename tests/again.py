"""Runs the few tests that failed in `make test` once more, alone: `python -m tests.again EXIT_CODE`.

Thousands of tests with real brokers, browsers and clocks share two processors. One that fails there and passes alone
stops nobody, but is named at the end of the run: it, or the product, has a race that somebody must find.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

FAILED = 1  # pytest's exit code if tests failed. The others mean that the run itself broke
MOST = 5
"""With more failed tests, the change is wrong and not the moment."""
CACHE = Path(".pytest_cache/v/cache/lastfailed")


def run_again(exit_code: int, root: Path) -> int:
    """Exit code of the run, after its failed tests ran again in one process."""
    names = _failed_tests(root) if exit_code == FAILED else []
    if not 0 < len(names) <= MOST:
        return exit_code
    sys.stderr.write(f"again: {len(names)} failed. They run once more, alone ...\n")
    code = subprocess.call([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *names], cwd=root)
    if code == 0:
        lines = "".join(f"  {name}\n" for name in names)
        sys.stderr.write(f"again: failed beside other tests, and passed alone. Find the race:\n{lines}")
    return code


def _failed_tests(root: Path) -> list[str]:
    try:
        return sorted(json.loads((root / CACHE).read_text(encoding="utf-8")))
    except OSError:
        return []


def main(arguments: Sequence[str]) -> int:
    return run_again(int(arguments[0]), Path.cwd())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
