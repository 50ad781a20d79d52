"""Command line that runs one of Vitrina's modules as a separate process, from any working folder."""

import sys

WITHOUT_FOLDER = "import sys; sys.path[:] = [path for path in sys.path if path]; "
"""Start of a program for `python -c`. With `-c` and `-m`, Python looks for modules in the working folder first, so a
folder `models` or a file `numpy.py` there would be imported instead of the right one. `-P` prevents this too, but only
since Python 3.11; `-I` also ignores PYTHONPATH.
"""
_PROGRAM = WITHOUT_FOLDER + "import runpy; runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"


def module_command(module: str, *arguments: str) -> list[str]:
    """Arguments equivalent to `python -m MODULE ARGUMENTS`, but without the modules of the working folder."""
    return [sys.executable, "-c", _PROGRAM, module, *arguments]
