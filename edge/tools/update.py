"""`vitrina update`: hands over to the updater, a program of its own, so that no version can break the way back."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

UPDATER = Path("/opt/vitrina/updater/bin/vitrina-updater")


class UpdaterMissingError(Exception):
    """The updater is not installed. The text says how to install it."""


def run_updater(arguments: Sequence[str], updater: Path = UPDATER) -> NoReturn:
    """Replace this process by the updater with these arguments. Raises UpdaterMissingError."""
    try:
        os.execv(updater, [str(updater), *arguments])
    except OSError as error:
        raise UpdaterMissingError(
            f"update: {updater} cannot be started ({error.strerror}). It comes with the Debian package and with "
            "install.sh. Install Vitrina by one of them (vitrina docs install)."
        ) from None
