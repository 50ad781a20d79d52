"""Environment variables for child processes."""

import os

_LIBRARIES = "LD_LIBRARY_PATH"


def inherited_environment() -> dict[str, str]:
    """Environment variables of this process, without empty folders in LD_LIBRARY_PATH.

    Importing OpenCV adds an empty one, which means the current folder. A program that root starts in /tmp would load
    libraries that another user has put there.
    """
    found = dict(os.environ)
    folders = [each for each in found.pop(_LIBRARIES, "").split(":") if each]
    return {**found, _LIBRARIES: ":".join(folders)} if folders else found
