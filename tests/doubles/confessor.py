"""Program in the place of Python that gives its limits, and the names of its environment, as why a file is not read."""

from pathlib import Path

_PROGRAM = """#!/bin/sh
told=$(ulimit -v; ulimit -t; ulimit -n; ulimit -c; ulimit -f; env | cut -d= -f1)
echo "{\\"reason\\": \\"$(echo $told)\\"}"
"""


def write_confessor(path: Path) -> Path:
    """Writes the program."""
    path.write_text(_PROGRAM)
    path.chmod(0o755)
    return path
