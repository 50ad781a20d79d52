"""Examples that `make site` runs with a Python of another environment."""

import os
import sys
from pathlib import Path

from tests.docs.examples import runs_as_expected, write_network


def test_an_example_runs_with_a_python_named_by_a_relative_path(tmp_path: Path) -> None:
    """As the Makefile names it, although the example runs in a folder of its own."""
    python = os.path.relpath(sys.executable)
    ending = "no smile: 2 of 2\nsmile: 2 of 2\n"
    assert runs_as_expected(tmp_path, python, "own_network.py", write_network(tmp_path), ending)
