"""Command line that runs a Vitrina module as a separate process, from any working directory."""

import sys

WITHOUT_FOLDER = "import sys; sys.path[:] = [path for path in sys.path if path]; "
"""Program text for `python -c` that runs a module.

With `-c` and `-m`, Python searches the working directory first, so a folder `models` or a file `numpy.py` in it would
be imported instead of the right module. `-P` also prevents this, but needs Python 3.11. `-I` would ignore PYTHONPATH.
"""
_PROGRAM = WITHOUT_FOLDER + "import runpy; runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"


def module_command(module: str, *arguments: str) -> list[str]:
    """Arguments equivalent to `python -m MODULE ARGUMENTS` that import no modules from the working directory."""
    return [sys.executable, "-c", _PROGRAM, module, *arguments]
