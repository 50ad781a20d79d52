"""Command line that runs a module of ours as a process of its own, whatever folder it is called from."""

import sys

WITHOUT_FOLDER = "import sys; sys.path[:] = [path for path in sys.path if path]; "
"""Begin of a program for `python -c`. Python looks for modules in the working folder first, with `-c` and with `-m`: a
folder `models` there, or a file `numpy.py`, would be taken for ours. `-P`, which says the same, came with Python 3.11;
`-I` ignores PYTHONPATH too."""
_PROGRAM = WITHOUT_FOLDER + "import runpy; runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"


def module_command(module: str, *arguments: str) -> list[str]:
    """Arguments that do what `python -m MODULE ARGUMENTS` does, without the modules of the working folder."""
    return [sys.executable, "-c", _PROGRAM, module, *arguments]
